"""Checks on the data: do the files parse, do they fit the SHACL shapes, do they pass `ontology/checks/*.rq`.

Each check gives findings with file, line and what to do. Which data have passed before is remembered by digest, so
that the shipped set is not checked again at every start.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import yaml

from sandbox_atlas.graph.findings import Finding, Severity
from sandbox_atlas.graph.loading.dataset import Dataset, Document, syntax_findings
from sandbox_atlas.graph.loading.positions import Locator
from sandbox_atlas.graph.loading.snapshot import fill
from sandbox_atlas.graph.rdf.vocabulary import compact

if TYPE_CHECKING:
    from rdflib import Graph

SHACL = "http://www.w3.org/ns/shacl#"
_SYNTAX, _SHAPES = "syntax", "shapes"

Progress = Callable[[str], None]
"""Is told the name of each step as it begins."""


@dataclass(frozen=True)
class Check:
    """One check of `ontology/checks`: a query whose rows are the problems.

    Attributes:
        name: Name of the rule.
        title: What is asked of the data.
        problem: What is wrong with a row; `{name}` stands for a variable of the row.
        solution: What to do.
        severity: Whether it keeps data from being served.
        text: The query; it selects `?entity`, and where known `?property`, `?value` and `?graph`.
    """

    name: str
    title: str
    problem: str
    solution: str
    severity: Severity
    text: str


def checked(dataset: Dataset, digest: str, cache_folder: Path, progress: Progress = lambda _: None) -> list[Finding]:
    """The errors of a data set; none at once for data that passed before.

    Args:
        dataset: The data.
        digest: Their digest.
        cache_folder: Where it is remembered what passed; a folder that cannot be written is no problem.
        progress: Is told the name of each step as it begins.
    """
    if passed(digest, cache_folder):
        return []
    errors = [finding for finding in check(dataset, progress) if finding.severity == "error"]
    if not errors:
        mark = _mark(digest, cache_folder)
        with suppress(OSError):
            mark.parent.mkdir(parents=True, exist_ok=True)
            mark.touch()
    return errors


def passed(digest: str, cache_folder: Path) -> bool:
    """Whether it is remembered that the data of a digest passed the checks."""
    with suppress(OSError):
        return _mark(digest, cache_folder).exists()
    return False


def rules_digest() -> str:
    """SHA-256 of the checks of `ontology/checks`, in hexadecimal; the shapes are in the digest of the data."""
    return hashlib.sha256("".join(rule.text for rule in checks()).encode()).hexdigest()


def _mark(digest: str, cache_folder: Path) -> Path:
    return cache_folder / "checked" / f"{digest}-{rules_digest()[:16]}"


def check(dataset: Dataset, progress: Progress = lambda _: None) -> list[Finding]:
    """All findings on a data set, in order of file and line.

    Files that do not parse are reported first, and alone: what else is wrong cannot be known then.
    """
    progress(_SYNTAX)
    documents = dataset.served + dataset.shapes
    broken = syntax_findings(documents)
    if broken:
        return sorted(broken)
    store = ox.Store()
    fill(store, dataset.served)
    locator = Locator(dataset.data + dataset.ontology)
    progress(_SHAPES)
    findings = set(_shape_findings(store, dataset.shapes, locator))
    for rule in checks():
        progress(rule.name)
        findings.update(_rule_findings(store, rule, locator))
    return sorted(findings)


def steps() -> list[str]:
    """The names of the steps of a check, in order."""
    return [_SYNTAX, _SHAPES, *(rule.name for rule in checks())]


@cache
def checks() -> tuple[Check, ...]:
    """The checks of `ontology/checks`, by name."""
    folder = files("sandbox_atlas.ontology").joinpath("checks")
    found = sorted((file for file in folder.iterdir() if file.name.endswith(".rq")), key=lambda file: file.name)
    return tuple(_check(file.name.removesuffix(".rq"), file.read_text(encoding="utf-8")) for file in found)


def _check(name: str, text: str) -> Check:
    header = yaml.safe_load("\n".join(line[3:] for line in text.splitlines() if line.startswith("#+")))
    return Check(name, header["title"], header["problem"], header["solution"], header.get("severity", "error"), text)


def _rule_findings(store: ox.Store, rule: Check, locator: Locator) -> Iterator[Finding]:
    solutions = store.query(rule.text)
    if not isinstance(solutions, ox.QuerySolutions):
        raise TypeError(f"{rule.name}.rq is not a SELECT query")
    names = [variable.value for variable in solutions.variables]
    for solution in solutions:
        row = {name: solution[name] for name in names if solution[name] is not None}
        texts = {name: _shown(str(getattr(term, "value", term))) for name, term in row.items()}
        place = locator.find(*(_value(row, part) for part in ("entity", "property", "value", "graph")))
        yield Finding(*place, rule.name, rule.problem.format_map(_Blank(texts)), rule.solution, rule.severity)


class _Blank(dict[str, str]):
    """Leaves a gap where a row has no value."""

    def __missing__(self, key: str) -> str:
        return "…"


def _value(row: Mapping[str, object], name: str) -> str:
    return str(getattr(row.get(name), "value", ""))


def _shown(text: str) -> str:
    short = compact(text)
    return short if len(short) <= 80 else f"{short[:79]}…"


def _shape_findings(store: ox.Store, shapes: tuple[Document, ...], locator: Locator) -> Iterator[Finding]:
    """Validate the merged facts against SHACL shapes (W3C SHACL, section 3)."""
    import pyshacl

    facts = _rdflib_graph(quad.triple for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    rules = _rdflib_graph(quad.triple for document in shapes for quad in document.quads())
    _, report, _ = pyshacl.validate(facts, shacl_graph=rules, advanced=False, meta_shacl=False, inplace=True)
    yield from _report_findings(report, rules, locator)


def _rdflib_graph(triples: Iterator[ox.Triple]) -> Graph:
    from rdflib import Graph

    logging.getLogger("rdflib.term").setLevel(logging.ERROR)  # a bad literal is a finding, not a warning in a log
    return Graph().parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")


def _report_findings(report: Graph, rules: Graph, locator: Locator) -> Iterator[Finding]:
    from rdflib import RDF, BNode, Literal, URIRef
    from rdflib.term import Node

    def get(node: Node, name: str) -> str:
        value = report.value(node, URIRef(SHACL + name))
        return "" if value is None or isinstance(value, BNode) else str(value)

    for result in report.subjects(RDF.type, URIRef(f"{SHACL}ValidationResult")):
        focus, path, value = get(result, "focusNode"), get(result, "resultPath"), get(result, "value")
        shape = report.value(result, URIRef(f"{SHACL}sourceShape"))
        owner = next(rules.subjects(URIRef(f"{SHACL}property"), shape), shape) if isinstance(shape, BNode) else shape
        rule = str(owner).rsplit("#", 1)[-1]
        messages = [
            text for text in report.objects(result, URIRef(f"{SHACL}resultMessage")) if isinstance(text, Literal)
        ]
        what = f"{_shown(focus)}" + (f" {compact(path)}" if path else "") + (f" {_shown(value)!r}" if value else "")
        severity: Severity = "warning" if get(result, "resultSeverity") == f"{SHACL}Warning" else "error"
        hint = str(messages[0]) if messages else ""
        yield Finding(*locator.find(focus, path, value), rule, f"{what} does not fit.", hint, severity)
