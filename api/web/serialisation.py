"""Serialisation: turns answers and things into JSON, CSV and workbooks; routes and templates get no RDF terms."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from urllib.parse import unquote

import pyoxigraph as ox

from sandbox_atlas.api.web.languages import Language
from sandbox_atlas.api.web.links import Links
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.naming.labels import Name
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.questions.lookups import Lookup
from sandbox_atlas.graph.rdf.csv_files import csv_file, joined
from sandbox_atlas.graph.rdf.results import Cell, Row
from sandbox_atlas.graph.rdf.vocabulary import PART, XSD, compact, elsewhere
from sandbox_atlas.graph.rdf.workbooks import xlsx_file
from sandbox_atlas.graph.register.entities import Entity, Fact, Group
from sandbox_atlas.graph.register.parts import Term, segments

_AT_WORDS = ":~:text="
"""What precedes the words in the fragment of an address (URL Fragment Text Directives, section 3.4)."""

CellWriter = Callable[[Cell], Any]
"""Gives the JSON value of a cell."""
Order = Callable[[str], Any]
"""Gives the key by which things are sorted, by IRI."""
_MOST_SORTED = 1_000
"""Members of a list that are sorted; a longer one, of which a page shows a few, stays in order of its IRIs."""


def cells(names: Names, link: Links, lang: str) -> CellWriter:
    """The function that turns cells into JSON: things with label and address, integers, booleans, and text.

    A thing that comes again is the same object: a long answer names few things many times.
    """
    known: dict[str, dict[str, str]] = {}

    def cell(term: Cell) -> Any:  # noqa: ANN401 - any JSON value
        if term is None:
            return None
        if isinstance(term, ox.Literal):
            return _plain(term)
        if isinstance(term, ox.BlankNode):
            return {"iri": f"_:{term.value}", "label": "", "href": ""}
        if term.value not in known:
            known[term.value] = thing(names.get(term.value), link, lang)
        return known[term.value]

    return cell


def thing(name: Name, link: Links, lang: str) -> dict[str, str]:
    """A thing as JSON: its IRI, its label, the language of the label, and the address of its page.

    The label of a link that opens a document at its words is those words.
    """
    _, is_at_words, words = name.iri.partition(_AT_WORDS)
    return {
        "iri": name.iri,
        "label": f"“{unquote(words)}”" if is_at_words else name.label(lang),
        "lang": name.label_language(lang),
        "href": link.thing(name.iri),
    }


def classed(name: Name, atlas: Atlas, link: Links, lang: str) -> dict[str, str]:
    """A thing as JSON, with its class and the label of its class."""
    kind = atlas.style.class_label(name.class_iri, lang)
    return {**thing(name, link, lang), "class": compact(name.class_iri), "kind": kind}


def _plain(literal: ox.Literal) -> Any:  # noqa: ANN401 - any JSON value
    kind = literal.datatype.value.rsplit("#", 1)[-1]
    if kind == "integer":
        return int(literal.value)
    if kind == "boolean":
        return literal.value == "true"
    return literal.value


def row_of(
    lookup: Lookup, row: dict[str, Any], cell: CellWriter, most: int | None = None, order: Order | None = None
) -> dict[str, Any]:
    """A row with its cells as JSON, and the questions that give its evidence under "evidence".

    Args:
        lookup: The answer.
        row: One of its rows.
        cell: Writes its cells.
        most: Members of a list that are written, None for all; how many more there are is under "more" by column.
        order: Gives the key by which members are sorted, by IRI; without it they are in order of their IRIs.
    """
    shaped: dict[str, Any] = {}
    more: dict[str, int] = {}
    per = lookup.question.evidence.per if lookup.question.evidence else ""
    told: list[str] | None = None
    for name, term in row.items():
        if name in lookup.question.lists:
            members = lookup.members(row, name)
            if order and len(members) <= _MOST_SORTED:
                members.sort(key=order)
            shaped[name] = [cell(ox.NamedNode(member)) for member in members[:most]]
            told = members[:most] if name == per else told
            if most is not None and len(members) > most:
                more[name] = len(members) - most
        else:
            shaped[name] = cell(term)
    shaped["evidence"] = lookup.evidence(row, told)
    return shaped if most is None else {**shaped, "more": more}


def numeric(table: list[dict[str, Any]]) -> set[str]:
    """Names of the columns that hold numbers only."""
    filled = [(name, cell) for row in table for name, cell in row.items() if cell is not None]
    others = {name for name, cell in filled if not isinstance(cell, int) or isinstance(cell, bool)}
    return {name for name, _ in filled} - others


def as_json(lookup: Lookup, atlas: Atlas, link: Links, lang: str) -> dict[str, Any]:
    """An answer as JSON."""
    cell = cells(atlas.names, link, lang)
    rows = []
    for row in lookup.rows:
        shaped = row_of(lookup, row, cell)
        shaped["evidence"] = [
            link.lookup(each.question, each.parameters, suffix=".json") for each in shaped["evidence"]
        ]
        rows.append(shaped)
    asked = lookup.question
    return {
        "question": asked.name,
        "title": asked.title[lang],
        "description": asked.description[lang],
        "parameters": lookup.parameters,
        "snapshot": atlas.snapshot,
        "columns": [{"name": name, "label": label[lang]} for name, label in asked.columns.items()],
        "count": len(rows),
        "rows": rows,
    }


def as_csv(lookup: Lookup, names: Names, lang: str, *, bom: bool = False) -> str:
    """An answer as CSV: each column of things is followed by one with their labels, whatever the rows are.

    A list is one cell, its IRIs joined by spaces and its labels as in `joined`; `bom` is that of `csv_file`.
    """
    header, rows = _table(lookup, names, lang)
    return csv_file(header, rows, bom=bom)


def as_xlsx(lookup: Lookup, atlas: Atlas, lang: str) -> bytes:
    """An answer as a workbook: the columns of `as_csv`, and on a second worksheet what was asked, of which data."""
    asked = lookup.question
    given = {f"parameter {name}": "; ".join(values) for name, values in lookup.parameters.items()}
    about = {"title": asked.title[lang], "description": asked.description[lang], **given, "snapshot": atlas.snapshot}
    return xlsx_file(asked.name, *_table(lookup, atlas.names, lang), about)


def _table(lookup: Lookup, names: Names, lang: str) -> tuple[list[str], list[list[Cell | str]]]:
    """Header and rows of an answer."""
    asked = lookup.question
    header = [title for name in asked.columns for title in ([name] if name in asked.plain else [name, f"{name}Label"])]

    def labelled(term: Cell) -> Cell | str:
        return names.get(term.value).label(lang) if isinstance(term, ox.NamedNode) else term

    def line(row: Row) -> Iterator[Cell | str]:
        for name in asked.columns:
            if name in asked.lists:
                members = lookup.members(row, name)
                yield " ".join(members)
                yield joined(names.get(member).label(lang) for member in members)
            else:
                yield row[name]
                yield from () if name in asked.plain else (labelled(row[name]),)

    return header, [list(line(row)) for row in lookup.rows]


def fact_value(entity: Entity, fact: Fact, atlas: Atlas, link: Links, reader: Language) -> dict[str, Any]:
    """A value as a page shows it: its text, the language of the text, and the address of a thing.

    A value that only holds others together has them as `pieces`, each such a value.
    """
    shown = partial(_shown, entity=entity, atlas=atlas, link=link, reader=reader)
    if isinstance(fact.value, ox.NamedNode) and fact.value.value.startswith(PART):
        signs = segments(fact.value.value, entity.parts)
        pieces = [{"text": each, "lang": "", "href": ""} if isinstance(each, str) else shown(each) for each in signs]
        return {"text": "".join(each["text"] for each in pieces), "lang": "", "href": "", "pieces": pieces}
    return shown(fact.value)


def _shown(value: Term, entity: Entity, atlas: Atlas, link: Links, reader: Language) -> dict[str, str]:
    """A term as the page of a thing shows it."""
    if isinstance(value, ox.Literal):
        return {"text": _literal(value, reader), "lang": value.language or "", "href": ""}
    if isinstance(value, ox.BlankNode):
        return {"text": "…", "lang": "", "href": ""}
    name = entity.called.get(value.value) or atlas.names.get(value.value)
    known = name.iri in atlas.names
    looked = "" if known else atlas.style.look(name.iri).label(reader.labels)
    text = name.label(reader.labels) if known else elsewhere(name.iri) if looked == compact(name.iri) else looked
    return {"text": text, "lang": name.label_language(reader.labels), "href": link.thing(name.iri)}


def _literal(literal: ox.Literal, reader: Language) -> str:
    """The text of a literal; a boolean as a word."""
    if literal.datatype.value == f"{XSD}boolean":
        return reader.gettext("yes") if literal.value == "true" else reader.gettext("no")
    return literal.value


def entity_json(entity: Entity, atlas: Atlas, link: Links, reader: Language) -> dict[str, object]:
    """A thing as JSON, with its names and facts by property, each value with its passages."""
    return {
        **thing(entity.name, link, reader.labels),
        "class": compact(entity.name.class_iri),
        "labels": entity.name.labels,
        "snapshot": atlas.snapshot,
        "names": [_group(entity, group, atlas, link, reader) for group in entity.names],
        "facts": [_group(entity, group, atlas, link, reader) for group in entity.groups],
    }


def _group(entity: Entity, group: Group, atlas: Atlas, link: Links, reader: Language) -> dict[str, object]:
    return {
        "property": group.property,
        "label": atlas.style.look(group.property).label(reader.labels, inverse=group.inverse),
        "inverse": group.inverse,
        "values": [
            {
                **({} if isinstance(fact.value, ox.Literal) else {"iri": fact.value.value}),
                **fact_value(entity, fact, atlas, link, reader),
                "passages": list(fact.passages),
            }
            for fact in group.facts
        ],
    }


_LONGEST_CELL = 2_000
"""Characters of a value that the page of the endpoint shows."""


def _json_text(value: dict[str, Any]) -> str:
    """A term in SPARQL JSON as text; a triple term by its parts (SPARQL 1.2 Query Results JSON, section 3.2.2)."""
    if value["type"] == "triple":
        parts = [value["value"][part] for part in ("subject", "predicate", "object")]
        return f"<<( {' '.join(map(_json_text, parts))} )>>"
    return compact(value["value"]) if value["type"] == "uri" else str(value["value"])


_NUMBERS = frozenset(f"http://www.w3.org/2001/XMLSchema#{name}" for name in ("integer", "decimal", "double", "float"))


def _are_numbers(values: list[dict[str, Any]]) -> bool:
    """Whether a column of a SELECT result holds numbers and nothing else."""
    return bool(values) and all(each.get("datatype") in _NUMBERS for each in values)


def result_table(
    names: list[str], bindings: list[dict[str, dict[str, Any]]], known: Names, link: Links, lang: str
) -> dict[str, Any]:
    """A SELECT result as a table for the page of the endpoint.

    Args:
        names: Names of the variables.
        bindings: The rows to show, as in SPARQL JSON; a triple term is shown by the names of its three parts.
        known: Labels of things.
        link: Addresses of things.
        lang: Language of labels.
    """
    numbers = {name for name in names if _are_numbers([each[name] for each in bindings if name in each])}
    return {
        "numbers": numbers,
        "names": names,
        "rows": [[_result_cell(binding.get(name), known, link, lang) for name in names] for binding in bindings],
    }


def _result_cell(binding: dict[str, Any] | None, known: Names, link: Links, lang: str) -> dict[str, str]:
    """A cell of such a table; arguments as in `result_table`."""
    if binding is None:
        return {"text": "", "href": "", "lang": ""}
    if binding["type"] == "triple":
        parts = [binding["value"][part] for part in ("subject", "predicate", "object")]
        texts = [_result_cell(part, known, link, lang)["text"] for part in parts]
        texts = [f"({text})" if part["type"] == "triple" else text for part, text in zip(parts, texts, strict=True)]
        return {"text": " ".join(texts), "href": "", "lang": ""}
    if binding["type"] == "uri":
        name = known.get(binding["value"])
        return {"text": name.label(lang), "href": link.thing(name.iri), "lang": name.label_language(lang)}
    text = _json_text(binding)
    text = text if len(text) <= _LONGEST_CELL else f"{text[:_LONGEST_CELL]}…"
    return {"text": text, "href": "", "lang": binding.get("xml:lang", "")}
