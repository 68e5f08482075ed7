"""Words of telling: what English sentences say that tell who tests what, as lists from which the patterns are made."""

from __future__ import annotations

import re
from typing import Final


def any_of(words: str) -> str:
    """A pattern of any of several words, which stand on lines or between bars; spaces stand for any."""
    parts = (part.strip() for part in words.replace("\n", "|").split("|"))
    return "(?:" + "|".join(part.replace(" ", r"\s+") for part in parts if part) + ")"


_OFTEN: Final = any_of(
    "also | now | currently | jointly | each | both | already | since | respectively | first | about to"
)
_TESTING: Final = any_of(
    """testing | trial+ing | piloting | experimenting with | trying out | running an? (?:pilot|test|trial)s? of
    running (?:its|their) (?:pilot|test|trial)s? of"""
)
_TEST: Final = any_of(
    "test | trial | pilot | try out | experiment with | run (?:an?|its|their|the) (?:pilots?|tests?|trials?) of"
)
_COUNTED: Final = any_of("two | three | four | five | several")
VERB: Final = re.compile(
    rf"\b(?:(?:is|are|was|were|has been|have been)\s+(?:{_OFTEN}\s+)*{_TESTING}"
    rf"|(?:is|are)\s+to\s+{_TEST}|(?:(?:will|would)\s+)?uses?\s+the\s+(?:[a-z]+\s+)?sandbox\s+to\s+{_TEST}"
    r"|(?:offers?|presents?|brings?|contributes?|joins?\s+with|enters?\s+with|completes?\s+the\s+[a-z]+\s+with)"
    r"(?=\s+[“\"])"
    rf"|(?:will|would)\s+(?:{_OFTEN}\s+)*(?:(?:be|start|begin)\s+{_TESTING}|{_TEST})"
    rf"|(?:plans?|intends?|began|begins?|started|hopes?|wants?|aims?|proposes?|is set|are set|is due|are due)\s+"
    rf"(?:to\s+(?:{_TEST}|testing)|{_TESTING})"
    r"|(?:has|have)\s+(?:tested|trial+ed|piloted|tried out)|tests|tested|trial+ed|pilots|piloted|tries out|tried out"
    r"|(?:(?:jointly|together|both)\s+)?(?:test|trial|pilot)(?=\s+[“\"])|(?:jointly|together|both)\s+(?:test|trial|pilot)"
    r"|(?:has |have )?(?:completed|finished|ended|concluded|left|stopped)\s+(?:its|their|the)\s+"
    r"(?:tests?|trials?|pilots?|testing)\s+of"
    r"|(?:has |have )?(?:withdrew|withdrawn|abandoned|discontinued|brought)"
    rf"|(?:will\s+)?(?:runs?|conducts?)(?=\s+{_COUNTED}\s)|brings?(?=\s+(?:two|three|four|[“\"])))\s+"
    rf"(?!{any_of('by|are|is|were|was|will|have|has|had|in|on|at|of|for|to|from|and|or')}\b)"
)
BY: Final = re.compile(
    r"\s+(?:is|are|was|were|will\s+be|has\s+been|have\s+been)\s+(?:being\s+|jointly\s+|now\s+)*"
    rf"{any_of('tested | trial+ed | piloted | submitted | proposed | put forward | offered')}\s+(?:jointly\s+)?by\s+"
    r"|\s+(?:comes?|came)\s+from\s+"
)
TOGETHER_WITH: Final = any_of(
    """(?:in|through) (?:partnership|collaboration|cooperation) with | together with | along with | alongside | with"""
)
WITH: Final = re.compile(rf"\s*,?\s*\b{TOGETHER_WITH}\s+")
STOP: Final = re.compile(
    r"\s*[;,]?\s*(?:\bon\s+(?:its|their)\s+own\b|\bby\s+itself\b|\b(?:in|within|under)\s+(?:the|its|our|this)\b"
    rf"|\b{any_of('since | until | before | after | while | whereas | using | respectively')}\b"
    rf"|\b(?:and|but|which|that)\s+{any_of('has | have | is | are | was | will | now | uses | left | plans')}\b"
    r"|\bfrom\s+\w+\s+(?:to|until)\b|;)"
)
"""What follows the words that say what is tested."""
NO_SUBJECT: Final = re.compile(
    any_of(
        """The | This | These | Those | Each | All | Both | Some | Many | Most | Other | Others | Our | It | They
        We | Its | Participants? | Firms? | Companies | Banks? | Applicants? | No | None | Applications? | Projects?
        One | Another
        Two | Three | Four | Five | Six | Seven | Eight | Nine | Ten | [A-Z]\\w+teen"""
    )
    + r"\b(?!\s+of\s+(?:the\s+)?[A-Z])"
)
OFFICE: Final = re.compile(
    r"\b(?:Central\s+Bank|Authority|Regulator|Commission|Ministry|Government|Agency|Protection\s+Bureau|Superintendency)"
    r"(?:\s*\([A-Z]{2,6}\))?$"
)
COUNTED: Final = re.compile(
    rf"(?:both|(?:(?:its|the)\s+)?{_COUNTED}\s+(?:[a-z]+\s+)?"
    rf"{any_of('products|services|applications|solutions|projects|pilots|tests|trials|experiments')}[,:]?"
    r"(?:\s+called|\s+namely)?)\s*"
    r"(?:(?:to|in|into)\s+the\s+(?:[a-z]+\s+)?(?:sandbox|cohort|programme|program)\b)?\s*[:,–]?\s*"
)
"""What says that several names follow."""
LISTED: Final = re.compile(
    rf"(?:The\s+)?{any_of('applications?|projects?|products?|pilots?|tests?')}\s+(?=[A-Z“\"])", re.I
)
KINDS: Final = any_of(
    """start-?up | firm | company | bank | lender | insurer | insurtech | fintech | provider | broker | specialist
    operator | platform | institution | group | developer | vendor | exchange | manager | network | union | retailer
    association"""
)
"""What institutions are, before or after their names."""
SAID_IT: Final = re.compile(
    r"\s+(?:said|says|announced|added|reported|confirmed)(?:\s+[a-z]+day)?(?:\s+that)?\s+(?:it|they)$"
)
"""What stands between the name of who tests and "is testing", where it says so itself."""
BESIDE: Final = re.compile(
    r"\s*,?\s*\b(?:together\s+|along\s+|working\s+|in\s+(?:partnership|cooperation|collaboration)\s+)?with\s*$|\s*,?\s*\balongside\s*$"
)
BESIDE_FIRST: Final = re.compile(r"\s*,?\s*(?:and\s*,?|(?<=,))\s*(?:together\s+|along\s+)?with\s+")
"""What leads to a partner before a verb, and after a name."""
GAPPED: Final = re.compile(
    r",\s+(?P<join>and\s+|while\s+)?(?P<who>[A-Z][\w&.'-]*(?:\s+[A-Z][\w&.'-]*){0,4})\s+(?P<what>an?\s+[a-z].+)$"
)
"""A further subject, and what it tests, without a verb of its own."""
DATELINE: Final = re.compile(r"[A-Z][A-Z .,]{2,30}(?:\([A-Za-z ]{2,30}\)\s*)?(?:\s*–+|\s-+)\s+")
"""Where a report was written, before its first sentence."""
