"""Atlas for people: one object that answers questions, queries and searches, and waits for each answer.

>>> from sandbox_atlas import Atlas
>>> with Atlas.load() as atlas:
...     table = atlas.ask("institutions-in-multiple-batches", place="beijing")
>>> "pboc-beijing-1" in table.to_csv()
True
"""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sandbox_atlas.api.notebook.asked import Tables, known_property, supporting
from sandbox_atlas.api.notebook.background import BackgroundLoop
from sandbox_atlas.api.notebook.opening import Source, settings
from sandbox_atlas.api.notebook.parameters import Given, text, texts
from sandbox_atlas.api.notebook.table import Row, Table
from sandbox_atlas.api.notebook.values import Thing
from sandbox_atlas.graph.atlas import Atlas as AtlasAsync
from sandbox_atlas.graph.engine.query import query_form
from sandbox_atlas.graph.errors import BadParameterError
from sandbox_atlas.graph.questions.terms import check_language
from sandbox_atlas.graph.rdf.formats import JSON, N_TRIPLES
from sandbox_atlas.graph.rdf.results import boolean
from sandbox_atlas.graph.rdf.vocabulary import LANGUAGES

if TYPE_CHECKING:
    from typing import Self

    import networkx as nx
    import rdflib

    from sandbox_atlas.api.notebook.drawing import Drawing
    from sandbox_atlas.api.notebook.entity import Entity
    from sandbox_atlas.graph.settings import Settings


class Atlas:
    """An open atlas. Close it, or use it in a `with` statement; it is closed at the latest with the interpreter.

    It works in scripts and inside the event loop of a notebook alike, and may be used by several threads.
    `AtlasAsync` has the same for asynchronous code.

    Attributes:
        lang: Language of labels and sentences.
    """

    def __init__(self, opened: AtlasAsync, loop: BackgroundLoop, lang: str) -> None:
        self._opened, self._run, self.lang = opened, loop.run, lang
        self._tables = Tables(opened, loop.run, lang)
        self._end = weakref.finalize(self, loop.end, opened.close)

    @classmethod
    def load(
        cls,
        source: Source = None,
        *,
        lang: str = LANGUAGES[0],
        base: str | None = None,
        deadline: float | None = None,
        check: bool | None = None,
    ) -> Self:
        """Open an atlas.

        Args:
            source: Files or folders of RDF, a folder made by `sandbox-atlas build`, or the address of an atlas or
                endpoint; without one, what SANDBOX_ATLAS_DATA, _STORE or _ENDPOINT names, else the shipped data.
            lang: Language of labels, any that the data have names in; sentences and drawings are in English or Chinese.
            base: IRI that relative IRIs in files are resolved against.
            deadline: Seconds after which a query is stopped.
            check: Whether files are checked first. Without this, yours are, and the shipped ones are not: they were
                before their release.

        Raises:
            BadParameterError: There is no such language, or a value is wrong.
            UnreadableFileError: A file cannot be read.
            InvalidDataError: The data have mistakes.
            EngineError: The endpoint does not answer, or the engine does not start.
        """
        chosen = settings(source, base=base, deadline=deadline, check=check)
        loop = BackgroundLoop()
        try:
            opened = loop.run(AtlasAsync.open(chosen, check=bool(chosen.data) if check is None else check))
        except BaseException:
            loop.end(_nothing)
            raise
        made = cls(opened, loop, lang)
        try:
            check_language(opened.names, lang)
        except BadParameterError:
            made.close()
            raise
        return made

    @staticmethod
    async def open(settings: Settings | None = None, *, check: bool = True) -> AtlasAsync:
        """Open an atlas for asynchronous code: the same as `AtlasAsync.open`."""
        return await AtlasAsync.open(settings, check=check)

    def close(self) -> None:
        """Close the atlas and end its processes; closing it again does nothing."""
        self._end()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        state = "open" if self._end.alive else "closed"
        return f"<Atlas of {self._opened.statements} statements, snapshot {self.snapshot[:12]}, {state}>"

    @property
    def snapshot(self) -> str:
        """Identifier of the state of the data: equal ones have equal answers."""
        return self._opened.snapshot

    @property
    def licence(self) -> str:
        """The licence of the data, as a sentence."""
        return self._tables.origin().licence()

    def questions(self, words: str = "") -> Table:
        """The questions that `ask` answers, or those that have all of some words in title, description or keywords.

        >>> "institutions-in-multiple-batches" in atlas.questions("several batches").column("name")
        True
        """
        return self._tables.of_questions(words)

    def ask(self, question: str, parameters: Mapping[str, Given] | None = None, **others: Given) -> Table:
        """The answer to a question of the catalogue.

        >>> table = atlas.ask("institutions-in-multiple-batches", place="beijing", level="group")
        >>> table.columns
        ['institution', 'kinds', 'batches', 'batchList']
        >>> table[0]["batches"] >= 2 and len(table[0].evidence) > 0
        True
        >>> atlas.ask("institutions-in-multiple-batch")
        Traceback (most recent call last):
        ...
        sandbox_atlas.graph.errors.UnknownNameError: There is no question named 'institutions-in-multiple-batch'. \
Did you mean institutions-in-multiple-batches, institutions-in-multiple-sandboxes, institution-kinds-by-batch?

        Args:
            question: Its name; `questions` lists them.
            parameters: Values by parameter; things by name, slug or IRI, in any language; several mean any of them.
            others: The same as keywords.

        Raises:
            UnknownNameError: There is no such question.
            BadParameterError: There is no such parameter or thing, or a value is missing or not valid.
            AtlasError: The query was stopped, or its answer is too large.
        """
        return self._tables.of_lookup(self._run(self._opened.ask(question, texts(parameters, others), self.lang)))

    def sparql(self, query: str) -> Table | bool | rdflib.Graph:
        """The answer to a SPARQL query: a table for SELECT, a truth value for ASK, a graph of rdflib for the others.

        The prefixes of the atlas are known, and need not be declared.

        >>> atlas.sparql("ASK { inst:icbc a sbx:Institution }")
        True
        >>> atlas.sparql("SELECT ?name { place:beijing rdfs:label ?name FILTER(LANG(?name) = 'en') }").column("name")
        ['Beijing']

        Raises:
            MalformedQueryError: The text is not a query.
            AtlasError: The query asks another server, was stopped, or its answer is too large.
        """
        form = query_form(query)
        if form in ("SELECT", "ASK"):
            body = self._run(self._opened.sparql(query, JSON)).body
            return boolean(body) if form == "ASK" else self._tables.of_result(body, query)
        from sandbox_atlas.api.notebook.rdf import as_graph

        return as_graph(self._run(self._opened.sparql(query, N_TRIPLES)).body)

    def search(self, words: str, *kinds: str, limit: int = 10) -> Table:
        """The things whose names match a text, finished or not, in either language; the best matches first.

        >>> atlas.search("工商银行", "institution").column("iri")[0]
        'https://w3id.org/sandbox-atlas/id/institution/icbc'

        Args:
            words: What to look for.
            kinds: Only things of these kinds, such as "institution".
            limit: Largest number of results, up to 100.

        Raises:
            BadParameterError: There is no such kind, or the limit is out of bounds.
        """
        from sandbox_atlas.api.notebook.found import found

        results = self._run(self._opened.search(words, kinds, limit))
        return found(results, words, self._opened, self._tables, self.lang)

    def entity(self, reference: str | Thing) -> Entity:
        """One thing with its facts, by name, kind/slug or IRI.

        >>> atlas.entity("institution/icbc").labels["zh"]
        '中国工商银行'

        Raises:
            UnknownNameError: There is no such thing; similar names are suggested.
        """
        from sandbox_atlas.api.notebook.entity import entity_of

        found = self._run(self._opened.entity(text(reference), self.lang))
        return entity_of(found, self._opened, self._tables, self._run, self.lang)

    def evidence(
        self,
        of: Row | Thing | str | Iterable[str | Thing],
        property: str | Thing = "",  # noqa: A002 - what RDF calls it
        value: str | Thing | int = "",
    ) -> Table:
        """The passages that support something, with certainty, source and address.

        >>> found = atlas.evidence("application/icbc-robot-mobile-finance", "sbx:applicant", "institution/icbc")
        >>> len(found) > 1 and "passage" in found.columns
        True

        Args:
            of: A row of a table, a passage or several of them, or a thing: then of all facts about it.
            property: Of a thing, only this property, such as sbx:applicant.
            value: Of a property, only this value.

        Raises:
            UnknownNameError: There is no such thing or property.
            BadParameterError: There is no such passage.
        """
        if isinstance(of, Row):
            return of.evidence
        if property:
            predicate = self._run(known_property(self._opened, text(property)))
            return self.ask("statement-evidence", subject=of, predicate=predicate, object=value or None)
        wanted = [text(of)] if isinstance(of, str | Thing) else [text(each) for each in of]
        found = self._run(supporting(self._opened, wanted))
        return self._tables.of_passages(found) if found else self._tables.of_values((), (), title=", ".join(wanted))

    def network(
        self, view: str = "register", parameters: Mapping[str, Given] | None = None, **others: Given
    ) -> nx.MultiDiGraph[str]:
        """A network of the catalogue as a graph of networkx, with label and class of each node and relation.

        >>> links = atlas.network(place="beijing")
        >>> links.nodes["https://w3id.org/sandbox-atlas/id/institution/icbc"]["kind"]
        'Institution'

        Args:
            view: Its name: register, explore, neighbourhood, between-sandboxes and others.
            parameters: Values by parameter, as in `ask`.
            others: The same as keywords.

        Raises:
            UnknownNameError: There is no such network.
            BadParameterError: There is no such parameter or thing, or a value is missing or not valid.
        """
        from sandbox_atlas.api.notebook.drawing import attributed

        found = self._run(self._opened.network(view, texts(parameters, others), uncut=True))
        return attributed(found, self._opened, self._tables.reader)

    def draw(
        self, what: str | nx.Graph[Any] = "register", parameters: Mapping[str, Given] | None = None, **others: Given
    ) -> Drawing:
        """A network as an interactive picture: a notebook shows it, `save` writes it to a file; it loads nothing.

        >>> atlas.draw(place="beijing").html.startswith("<!doctype html>")
        True

        Args:
            what: Name of a network as in `network`, or a graph of networkx, such as a part of one.
            parameters: Values by parameter, as in `ask`.
            others: The same as keywords.

        Raises:
            BadParameterError: The network is empty, or as in `network`.
        """
        from sandbox_atlas.api.notebook.drawing import drawn

        links = self.network(what, parameters, **others) if isinstance(what, str) else what
        return drawn(links, self._opened, self._tables.reader, self.licence)

    def to_rdflib(self) -> rdflib.Dataset:
        """All statements as a `Dataset` of rdflib: merged in the default graph, those of each passage in its own."""
        from sandbox_atlas.api.notebook.rdf import dataset

        return self._run(dataset(self._opened.engine))


async def _nothing() -> None:
    """No work."""
