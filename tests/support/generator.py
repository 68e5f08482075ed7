"""Writes invented registers of any size as N-Quads: `python -m tests.support.generator --statements 100000 > big.nq`.

A register is a row of batches, each written and forgotten, so that a million statements need no more memory than ten
thousand. The same seed gives the same bytes, and a smaller register is the beginning of a larger one. Its shape is that
of the shipped data: each passage is a graph with what it says, a newspaper repeats a part of what the regulator says,
the editors add names and kinds, some sources err. The things that `graph/queries/*.rq` ask about by way of example are
in it, so that every question has an answer from ten thousand statements on.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from hashlib import sha256
from itertools import count
from typing import TypeVar

from sandbox_atlas.graph.rdf.vocabulary import ID, PREFIXES, XSD

T = TypeVar("T")

SMALLEST = 10_000
"""Statements from which on every question has an answer."""

_BATCHES = 10
_APPLICATIONS = 12
_NEWCOMERS = 6
"""Batches of a sandbox, applications of a batch, and institutions that a batch is the first to have."""

_SANDBOXES = (("pboc-fintech-pilot", "pboc"), ("hkma-genai-sandbox", "hkma-genai"))
_PLACES = ("beijing", "suzhou", "hong-kong", "kowloon")
_LARGE = ("icbc", "bank-of-china", "minsheng-bank", "hsbc", "unionpay", "ping-an")
_CAST = {
    ("pboc-beijing-2", 0): ("icbc-robot-mobile-finance", "icbc", "virtual-robot"),
    ("pboc-beijing-2", 1): ("boc-blockchain-industrial-finance", "bank-of-china", "blockchain"),
    ("pboc-beijing-2", 2): ("enterprise-ekyc-blockchain", "minsheng-bank", "blockchain"),
    ("hkma-genai-hong-kong-1", 0): ("genai-credit-summaries", "hsbc", "deep-learning"),
}
"""What the examples of the questions ask about: batch and position; application, applicant, technology."""

_KINDS = ("bank", "bank", "insurer", "technology-company", "payment-institution", "technology-company")
_TECHNOLOGIES = (
    "blockchain",
    "consortium-blockchain",
    "distributed-ledger",
    "smart-contract",
    "federated-learning",
    "knowledge-graph",
    "homomorphic-encryption",
    "machine-learning",
    "deep-learning",
    "computer-vision",
    "trusted-execution-environment",
    "virtual-robot",
)
_ADJECTIVES = (("Open", "开放"), ("Swift", "快捷"), ("Safe", "安全"), ("Rural", "乡村"), ("Green", "绿色"))
_NOUNS = (("lending", "信贷"), ("payment", "支付"), ("custody", "托管"), ("insurance", "保险"), ("tracing", "溯源"))
_EVENTS = ("Call", "Publication", "Registration", "Exit")


def quads(statements: int, seed: int = 1) -> Iterator[str]:
    """The lines of a register of about so many statements, passage graphs included and nothing merged.

    Args:
        statements: Number after which the last batch is ended; it adds less than five hundred.
        seed: Another seed gives another register of the same shape.
    """
    written = 0
    for number in count():
        if written >= statements:
            return
        for line in _batch(number, random.Random(f"{seed}-{number}")):  # noqa: S311 - nothing secret
            written += 1
            yield line


def _batch(number: int, rng: random.Random) -> Iterator[str]:
    """Everything that comes with one batch: itself, its applications, and what they are the first to need."""
    sandbox, step = divmod(number, _BATCHES)
    slug, prefix = _of(_SANDBOXES, sandbox) or (f"sandbox-{sandbox}", f"series-{sandbox}")
    place = _place(2 * sandbox + step % 2)
    ordinal = step // 2 + 1
    batch = f"{prefix}-{place}-{ordinal}"
    if step == 0:
        yield from _sandbox(sandbox, slug)
    yield from _sources(batch, first=number == 0)
    newcomers = range(number * _NEWCOMERS, (number + 1) * _NEWCOMERS)
    yield from _list(batch, slug, place, ordinal, number, rng)
    for position in range(_APPLICATIONS):
        yield from _application(batch, position, number, rng)
    yield from _institutions(batch, newcomers)
    yield from _milestones(batch, slug, number)
    yield from _disagreement(batch, f"authority-{sandbox}", f"authority-{max(0, sandbox - 1)}-office")


def _sandbox(number: int, slug: str) -> Iterator[str]:
    """A sandbox with its regulator, the regulator's office and its two places, all from the editors."""
    source, passage = f"editors-{slug}", f"editors-{slug}-programme"
    yield from _source(source, f"Editors on {slug}", f"编者：{slug}", "The editors")
    yield _line(f"source/{source}", "dcterms:type", _iri("sbx:Editorial"))
    yield from _passage(passage, source, "Inferred", f"The programme {slug}.", f"项目 {slug}。")
    facts = [(f"sandbox/{slug}", "sbx:sandboxKind", _iri("sbx:RegulatorySandbox"))]
    facts += _named(f"sandbox/{slug}", "Sandbox", f"Sandbox {slug}", f"沙盒 {slug}")
    for office in (f"authority-{number}", f"authority-{number}-office"):
        facts += _named(f"regulator/{office}", "Regulator", f"Authority {office}", f"管理局 {office}")
    facts += [
        (f"regulator/authority-{number}-office", "org:subOrganizationOf", _thing(f"regulator/authority-{number}")),
        (f"sandbox/{slug}", "sbx:regulatedBy", _thing(f"regulator/authority-{number}")),
    ]
    for place in (_place(2 * number), _place(2 * number + 1)):
        facts += _named(f"place/{place}", "Place", f"Place {place}", f"地点 {place}")
        facts.append((f"sandbox/{slug}", "sbx:place", _thing(f"place/{place}")))
    yield from _said(passage, facts)


def _sources(batch: str, *, first: bool) -> Iterator[str]:
    """What a batch is known from: the regulator's notice and a newspaper. The first source is that of an example."""
    for source, name, chinese in (
        (_notice(batch, first=first), f"Notice of {batch}", f"{batch} 公告"),
        (f"news-{batch}", f"News of {batch}", f"{batch} 新闻"),
    ):
        yield from _source(source, name, chinese, f"Publisher of {source}")
        yield _line(f"source/{source}", "dcterms:source", f"<https://register.example/{source}>")
        yield _line(f"source/{source}", "schema:sha256", _literal(sha256(source.encode()).hexdigest()))


def _list(batch: str, sandbox: str, place: str, ordinal: int, number: int, rng: random.Random) -> Iterator[str]:
    """The list that a regulator publishes."""
    passage = "sccf-batch-2-list" if number == 0 else f"{batch}-list"
    source = _notice(batch, first=number == 0)
    yield from _passage(passage, source, "Stated", f"The list of {batch}.", f"{batch} 名单。", start=0)
    thing, day = f"batch/{batch}", _day(number)
    services = sum(position % 3 != 2 for position in range(_APPLICATIONS))
    facts = [
        *_named(thing, "Batch", f"Batch {batch}", f"批次 {batch}"),
        (thing, "sbx:inSandbox", _thing(f"sandbox/{sandbox}")),
        (thing, "sbx:place", _thing(f"place/{place}")),
        (thing, "sbx:ordinal", _literal(ordinal)),
        (thing, "sbx:publishedBy", _thing(f"regulator/authority-{number // _BATCHES}")),
        (thing, "sbx:publishedOn", _literal(day)),
        (thing, "sbx:registeredOn", _literal(day + timedelta(days=60))),
        (thing, "sbx:reportedApplications", _literal(_APPLICATIONS + number % 3)),
        (thing, "sbx:reportedFinancialServices", _literal(services)),
        (thing, "sbx:reportedTechnologyProducts", _literal(_APPLICATIONS - services)),
    ]
    named = dict.fromkeys(["blockchain", _any(_TECHNOLOGIES, rng), _any(_TECHNOLOGIES, rng)])
    facts += [(thing, "sbx:focusTechnology", _thing(f"technology/{slug}")) for slug in named]
    yield from _said(passage, facts)


def _application(batch: str, position: int, number: int, rng: random.Random) -> Iterator[str]:
    """An application, in an item of the list, in the newspaper, and in what the editors add."""
    cast = _CAST.get((batch, position))
    slug, applicant, technology = cast or (
        f"{batch}-item-{position + 1}",
        _known(number, position, rng),
        _any(_TECHNOLOGIES, rng),
    )
    thing = f"application/{slug}"
    english, chinese = _any(_ADJECTIVES, rng), _any(_NOUNS, rng)
    label = f"{english[0]} {chinese[0]} {number}-{position + 1}"
    item = f"{batch}-item-{position + 1}"
    partners = dict.fromkeys(_known(number, position, rng) for _ in range(1 + int(rng.random() * 3)))
    partners.pop(applicant, None)
    technologies = dict.fromkeys([technology, *(_any(_TECHNOLOGIES, rng) for _ in range(int(rng.random() * 3)))])
    main = [(thing, "sbx:inBatch", _thing(f"batch/{batch}")), (thing, "sbx:applicant", _institution(applicant))]

    notice = _notice(batch, first=number == 0)
    note = (f"Item {position + 1}: {label}.", f"第{position + 1}项。")
    yield from _passage(item, notice, "Stated", *note, start=100 * (position + 1))
    facts = [
        (thing, "rdf:type", _iri("sbx:Application")),
        *main,
        (thing, "rdfs:label", _literal(f"{english[1]}{chinese[1]}{number}-{position + 1}", "zh")),
        (thing, "sbx:asPrinted", _literal(label.lower(), "en")),
    ]
    facts += [(thing, "sbx:participant", _institution(partner)) for partner in partners]
    facts += [(thing, "sbx:usesTechnology", _thing(f"technology/{slug}")) for slug in technologies]
    yield from _said(item, facts)

    doubtful = position % 4 == 3
    paper = f"{item}-news"
    yield from _passage(paper, f"news-{batch}", "Doubtful" if doubtful else "Stated", *note)
    yield from _said(paper, [*main, *facts[-len(technologies) :]])

    added = f"{item}-editors"
    yield from _passage(added, _editors(number), "Inferred", f"Name and type of {label}.", "名称与类型。")
    kind = "sbx:TechnologyProduct" if position % 3 == 2 else "sbx:FinancialService"
    facts = [(thing, "rdfs:label", _literal(label, "en")), (thing, "sbx:applicationType", _iri(kind))]
    if rng.random() < 0.3:
        facts.append((thing, "sbx:exitedOn", _literal(_day(number) + timedelta(days=400 + position))))
    yield from _said(added, facts)


def _institutions(batch: str, newcomers: range) -> Iterator[str]:
    """Institutions that appear for the first time: every fifth is a branch of one of the large ones."""
    passage = f"{batch}-institutions"
    first = newcomers.start == 0
    yield from _passage(
        passage, _editors(newcomers.start // _NEWCOMERS), "Inferred", "Names and kinds.", "名称与类型。"
    )
    facts = []
    for number in newcomers:
        slug = _institution_slug(number)
        thing = f"institution/{slug}"
        branch = not first and number % 5 == 0
        kind = "bank" if branch else _KINDS[number % len(_KINDS)]
        facts += _named(thing, "Institution", f"Institution {slug}", f"机构 {slug}")
        facts += [
            (thing, "sbx:institutionKind", _thing(f"institution-kind/{kind}")),
            (thing, "sbx:licensed", _literal(kind != "technology-company")),
            (thing, "skos:altLabel", _literal(f"I{number}", "en")),
        ]
        if branch:
            facts.append((thing, "org:subOrganizationOf", _institution(_LARGE[number // 5 % len(_LARGE)])))
    yield from _said(passage, facts)


def _milestones(batch: str, sandbox: str, number: int) -> Iterator[str]:
    """The call, the publication, the registration and the exits of a batch."""
    passage = f"{batch}-milestones"
    yield from _passage(passage, f"news-{batch}", "Stated", f"Events of {batch}.", f"{batch} 的事件。")
    facts = []
    for step, kind in enumerate(_EVENTS):
        slug = "beijing-second-call" if (batch, kind) == ("pboc-beijing-2", "Call") else f"{batch}-{kind.lower()}"
        thing = f"milestone/{slug}"
        facts += _named(thing, "Milestone", f"{kind} of {batch}", f"{batch} 事件 {step + 1}")
        facts += [
            (thing, "sbx:inSandbox", _thing(f"sandbox/{sandbox}")),
            (thing, "sbx:milestoneKind", _iri(f"sbx:{kind}")),
            (thing, "sbx:concerns", _thing(f"batch/{batch}")),
            (thing, "sbx:occurredOn", _literal(_day(number) + timedelta(days=60 * (step - 1)))),
        ]
    yield from _said(passage, facts)


def _disagreement(batch: str, regulator: str, other: str) -> Iterator[str]:
    """A newspaper that names another publisher, which better sources correct."""
    passage, thing = f"{batch}-rumour", f"disagreement/{batch.removeprefix('pboc-')}-publisher"
    side = "sccf-batch-2-list" if batch == "pboc-beijing-1" else f"{batch}-list"
    yield from _passage(passage, f"news-{batch}", "Contradicted", "Another publisher.", "另一公布机构。")
    yield from _said(passage, [(f"batch/{batch}", "sbx:publishedBy", _thing(f"regulator/{other}"))])
    described: list[tuple[str, str, str]] = [
        *_named(thing, "Disagreement", f"Who published {batch}", f"{batch} 由谁公布"),
        (thing, "sbx:concerns", _thing(f"batch/{batch}")),
        (thing, "sbx:concernsProperty", _iri("sbx:publishedBy")),
        (thing, "sbx:side", _thing(f"passage/{side}")),
        (thing, "sbx:side", _thing(f"passage/{passage}")),
        (thing, "sbx:follows", _thing(f"passage/{side}")),
        (thing, "skos:note", _literal(f"The paper names {other}, not {regulator}.", "en")),
        (thing, "skos:note", _literal(f"报纸称由 {other} 公布。", "zh")),
    ]
    for subject, predicate, value in described:
        yield _line(subject, predicate, value)


# ── Parts ────────────────────────────────────────────────────────────────────


def _source(slug: str, english: str, chinese: str, publisher: str) -> Iterator[str]:
    thing = f"source/{slug}"
    for subject, predicate, value in _named(thing, "Source", english, chinese):
        yield _line(subject, predicate, value)
    yield _line(thing, "dcterms:title", _literal(english, "en"))
    yield _line(thing, "dcterms:publisher", _literal(publisher))


def _passage(
    slug: str, source: str, certainty: str, english: str, chinese: str, *, start: int | None = None
) -> Iterator[str]:
    """The description of a passage, outside any graph; one with a start stands at a position of its document."""
    thing = f"passage/{slug}"
    yield _line(thing, "rdf:type", _iri("sbx:Passage"))
    yield _line(thing, "dcterms:isPartOf", _thing(f"source/{source}"))
    yield _line(thing, "sbx:certainty", _iri(f"sbx:{certainty}"))
    yield _line(thing, "skos:note", _literal(english, "en"))
    yield _line(thing, "skos:note", _literal(chinese, "zh"))
    if start is not None:
        selector = f"_:selector-{slug}"
        yield _line(thing, "oa:hasSelector", selector)
        yield f"{selector} {_iri('rdf:type')} {_iri('oa:TextPositionSelector')} .\n"
        yield f"{selector} {_iri('oa:start')} {_literal(start)} .\n"
        yield f"{selector} {_iri('oa:end')} {_literal(start + 90)} .\n"


def _said(passage: str, facts: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    """The facts in the graph of a passage."""
    for subject, predicate, value in facts:
        yield _line(subject, predicate, value, passage)


def _named(thing: str, kind: str, english: str, chinese: str) -> list[tuple[str, str, str]]:
    return [
        (thing, "rdf:type", _iri(f"sbx:{kind}")),
        (thing, "rdfs:label", _literal(english, "en")),
        (thing, "rdfs:label", _literal(chinese, "zh")),
    ]


def _known(number: int, position: int, rng: random.Random) -> str:
    """An institution that a batch can have: a large one, a newcomer, or any that came before."""
    chance = rng.random()
    if chance < 0.25:
        return _any(_LARGE, rng)
    if chance < 0.6:
        return _institution_slug(number * _NEWCOMERS + position % _NEWCOMERS)
    return _institution_slug(int(rng.random() * (number + 1) * _NEWCOMERS))


def _institution_slug(number: int) -> str:
    return _LARGE[number] if number < len(_LARGE) else f"institution-{number}"


def _place(number: int) -> str:
    return _PLACES[number] if number < len(_PLACES) else f"place-{number}"


def _notice(batch: str, *, first: bool) -> str:
    return "sccf" if first else f"notice-{batch}"


def _editors(number: int) -> str:
    sandbox = number // _BATCHES
    slug = (_of(_SANDBOXES, sandbox) or (f"sandbox-{sandbox}", ""))[0]
    return f"editors-{slug}"


def _of(pairs: Sequence[tuple[str, str]], number: int) -> tuple[str, str] | None:
    return pairs[number] if number < len(pairs) else None


def _day(number: int) -> date:
    return date(2019, 1, 1) + timedelta(days=number % 2500)


def _any(choices: Sequence[T], rng: random.Random) -> T:
    return choices[int(rng.random() * len(choices))]


def _institution(slug: str) -> str:
    return _thing(f"institution/{slug}")


def _thing(path: str) -> str:
    return f"<{ID}{path}>"


def _iri(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"<{PREFIXES[prefix]}{local}>"


def _literal(value: str | int | bool | date, language: str = "") -> str:
    if isinstance(value, str):
        return f'"{value}"@{language}' if language else f'"{value}"'
    if isinstance(value, bool):
        return f'"{str(value).lower()}"^^<{XSD}boolean>'
    return f'"{value}"^^<{XSD}{"date" if isinstance(value, date) else "integer"}>'


def _line(subject: str, predicate: str, value: str, passage: str = "") -> str:
    graph = f" {_thing(f'passage/{passage}')}" if passage else ""
    return f"{_thing(subject)} {_iri(predicate)} {value}{graph} .\n"


def main() -> None:
    """Write a register to standard output."""
    parser = argparse.ArgumentParser(description="Write an invented register as N-Quads.")
    parser.add_argument("--statements", type=int, default=100_000, help="about how many, passage graphs included")
    parser.add_argument("--seed", type=int, default=1, help="another seed gives another register")
    options = parser.parse_args()
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # a text stream when run by hand
    sys.stdout.writelines(quads(options.statements, options.seed))


if __name__ == "__main__":
    main()
