"""Validation: checks that the files parse, conform to the SHACL shapes, and pass the queries of `ontology/checks`.

Findings have file, line and a hint. Data that pass are recorded (`passed`), and not checked again at every start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from sandbox_atlas.graph.errors import Finding, Severity
from sandbox_atlas.graph.loading import languages
from sandbox_atlas.graph.loading.consequences import TooManyConsequencesError
from sandbox_atlas.graph.loading.dataset import Dataset
from sandbox_atlas.graph.loading.foreign import doubtful_xml
from sandbox_atlas.graph.loading.literals import term_findings
from sandbox_atlas.graph.loading.passed import has_passed, note_passed, rule_texts
from sandbox_atlas.graph.loading.positions import Locator
from sandbox_atlas.graph.loading.register_check import OF_PASSAGES, derived_profile, merged, without_register
from sandbox_atlas.graph.loading.shacl import shape_findings
from sandbox_atlas.graph.loading.snapshot import fill_to_check
from sandbox_atlas.graph.loading.suggestions import Suggestions
from sandbox_atlas.graph.loading.syntax import syntax_findings
from sandbox_atlas.graph.rdf.headers import header_of
from sandbox_atlas.graph.rdf.vocabulary import DERIVED, shortened

_SYNTAX, _SHAPES = "syntax", "shapes"

Progress = Callable[[str], None]
"""Called with the name of each step as it begins."""


@dataclass(frozen=True)
class Check:
    """One check of `ontology/checks`: a query each of whose rows is a problem.

    Attributes:
        name: Name of the check.
        title: The rule that the data must follow.
        problem: Message for a row; `{name}` stands for a variable of the row.
        solution: How to correct the data.
        severity: Whether the data cannot be served.
        text: The query; it selects `?entity`, and `?property`, `?value` and `?graph` if they are known.
    """

    name: str
    title: str
    problem: str
    solution: str
    severity: Severity
    text: str


def cached_errors(
    dataset: Dataset, digest: str, cache_folder: Path, progress: Progress = lambda _: None
) -> list[Finding]:
    """The errors of a data set; data that passed before are not checked again.

    Args:
        dataset: The data.
        digest: Their digest.
        cache_folder: Folder that records which data passed; it need not be writable.
        progress: Called with the name of each step as it begins.
    """
    if has_passed(digest, cache_folder):
        return []
    errors = [finding for finding in check(dataset, progress) if finding.severity == "error"]
    if not errors:
        note_passed(digest, cache_folder)
    return errors


def check(dataset: Dataset, progress: Progress = lambda _: None) -> list[Finding]:
    """All findings on a data set, in order of file and line.

    If files do not parse, only their syntax errors are reported, since nothing else can be checked then.
    """
    progress(_SYNTAX)
    documents = dataset.served + dataset.shapes
    broken = syntax_findings(documents)
    if broken:
        return sorted([*broken, *dataset.notes])
    findings = set(dataset.notes)
    findings.update(term_findings(dataset.data))
    findings.update(doubtful_xml(dataset.data))
    if dataset.profile == DERIVED:
        return sorted(findings | set(derived_profile(dataset.data)))
    store, locator = ox.Store(), Locator(dataset.data + dataset.ontology)
    try:
        fill_to_check(store, dataset.served)
    except TooManyConsequencesError as error:
        place = locator.find(error.example, "", "", "")
        return sorted([*findings, Finding(*place, error.slug, error.message, error.hint)])
    findings.update(without_register(dataset.data, store))
    progress(_SHAPES)
    known = Suggestions(_described(store))
    findings.update(shape_findings(store, dataset.shapes, locator, known))
    findings.update(languages.missing(store, dataset.ontology, dataset.shapes, locator))
    lost = set(merged(dataset.data))
    for rule in checks():
        progress(rule.name)
        if not lost or rule.name not in OF_PASSAGES:
            findings.update(_rule_findings(store, rule, locator, known))
    return sorted(findings | lost)


def steps() -> list[str]:
    """The names of the steps of a check, in order."""
    return [_SYNTAX, _SHAPES, *(rule.name for rule in checks())]


@cache
def checks() -> tuple[Check, ...]:
    """The checks of `ontology/checks`, by name."""
    return tuple(_check(name, text) for name, text in rule_texts())


def _check(name: str, text: str) -> Check:
    header = header_of(text)
    return Check(name, header["title"], header["problem"], header["solution"], header.get("severity", "error"), text)


def _described(store: ox.Store) -> Iterator[str]:
    """The IRIs of the things that the facts in a store are about."""
    for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph()):
        if isinstance(quad.subject, ox.NamedNode):
            yield quad.subject.value


def _rule_findings(store: ox.Store, rule: Check, locator: Locator, known: Suggestions) -> Iterator[Finding]:
    solutions = store.query(rule.text)
    if not isinstance(solutions, ox.QuerySolutions):
        raise TypeError(f"{rule.name}.rq is not a SELECT query")
    names = [variable.value for variable in solutions.variables]
    for solution in solutions:
        row = {name: solution[name] for name in names if solution[name] is not None}
        texts = {name: shortened(str(getattr(term, "value", term))) for name, term in row.items()}
        place = locator.find(*(_value(row, part) for part in ("entity", "property", "value", "graph")))
        hint = f"{known.sentence(_value(row, 'term'))} {rule.solution}".strip()
        yield Finding(*place, rule.name, rule.problem.format_map(_RowTexts(texts)), hint, rule.severity)


class _RowTexts(dict[str, str]):
    """The values of a row for `str.format_map`; a variable without a value gives an ellipsis."""

    def __missing__(self, key: str) -> str:
        return "…"


def _value(row: Mapping[str, object], name: str) -> str:
    return str(getattr(row.get(name), "value", ""))
