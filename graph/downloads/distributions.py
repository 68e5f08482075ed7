"""Distributions: the files of a release described in DCAT and VoID, at addresses relative to the description itself.

DCAT 3, section 6.8; VoID, sections 3.1 and 4; checksums as SPDX 2.3 has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from sandbox_atlas.graph.rdf.corrections import with_sorted_prefixes
from sandbox_atlas.graph.rdf.vocabulary import PREFIXES, RDF, XSD
from sandbox_atlas.graph.rdf.void import DATA, GRAPH, VOID

DCAT: Final = "http://www.w3.org/ns/dcat#"
DCTERMS: Final = "http://purl.org/dc/terms/"
SPDX: Final = "http://spdx.org/rdf/terms#"
_IANA: Final = "https://www.iana.org/assignments/media-types/"
_HERE: Final = "release://here/"
"""Stands for the place of the description while it is written, and is then taken out."""
_TYPE: Final = ox.NamedNode(f"{RDF}type")
_CSVW: Final = "http://www.w3.org/ns/csvw#"

Term = ox.NamedNode | ox.BlankNode | ox.Literal


@dataclass(frozen=True)
class File:
    """One file of a release.

    Attributes:
        path: Its path below the folder of the release.
        title: What it holds, by language.
        media_type: Its media type; empty for one that is no distribution of the data.
        size: Bytes.
        sha256: Its SHA-256, in hexadecimal.
        is_rdf: Whether it is the whole data set in RDF.
    """

    path: str
    title: dict[str, str]
    media_type: str
    size: int
    sha256: str
    is_rdf: bool = False


def described_datasets(quads: Iterable[ox.Quad]) -> list[str]:
    """The IRIs of the data sets that the data describe, or else that of the atlas."""
    of = _node(f"{DCAT}Dataset")
    found = {quad.subject.value for quad in quads if quad.object == of and isinstance(quad.subject, ox.NamedNode)}
    return sorted(found) or [DATA]


def description(quads: Sequence[ox.Quad], files: Sequence[File], snapshot: str) -> bytes:
    """The description as Turtle without a base, so that it holds wherever the folder is put.

    Several data sets are parts of one that has no title or licence of its own: what one says is not true of another.

    Args:
        quads: The statements of the data set, with its VoID description in its graph.
        files: The files of the release.
        snapshot: Digest of the data.
    """
    parts = [_node(iri) for iri in described_datasets(quads)]
    subject = parts[0] if len(parts) == 1 else _node(f"{_HERE}#dataset")
    triples = [*_numbers(quads, subject), *_distributions(subject, files, snapshot)]
    for part in parts:
        triples += _said(quads, part)
        if part != subject:
            triples.append(ox.Triple(subject, _node(f"{DCTERMS}hasPart"), part))
    prefixes = {**PREFIXES, "dcat": DCAT, "void": VOID, "spdx": SPDX, "csvw": _CSVW}
    text = ox.serialize(dict.fromkeys(triples), format=ox.RdfFormat.TURTLE, prefixes=prefixes, base_iri=_HERE) or b""
    return with_sorted_prefixes(re.sub(rb"\A@base <[^>]*> \.\n", b"", text))


def readme(quads: Sequence[ox.Quad], files: Sequence[File], snapshot: str) -> str:
    """What a reader sees first: what the data are, what each file holds, how to check and use them."""

    def said(part: str, name: str) -> list[str]:
        found = [
            quad.object for quad in quads if quad.subject == _node(part) and quad.predicate.value == DCTERMS + name
        ]
        texts = [each for each in found if isinstance(each, ox.Literal | ox.NamedNode)]
        ranked = sorted(texts, key=lambda each: (getattr(each, "language", "") != "en", each.value))
        return list(dict.fromkeys(each.value for each in ranked))

    titles = {part: (said(part, "title") or ["Data set"])[0] for part in described_datasets(quads)}
    lines = [f"# {'; '.join(titles.values())}", "", f"Snapshot {snapshot}"]
    for part, title in titles.items():
        of = f" of {title}" if len(titles) > 1 else ""
        lines.append(f"Licence{of}: {', '.join(said(part, 'license')) or 'none is given; ask the publisher'}")
    lines += ["", "| file | what it holds | bytes |", "|---|---|---|"]
    lines += [f"| {file.path} | {file.title.get('en', '')} | {file.size} |" for file in files if file.media_type]
    lines += [
        "",
        "`description.ttl` describes all of this in DCAT and VoID; `CHANGES.txt` says what has changed.",
        "Check: `sha256sum -c SHA256SUMS`. Serve: `sandbox-atlas serve --data atlas.trig`.",
    ]
    return "\n".join(lines) + "\n"


def _said(quads: Sequence[ox.Quad], part: ox.NamedNode) -> Iterator[ox.Triple]:
    """What the data say of a data set and of its publishers."""
    publisher = _node(f"{DCTERMS}publisher")
    agents = {quad.object for quad in quads if quad.subject == part and quad.predicate == publisher}
    for quad in quads:
        if isinstance(quad.graph_name, ox.DefaultGraph) and (quad.subject == part or quad.subject in agents):
            yield quad.triple


def _numbers(quads: Sequence[ox.Quad], subject: ox.NamedNode) -> Iterator[ox.Triple]:
    """The numbers of all that is released (VoID, section 4)."""
    for quad in quads:
        if quad.graph_name == _node(GRAPH):
            is_whole = quad.subject == _node(DATA)
            yield ox.Triple(subject if is_whole else quad.subject, quad.predicate, quad.object)


def _distributions(subject: ox.NamedNode, files: Sequence[File], snapshot: str) -> Iterator[ox.Triple]:
    yield ox.Triple(subject, _TYPE, _node(f"{DCAT}Dataset"))
    yield ox.Triple(subject, _node(f"{DCTERMS}identifier"), ox.Literal(snapshot))
    offered = [file for file in files if file.media_type]
    yield from (
        ox.Triple(subject, _node(f"{VOID}dataDump"), _node(_HERE + each.path)) for each in offered if each.is_rdf
    )
    yield from (ox.Triple(subject, _node(f"{DCAT}distribution"), _node(_HERE + each.path)) for each in offered)
    for number, file in enumerate(offered):
        place = _node(_HERE + file.path)
        checksum = ox.BlankNode(f"checksum{number}")
        said: list[tuple[str, Term]] = [
            (f"{RDF}type", _node(f"{DCAT}Distribution")),
            *((f"{DCTERMS}title", ox.Literal(text, language=lang)) for lang, text in file.title.items()),
            (f"{DCAT}downloadURL", place),
            (f"{DCAT}mediaType", _node(_IANA + file.media_type)),
            (f"{DCAT}byteSize", ox.Literal(str(file.size), datatype=_node(f"{XSD}nonNegativeInteger"))),
            (f"{SPDX}checksum", checksum),
        ]
        yield from (ox.Triple(place, _node(term), value) for term, value in said)
        yield ox.Triple(checksum, _TYPE, _node(f"{SPDX}Checksum"))
        yield ox.Triple(checksum, _node(f"{SPDX}algorithm"), _node(f"{SPDX}checksumAlgorithm_sha256"))
        value = ox.Literal(file.sha256, datatype=_node(f"{XSD}hexBinary"))
        yield ox.Triple(checksum, _node(f"{SPDX}checksumValue"), value)


def _node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)
