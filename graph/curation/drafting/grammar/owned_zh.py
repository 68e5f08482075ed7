"""Owned names: Chinese lists without quotation marks of the form A申报的NAME、B和C申报的NAME等."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.clauses import one_role
from sandbox_atlas.graph.curation.drafting.expectation import expectation
from sandbox_atlas.graph.curation.drafting.grammar.chinese import role_of_verb
from sandbox_atlas.graph.curation.drafting.institutions import LIKELY, Group
from sandbox_atlas.graph.curation.drafting.names import is_name, named
from sandbox_atlas.graph.curation.drafting.plain import Span, trimmed
from sandbox_atlas.graph.curation.drafting.quoted import who_at_end
from sandbox_atlas.graph.curation.drafting.reading import Reading
from sandbox_atlas.graph.curation.drafting.structure import quotations
from sandbox_atlas.graph.curation.drafting.words import PRODUCT_END

_DOES: Final = re.compile(
    "(?:共同|联合|合作|独立|单独)*(?P<verb>申报|申请|提交|报送|牵头(?:申报|申请)?)的(?=[^,;。、]{4})"
)
_JOINS: Final = re.compile("[、,;]|以及|及|和|与")
_OPEN: Final = re.compile(
    r"等(?:\d{1,2}|[一二两三四五六七八九十]{1,3})?[个项款]?(?:创新)?(?:应用|项目|产品|服务)?$|等$"
)
_FEWEST: Final = 2


def read_owned_zh(reading: Reading, sentence: Span) -> bool:
    """Read a list of at least two names, each after who applies with it; return whether there was one."""
    plain = reading.text.plain
    verbs = list(_DOES.finditer(plain, *sentence))
    if len(verbs) < _FEWEST or all(
        quoted[0] == verb.end() for verb, quoted in zip(verbs, quotations(plain, sentence), strict=False)
    ):
        return False
    found: list[tuple[Span, list[tuple[Group, str]]]] = []
    begin = sentence[0]
    for number, verb in enumerate(verbs):
        group = who_at_end(reading, (begin, verb.start()), LIKELY)
        following = verbs[number + 1].start() if number + 1 < len(verbs) else None
        name = _name(reading, verb.end(), following or sentence[1], is_last=following is None)
        if group is None or name is None or any(each.regulator for each in group.members):
            return False
        found.append((name, one_role([(group, role_of_verb(verb["verb"]))])))
        begin = name[1]
    type_ = expectation(reading, (sentence[0], verbs[0].start())).type
    for name, roles in found:
        made = named(reading, name, name)
        made.institutions = [each for group, role in roles for each in reading.involved(group, role)]
        made.type = made.type or type_
        reading.add(made)
    reading.used.append(sentence)
    return True


def _name(reading: Reading, start: int, stop: int, *, is_last: bool) -> Span | None:
    """The name at a place: up to the first sign or word that joins, before which the words are a name."""
    plain = reading.text.plain
    ends = [join.start() for join in _JOINS.finditer(plain, start, stop)]
    if is_last:
        ends.append(stop)
    for end in ends:
        span = trimmed(plain, (start, end), " \t\n。")
        opened = _OPEN.search(plain, *span)
        if opened and opened.start() > span[0]:
            if not re.search(r"[\d一二两三四五六七八九十]", opened.group()):
                reading.find(
                    "open-list",
                    f"“{reading.text.of(opened.span())}” says that there are more than are named.",
                    opened.span(),
                )
            span = (span[0], opened.start())
        words = plain[slice(*span)]
        if PRODUCT_END.search(words) and is_name(words):
            return span
    return None
