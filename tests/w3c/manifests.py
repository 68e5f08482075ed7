"""Manifests of w3c/rdf-tests: reads the tests that they list, with the files of each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import urljoin

import pyoxigraph as ox

from tests.w3c.folders import RDF_BASE, path_of, rdf_tests

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
UT = "http://www.w3.org/2009/sparql/tests/test-update#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_FROM = re.compile(r"\bFROM\s+(?:NAMED\s+)?<([^>]*)>", re.IGNORECASE)

Node = ox.NamedNode | ox.BlankNode | ox.Literal


@dataclass(frozen=True)
class Case:
    """One test of a suite.

    Attributes:
        iri: Its IRI, by which tables know it.
        kind: Local name of its class.
        group: Folder of its manifest below the suite's.
        action: IRI of the query, update or document.
        result: IRI of the expected result, or nothing.
        default: IRIs of the files that make up the default graph.
        named: Named graphs, each with the IRI of its file.
        lax: Whether duplicates may be missing (REDUCED).
        node: Its node in the manifest.
        manifest: The manifest.
    """

    iri: str
    kind: str
    group: str
    action: str
    result: str
    default: tuple[str, ...]
    named: tuple[tuple[str, str], ...]
    lax: bool
    node: Node = field(repr=False, compare=False)
    manifest: Manifest = field(repr=False, compare=False)

    def __str__(self) -> str:
        return f"{self.group}#{self.iri.rpartition('#')[2]}"

    def file(self, iri: str) -> Path:
        """The file that an IRI of the suite means."""
        return path_of(iri, self.manifest.root)

    @property
    def text(self) -> str:
        """The query or update."""
        return self.file(self.action).read_text("utf-8")

    @property
    def from_clause(self) -> tuple[str, ...]:
        """The graphs that the query names itself, where they are files of the suite."""
        if not self.action:
            return ()
        named = [urljoin(self.action, relative) for relative in _FROM.findall(self.text)]
        return tuple(iri for iri in named if iri.startswith(RDF_BASE) and self.file(iri).is_file())


class Manifest:
    """One manifest, with what is said in it."""

    def __init__(self, path: Path, root: Path) -> None:
        self.root, self.folder = root, path.parent.relative_to(root).as_posix()
        self.base = RDF_BASE + path.relative_to(root).as_posix()
        self.store = ox.Store()
        self.store.load(path.read_bytes(), ox.RdfFormat.TURTLE, base_iri=self.base)

    def values(self, subject: Node, predicate: str) -> list[Node]:
        """The objects of a subject and a predicate."""
        assert isinstance(subject, ox.NamedNode | ox.BlankNode)
        found = self.store.quads_for_pattern(subject, ox.NamedNode(predicate), None)
        return [quad.object for quad in found if not isinstance(quad.object, ox.Triple)]

    def value(self, subject: Node, predicate: str) -> Node | None:
        """The object of a subject and a predicate, if there is one."""
        return next(iter(self.values(subject, predicate)), None)

    def iris(self, subject: Node, predicate: str) -> list[str]:
        """The objects that are IRIs."""
        return sorted(each.value for each in self.values(subject, predicate) if isinstance(each, ox.NamedNode))

    def members(self, head: Node | None) -> list[Node]:
        """The members of a collection."""
        found = []
        while head is not None and head != ox.NamedNode(f"{RDF}nil"):
            found.extend(self.values(head, f"{RDF}first"))
            head = self.value(head, f"{RDF}rest")
        return found

    @property
    def assumed_base(self) -> str:
        """The address under which documents of the suite are read."""
        found = self.store.quads_for_pattern(None, ox.NamedNode(f"{MF}assumedTestBase"), None)
        return next((quad.object.value for quad in found if isinstance(quad.object, ox.NamedNode)), self.base)

    def cases(self) -> Iterator[Case]:
        """The tests that the manifest lists, in its order."""
        for quad in self.store.quads_for_pattern(None, ox.NamedNode(f"{MF}entries"), None):
            assert not isinstance(quad.object, ox.Triple)
            for node in self.members(quad.object):
                if isinstance(node, ox.NamedNode) and self.value(node, f"{RDF}type") is not None:
                    yield self._case(node)

    def _case(self, node: ox.NamedNode) -> Case:
        action, result = self.value(node, f"{MF}action"), self.value(node, f"{MF}result")
        kind = self.iris(node, f"{RDF}type")[0].rpartition("#")[2]
        text, default, named = "", [], []
        if isinstance(action, ox.NamedNode):
            text = action.value
        elif action is not None:
            text = next(iter([*self.iris(action, f"{QT}query"), *self.iris(action, f"{UT}request")]), "")
            default = self.iris(action, f"{QT}data")
        for holder in (action, node):
            if isinstance(holder, ox.BlankNode | ox.NamedNode):
                named.extend(self._graph(each) for name in (QT, UT) for each in self.values(holder, f"{name}graphData"))
        return Case(
            iri=node.value,
            kind=kind,
            group=self.folder,
            action=text,
            result=result.value if isinstance(result, ox.NamedNode) else "",
            default=tuple(default),
            named=tuple(named),
            lax=bool(self.values(node, f"{MF}resultCardinality")),
            node=node,
            manifest=self,
        )

    def _graph(self, node: Node) -> tuple[str, str]:
        """Name and file of a named graph; a file that has no other name has its address."""
        if isinstance(node, ox.NamedNode):
            return node.value, node.value
        file = next(iter(self.iris(node, f"{UT}graph") or self.iris(node, f"{QT}graph")))
        label = self.value(node, f"{RDFS}label")
        return (label.value if label is not None else file), file


@cache
def cases(folder: str) -> tuple[Case, ...]:
    """The tests of all manifests below a folder of w3c/rdf-tests, each once; none where there is no such folder."""
    root = rdf_tests()
    if root is None:
        return ()
    found: dict[str, Case] = {}
    for path in sorted((root / folder).rglob("manifest*.ttl")):
        for case in Manifest(path, root).cases():
            found.setdefault(case.iri, case)
    return tuple(found.values())
