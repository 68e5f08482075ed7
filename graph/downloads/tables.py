"""Tables: the things of each class as a CSV file, and what its columns mean (CSV on the Web, W3C 2015).

A row is a thing that has an IRI, with what the merged default graph says of it; a column is a property. Values without
an IRI of their own, such as the selectors of passages, are in the RDF files only.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import pyoxigraph as ox

from sandbox_atlas.graph.rdf.csv_files import csv_file, joined
from sandbox_atlas.graph.rdf.vocabulary import PREFIXES, RDF, RDFS, SKOS, XSD, compact

METADATA: Final = "csv-metadata.json"
"""Name of the file that describes the tables."""
_TYPE: Final = ox.NamedNode(f"{RDF}type")
_LABELS: Final = (f"{RDFS}label", f"{SKOS}prefLabel")
_SEPARATORS: Final = ("; ", " | ", " || ", "\n")
_WORD: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+")
_CSVW_TYPES: Final = frozenset(
    ("boolean", "integer", "decimal", "double", "float", "date", "dateTime", "time", "gYear", "gYearMonth", "duration")
)
"""Datatypes that CSVW calls by the local name of XML Schema's (Tabular Metadata, section 5.11.1)."""

Value = ox.NamedNode | ox.Literal


@dataclass(frozen=True, order=True)
class _Column:
    """What a column holds: of a property, the values that are IRIs (kind "iri"), of a language or of a datatype."""

    about: str
    kind: str

    @classmethod
    def of(cls, property_: str, value: Value) -> _Column:
        if isinstance(value, ox.NamedNode):
            return cls(property_, "iri")
        return cls(property_, f"@{value.language}" if value.language else value.datatype.value)

    @property
    def rank(self) -> tuple[bool, str, str, bool, str]:
        """Its place among the columns: labels first, and the class before another property that is called `type`."""
        return self.about not in _LABELS, local_name(self.about), self.kind, self.about != _TYPE.value, self.about


Row = Mapping[_Column, Sequence[Value]]


@dataclass(frozen=True)
class Table:
    """The things of one class.

    Attributes:
        name: Name of the file, without its suffix.
        of: IRI of the class.
        rows: What is said of each thing, by its IRI.
    """

    name: str
    of: str
    rows: Mapping[str, Row]

    @cached_property
    def columns(self) -> Mapping[_Column, str]:
        """The columns in their order, each with its name."""
        found = sorted({column for row in self.rows.values() for column in row}, key=lambda column: column.rank)
        named: dict[_Column, str] = {}
        for column in found:
            local = local_name(column.about)
            language = f"_{column.kind[1:].replace('-', '_')}" if column.kind.startswith("@") else ""
            plain = [each for each in found if each.about == column.about and not each.kind.startswith("@")]
            kind = f"_{local_name(column.kind)}" if not language and len(plain) > 1 else ""
            name = f"{local}{language}{kind}"
            taken = {"iri", *named.values()}
            named[column] = name if name not in taken else f"{compact(column.about).replace(':', '_')}{language}{kind}"
        return named

    def separator(self, column: _Column) -> str | None:
        """What stands between several values in a cell; None where no cell has more than one."""
        cells = [row[column] for row in self.rows.values() if column in row]
        if all(len(values) == 1 for values in cells):
            return None
        if column.kind == "iri":
            return " "
        texts = [value.value for values in cells for value in values]
        return next((each for each in _SEPARATORS if not any(each in text for text in texts)), _SEPARATORS[-1])


def local_name(iri: str) -> str:
    """The last part of an IRI, as the name of a column may be: letters, digits and underscores."""
    last = re.split(r"[/#:]", iri.rstrip("/#"))[-1]
    return re.sub(r"[^A-Za-z0-9_]", "_", last) or "value"


def tables(quads: Sequence[ox.Quad], own: Iterable[ox.Quad]) -> list[Table]:
    """The tables of a data set, by class.

    Args:
        quads: Its statements, of which the default graph counts.
        own: The statements of the register, without those of its ontology: they say which things have rows, and where.
    """
    classes: dict[str, set[str]] = defaultdict(set)
    for quad in own:
        if quad.predicate == _TYPE and isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            classes[quad.subject.value].add(quad.object.value)
    rows: dict[str, dict[_Column, dict[Value, None]]] = {iri: defaultdict(dict) for iri in classes}
    for quad in quads:
        if not isinstance(quad.graph_name, ox.DefaultGraph) or not isinstance(quad.object, ox.NamedNode | ox.Literal):
            continue
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value in rows:
            column = _Column.of(quad.predicate.value, quad.object)
            rows[quad.subject.value][column].setdefault(quad.object)
    by_class: dict[str, dict[str, Row]] = defaultdict(dict)
    for iri in sorted(rows):
        row = {column: sorted(values, key=str) for column, values in rows[iri].items()}
        for each in classes[iri]:
            by_class[each][iri] = row
    return [Table(name, of, by_class[of]) for of, name in _file_names(by_class).items()]


def _file_names(classes: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for iri in sorted(classes):
        name = "-".join(filter(None, _WORD.split(local_name(iri)))).lower() or "things"
        known = next((prefix for prefix, namespace in PREFIXES.items() if iri.startswith(namespace)), "other")
        for candidate in (name, f"{known}-{name}", *(f"{name}-{number}" for number in range(2, len(found) + 3))):
            if candidate not in found.values():
                found[iri] = candidate
                break
    return found


def written(table: Table, labels: Mapping[str, Mapping[str, str]], lang: str) -> str:
    """A table as CSV; a column of things is followed by one with their labels.

    Args:
        table: The table.
        labels: Labels by thing and language.
        lang: Language of labels; another stands in where a thing has none.
    """
    header, separators = ["iri"], {column: table.separator(column) for column in table.columns}
    for column, name in table.columns.items():
        header += [name, f"{name}_label"] if column.kind == "iri" else [name]

    def cells(iri: str, row: Row) -> Iterable[ox.Literal | str]:
        yield iri
        for column in table.columns:
            values = row.get(column, ())
            separator = separators[column]
            if column.kind == "iri":
                yield " ".join(value.value for value in values)
                yield joined(_label(value.value, labels, lang) for value in values)
            elif len(values) == 1 and isinstance(values[0], ox.Literal):
                yield values[0]
            else:
                yield (separator or "").join(value.value for value in values)

    return csv_file(header, ([*cells(iri, row)] for iri, row in table.rows.items()))


def _label(iri: str, labels: Mapping[str, Mapping[str, str]], lang: str) -> str:
    known = labels.get(iri, {})
    return known.get(lang) or next(iter(known.values()), "") or compact(iri)


def labels_of(quads: Iterable[ox.Quad]) -> dict[str, dict[str, str]]:
    """The labels of all things by language; of several in a language, the first in order of the alphabet."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for quad in quads:
        if (
            quad.predicate.value in _LABELS
            and isinstance(quad.object, ox.Literal)
            and isinstance(quad.subject, ox.NamedNode)
        ):
            known = found[quad.subject.value]
            tag = quad.object.language or ""
            known[tag] = min(known.get(tag, quad.object.value), quad.object.value)
    return {iri: dict(sorted(texts.items())) for iri, texts in found.items()}


# ── Metadata ─────────────────────────────────────────────────────────────────


def metadata(described: Sequence[Table], labels: Mapping[str, Mapping[str, str]], about: Mapping[str, Any]) -> str:
    """The description of tables (Metadata Vocabulary for Tabular Data, section 5.3).

    Args:
        described: The tables.
        labels: Labels of classes and properties by language.
        about: What is said of all of them, as JSON-LD with CSVW's prefixes.
    """
    group = {
        "@context": "http://www.w3.org/ns/csvw",
        **about,
        "tables": [_described(table, labels) for table in described],
    }
    return json.dumps(group, ensure_ascii=False, indent=1) + "\n"


def _described(table: Table, labels: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    columns: list[dict[str, Any]] = [
        {"name": "iri", "titles": "iri", "datatype": "anyURI", "required": True, "suppressOutput": True}
    ]
    for column, name in table.columns.items():
        columns.append({"name": name, "titles": name, **_meaning(table, column, name), **_titled(column.about, labels)})
        if column.kind == "iri":
            columns.append({"name": f"{name}_label", "titles": f"{name}_label", "suppressOutput": True})
    schema = {"aboutUrl": "{+iri}", "primaryKey": "iri", "columns": columns}
    return {
        "url": f"{table.name}.csv",
        **_titled(table.of, labels),
        "dc:subject": {"@id": table.of},
        "tableSchema": schema,
    }


def _meaning(table: Table, column: _Column, name: str) -> dict[str, Any]:
    """The property, type and language of a column."""
    separator = table.separator(column)
    found: dict[str, Any] = {"propertyUrl": column.about} | ({"separator": separator} if separator else {})
    if column.kind == "iri":
        return found | ({"datatype": "anyURI"} if separator else {"valueUrl": f"{{+{name}}}"})
    if column.kind.startswith("@"):
        return found | {"lang": column.kind[1:]}
    plain = column.kind.removeprefix(XSD)
    if plain in (*_CSVW_TYPES, "string"):
        return found | {"datatype": plain}
    return found | {"datatype": {"base": "string", "@id": column.kind}}


def _titled(iri: str, labels: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    texts = [{"@value": text, **({"@language": tag} if tag else {})} for tag, text in labels.get(iri, {}).items()]
    return {"dc:title": texts} if texts else {}
