"""Entities: one thing with its names and facts, each fact with the passages that state it."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Literal

from sandbox_atlas.api.notebook.columns import Column
from sandbox_atlas.api.notebook.table import Row, Table
from sandbox_atlas.graph.questions.catalogue import question
from sandbox_atlas.graph.questions.evidence import passages

if TYPE_CHECKING:
    from sandbox_atlas.api.notebook.asked import Run, Tables
    from sandbox_atlas.graph.atlas import Atlas
    from sandbox_atlas.graph.register.entities import Entity as Found
    from sandbox_atlas.graph.register.entities import Fact, Group

_COLUMNS: dict[str, Literal["thing", "list", "plain"]] = {"property": "plain", "value": "thing", "passages": "list"}


@dataclass(frozen=True)
class Entity:
    """One thing of the register.

    Attributes:
        iri: Its IRI.
        label: Its label in the language of the atlas.
        kind: The label of its class.
        labels: Its label by language.
        names: Its other names and names as printed.
        facts: Its facts: property, value, and the passages that state it; a fact without passages is derived.
    """

    iri: str
    label: str
    kind: str
    labels: dict[str, str]
    names: tuple[str, ...]
    facts: Table

    def __repr__(self) -> str:
        return f"{self.label} ({self.kind})\n{self.iri}\n{self.facts!r}"

    def _repr_html_(self) -> str:
        head = f"<h4>{escape(self.label)} <small>{escape(self.kind)}</small></h4><p><code>{escape(self.iri)}</code></p>"
        return head + self.facts._repr_html_()


def entity_of(found: Found, atlas: Atlas, tables: Tables, run: Run, lang: str) -> Entity:
    """A thing as people see it.

    Args:
        found: The thing.
        atlas: Where it was found.
        tables: Makes tables of its facts.
        run: Waits for the evidence.
        lang: Language of labels.
    """
    groups = [*found.names, *found.groups]
    rows = [_row(group, fact, atlas, tables, run, lang) for group in groups for fact in group.facts]
    name = found.name
    kind = atlas.style.class_label(name.class_iri, lang)
    labels = question("entity-facts", atlas.profile).columns
    columns = [Column(name, labels[name][lang], kind) for name, kind in _COLUMNS.items()]
    facts = tables.of_values(columns, rows)
    return Entity(name.iri, name.label(lang), kind, dict(name.labels), tuple(name.others), facts)


def _row(group: Group, fact: Fact, atlas: Atlas, tables: Tables, run: Run, lang: str) -> Row:
    def evidence() -> Table:
        if not fact.passages:
            return Table((), ())
        return tables.of_lookup(run(passages(atlas.engine, atlas.names, fact.passages, lang)))

    label = atlas.style.look(group.property).label(lang, inverse=group.inverse)
    said = [tables.thing(iri) for iri in fact.passages]
    return Row({"property": label, "value": tables.value(fact.value), "passages": said}, evidence)
