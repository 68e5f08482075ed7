"""Mistake rules: what may be wrong with a query, as patterns over the letters of its tokens.

Each token up to the place where the engine stopped is one letter: its kind, or what it does as a word; signs are
themselves. `E` follows where the query ends there. A pattern marks the token that its sentence is about as `at`, and is
written so that Python and browsers read it alike.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from sandbox_atlas.api.web.languages import marked

KINDS: Final = {"iri": "i", "name": "n", "variable": "v", "string": "s", "number": "d", "language": "l"}
"""Letters of kinds of tokens."""
_TERM: Final = "[invsda]"
_PLAIN: Final = "w"
_SPECIAL: Final = {
    "S": "SELECT",
    "D": "DISTINCT REDUCED",
    "A": "AS",
    "F": "FROM WHERE",
    "V": "VALUES",
    "Q": "ASK CONSTRUCT DESCRIBE",
}
_OTHERS: Final = (
    "A ABS ASC AVG BASE BIND BNODE BOUND BY CEIL COALESCE CONCAT CONTAINS COUNT DATATYPE DAY DESC ENCODE_FOR_URI "
    "EXISTS FALSE FILTER FLOOR GRAPH GROUP GROUP_CONCAT HAVING HOURS IF IN IRI ISBLANK ISIRI ISLITERAL ISNUMERIC "
    "ISURI LANG LANGMATCHES LCASE LIMIT MAX MD5 MIN MINUS MINUTES MONTH NAMED NOT NOW OFFSET OPTIONAL ORDER PREFIX "
    "RAND REGEX REPLACE ROUND SAMETERM SAMPLE SECONDS SEPARATOR SERVICE SHA1 SHA256 SHA384 SHA512 SILENT STR STRAFTER "
    "STRBEFORE STRDT STRENDS STRLANG STRLEN STRSTARTS STRUUID SUBSTR SUM TIMEZONE TRUE TZ UCASE UNDEF UNION URI UUID "
    "YEAR"
)
WORDS: Final = dict.fromkeys(_OTHERS.split(), _PLAIN) | {
    word: letter for letter, words in _SPECIAL.items() for word in words.split()
}
"""The words of SPARQL 1.1 Query (section 19.8), in upper case, with their letters."""
UPDATES: Final = ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")
"""The words with which an update begins (SPARQL 1.1 Update), whose letter is `U`."""
TYPE: Final = "a"
"""The word that stands for rdf:type, and its letter."""
UNKNOWN: Final = "W"
"""The letter of words that SPARQL does not have."""
OTHER: Final = "_"
"""The letter of signs that no query has."""
END: Final = "E"
ENDS: Final = {"{": "}", "(": ")", "[": "]"}
"""Brackets, and what closes each."""
KEPT: Final = "A"
FLAT: Final = {
    "parens": (r"\(([^()]*)\)",),
    "all": (r"\(([^(){}\[\]]*)\)", r"\{([^(){}\[\]]*)\}", r"\[([^(){}\[\]]*)\]"),
}
"""Brackets that are flat in a view of the tokens: they become `b` and `e`, and all in them but AS is `x`."""

_ITEM: Final = "(?:[vD*]|bx*A[xA]*e)"
_ENDING: Final = r"(?:[.;](?=\}E?$)|[.;}](?=E?$))"
_BEFORE: Final = r"[^;/|^*+?()\[\],lwWSDAFVQUinvsda]"
"""Signs after which all terms of a statement are counted: not after paths, words, and what separates values."""


class Rule(NamedTuple):
    """A mistake.

    Attributes:
        pattern: Where it is, among the letters of the tokens.
        sentence: What it is; `{word}` is the token, `{prefix}` the prefix of a name, `{end}` what closes a bracket.
        like: What it is where SPARQL has a word like the token, `{near}`.
        engine: What the engine says of it; empty for anything.
        view: Which brackets are flat; none by default.
    """

    pattern: str
    sentence: str
    like: str = ""
    engine: str = ""
    view: str = ""


RULES: Final = (
    Rule("^[^SQ]*(?P<at>U)", marked("Write a SELECT, ASK, CONSTRUCT or DESCRIBE query. Updates are not taken.")),
    Rule("(?P<at>[\"'])", marked("The text that begins here has no closing quotation mark.")),
    Rule(
        "(?P<at>n)(?=.?$)",
        marked("The prefix “{prefix}:” is not known. Declare it above the query: PREFIX {prefix}: <…>"),
        engine="Prefix not found",
    ),
    Rule(
        "$",
        marked("SELECT has a variable that is neither in GROUP BY nor counted, summed or the like."),
        engine="variable that is unbound",
    ),
    Rule(
        "(?P<at><)(?=[^<]*$)",
        marked("The IRI that begins here has a sign that no IRI may have, such as a blank."),
        engine="IRI parsing failed",
    ),
    Rule(
        "(?P<at>[WU])",
        marked("SPARQL has no word “{word}”. Variables begin with a question mark, names with a prefix such as sbx:."),
        like=marked("SPARQL has no word “{word}”. Did you mean {near}?"),
    ),
    Rule(
        f"^[^S]*S{_ITEM}*bx*(?P<at>e)",
        marked("In brackets after SELECT stands an expression with AS and a new variable: (COUNT(?x) AS ?n)."),
        view="parens",
    ),
    Rule(
        rf"^[^S]*S(?:D*(?=[{{F])|{_ITEM}*(?![{{F]))(?P<at>[^vD*)b(E])",
        marked("After SELECT come variables such as ?name, without commas, or *."),
        view="parens",
    ),
    Rule(r"^[^({\[)}\]]*(?P<at>[)}\]])", marked("“{word}” closes nothing."), view="all"),
    Rule(
        r"^[^)}\]]*(?P<at>[({\[])[^({\[)}\]]*E$",
        marked("“{word}” is never closed: “{end}” is missing."),
        view="all",
    ),
    Rule(
        f"(?:;{_TERM}|{_BEFORE}{_TERM}{{1,2}})(?P<at>{_ENDING})",
        marked("The statement before “{word}” is not complete: it needs a subject, a property and a value."),
    ),
    Rule(
        f"(?:;(?={_TERM}{{3}})|{_BEFORE}(?={_TERM}{{4}}))(?<!V.)(?<!V..)(?P<at>{_TERM}){_TERM}*{_ENDING}",
        marked("This statement has more than a subject, a property and a value. Is a full stop missing?"),
    ),
    Rule(r"(?P<at>\})E$", marked("In the group that ends here something is missing, or too much.")),
    Rule("E$", marked("The query ends too early: something is missing here.")),
    Rule("(?P<at>.)$", marked("“{word}” does not fit here: something before it is missing or wrong.")),
)
"""The mistakes; the first that is there is told."""

REFUSED: Final = (("^The service ", "forbidden-query"), ("^The custom function ", "unknown-function"))
"""What the engine of a copy says of queries without a mistake that it does not run, and how the atlas calls it."""
