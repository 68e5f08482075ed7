"""Asked: lookups and results of queries as tables, each row with a way to its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from sandbox_atlas.api.notebook.columns import Column
from sandbox_atlas.api.notebook.parameters import signature
from sandbox_atlas.api.notebook.table import Origin, Row, Table
from sandbox_atlas.api.notebook.values import Thing, Value, thing, value
from sandbox_atlas.api.web.coverage import coverage_sentence
from sandbox_atlas.api.web.publication import licence_line, publication_of
from sandbox_atlas.graph.errors import UnknownNameError
from sandbox_atlas.graph.questions.evidence import evidence_of, passages
from sandbox_atlas.graph.questions.matching import matching
from sandbox_atlas.graph.questions.sentences import sentence
from sandbox_atlas.graph.rdf.results import rows as solutions
from sandbox_atlas.graph.rdf.results import variables
from sandbox_atlas.graph.rdf.vocabulary import compact, expanded, kind_in
from sandbox_atlas.graph.register.description import usage

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from sandbox_atlas.api.web.languages import Language
    from sandbox_atlas.graph.atlas import Atlas
    from sandbox_atlas.graph.questions.lookups import Lookup
    from sandbox_atlas.graph.rdf.results import Row as Terms

T = TypeVar("T")


class Run(Protocol):
    """Waits for asynchronous work."""

    def __call__(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of the work."""


class Tables:
    """Makes tables of the answers of one atlas.

    Args:
        atlas: The atlas.
        run: Waits for its work.
        lang: Language of labels and sentences.
    """

    def __init__(self, atlas: Atlas, run: Run, lang: str) -> None:
        self._atlas, self._run, self._lang = atlas, run, lang

    @cached_property
    def reader(self) -> Language:
        """The language of sentences, read when the first is needed."""
        from sandbox_atlas.api.web.languages import shipped

        return shipped().for_reader(self._lang)

    def of_lookup(self, lookup: Lookup) -> Table:
        """The answer to a question."""
        asked, names = lookup.question, self._atlas.names
        origin = self.origin(
            title=asked.title[self._lang],
            question=asked.name,
            parameters=lookup.parameters,
            query=lookup.text,
            sentence=lambda: sentence(lookup, names, self._lang, self.reader.number),
            coverage=lambda: coverage_sentence(self._run(self._atlas.coverage_of(lookup)), self.reader),
        )
        rows = [Row(self._values(lookup, row), partial(self._evidence, lookup, row)) for row in lookup.rows]
        return Table(_columns(lookup, self._lang), rows, origin)

    def of_values(self, columns: Sequence[Column], rows: Sequence[Row], **about: Any) -> Table:  # noqa: ANN401 - of Origin
        """A table of other rows, with members of its origin by name."""
        return Table(columns, rows, self.origin(**about))

    def of_questions(self, words: str) -> Table:
        """The questions of the catalogue that have all of some words."""
        rows = [
            Row({"name": each.name, "title": each.title[self._lang], "parameters": signature(each.parameters)})
            for each in matching(words, self._atlas.profile)
        ]
        return self.of_values([Column(name, name) for name in ("name", "title", "parameters")], rows, title=words)

    def of_passages(self, iris: Sequence[str]) -> Table:
        """Passages, with what each says of its certainty and source."""
        return self.of_lookup(self._run(passages(self._atlas.engine, self._atlas.names, iris, self._lang)))

    def of_result(self, body: bytes, query: str) -> Table:
        """The result of a SELECT query in SPARQL JSON."""
        rows = [Row({name: self.value(term) for name, term in row.items()}) for row in solutions(body)]
        return self.of_values([Column(name, name) for name in variables(body)], rows, query=query)

    def value(self, term: Any) -> Value:  # noqa: ANN401 - any RDF term
        """The value of an RDF term."""
        return value(term, self._atlas.names, self._lang)

    def thing(self, iri: str) -> Thing:
        """A thing with its label."""
        return thing(iri, self._atlas.names, self._lang)

    def origin(self, **about: Any) -> Origin:  # noqa: ANN401 - members of Origin
        """Where a table comes from."""
        return Origin(**about, snapshot=self._atlas.snapshot, licence=self._licence, state=self._state)

    def _state(self, shown: int, count: int) -> str:
        rows = self.reader.ngettext("{count} row", "{count} rows", count)
        if shown == count:
            return rows
        return self.reader.gettext("{shown} of {all}").replace("{shown}", str(shown)).replace("{all}", rows)

    def _licence(self) -> str:
        return licence_line(self._run(publication_of(self._atlas)), self.reader)

    def _values(self, lookup: Lookup, row: Terms) -> Mapping[str, Value]:
        lists = {name: [self.thing(iri) for iri in lookup.members(row, name)] for name in lookup.question.lists}
        return {name: lists[name] if name in lists else self.value(row[name]) for name in lookup.question.columns}

    def _evidence(self, lookup: Lookup, row: Terms) -> Table:
        """The evidence of a row: what the question for it answers, for each member of a list one after another."""
        found = self._run(evidence_of(self._atlas.engine, self._atlas.names, lookup, row, self._lang))
        tables = [self.of_lookup(answer) for answer in found.answers]
        if len(tables) <= 1:
            return tables[0] if tables else Table((), (), self.origin())
        rows = [each for table in tables for each in table]
        return self.of_values(_columns(found.answers[0], self._lang), rows, title=tables[0].title)


def _columns(lookup: Lookup, lang: str) -> list[Column]:
    asked = lookup.question
    kinds = dict.fromkeys(asked.lists, "list") | dict.fromkeys(asked.plain, "plain")
    return [Column(name, label[lang], kinds.get(name, "thing")) for name, label in asked.columns.items()]  # type: ignore[arg-type]


async def supporting(atlas: Atlas, references: Iterable[str]) -> list[str]:
    """The passages that references name, and those that state facts about the things that they name, each once.

    Raises:
        UnknownNameError: There is no such thing; similar names are suggested.
    """
    return list(dict.fromkeys([iri for each in references for iri in await _supporting(atlas, each)]))


async def _supporting(atlas: Atlas, reference: str) -> tuple[str, ...]:
    iri = atlas.names.resolve(reference) or atlas.names.resolve(reference, ("passage",))
    if kind_in(iri or "") == "passage":
        return (str(iri),)
    return (await atlas.entity(reference)).passages


async def known_property(atlas: Atlas, reference: str) -> str:
    """The IRI of a property that the data use, by IRI, prefixed name or label.

    Raises:
        UnknownNameError: They use none that is called so; similar ones are suggested.
    """
    used, found = await usage(atlas.engine, atlas.cache), atlas.names.resolve(reference)
    iri = found if found in used else expanded(reference)
    if iri in used:
        return iri
    near = get_close_matches(compact(iri), map(compact, used), 3)
    raise UnknownNameError("property in use", reference, near)
