"""Atlas: opens one snapshot and answers every question about it, for the API, the command line and notebooks."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from sandbox_atlas.graph.cache import AsyncCache
from sandbox_atlas.graph.downloads.files import Downloads
from sandbox_atlas.graph.engine.base import Answer, Engine
from sandbox_atlas.graph.engine.embedded import EmbeddedEngine
from sandbox_atlas.graph.engine.factory import open_engine
from sandbox_atlas.graph.engine.query import QueryDataset
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.network.derived_style import style_of
from sandbox_atlas.graph.network.style import Style
from sandbox_atlas.graph.questions.catalogue import question as find_question
from sandbox_atlas.graph.questions.coverage import QUESTION, Coverage, coverage
from sandbox_atlas.graph.questions.lookups import Lookup, Parameters, ask, bind_parameters
from sandbox_atlas.graph.register.batch_sequence import columns
from sandbox_atlas.graph.register.indexes import Indexes
from sandbox_atlas.graph.register.timeline import Event, events

if TYPE_CHECKING:
    from sandbox_atlas.graph.downloads.definition import Place
    from sandbox_atlas.graph.engine.query import Query
    from sandbox_atlas.graph.network.projection import Network
    from sandbox_atlas.graph.network.whole import Places
    from sandbox_atlas.graph.questions.matrix import Column
    from sandbox_atlas.graph.register.analyses import Analysed
    from sandbox_atlas.graph.register.comparison import Comparison
    from sandbox_atlas.graph.register.entities import Entity
    from sandbox_atlas.graph.register.exploration import Exploration
    from sandbox_atlas.graph.register.ontology import Term
    from sandbox_atlas.graph.register.search import SearchResults
    from sandbox_atlas.graph.settings import Settings

_RESULTS, _PICTURES = 64, 48
"""How many results, such as the register and the index, and how many pictures of up to a few MB are cached at most."""


@dataclass(frozen=True)
class Atlas:
    """An open atlas.

    Attributes:
        engine: Answers its queries.
        names: Names of its things.
        style: Looks of its classes and relations.
        settings: The settings it was opened with.
        cache: Cache of results that are expensive to compute.
        pictures: Cache of drawn networks.
        downloads: The whole data set as files.
    """

    engine: Engine
    names: Names
    style: Style
    settings: Settings
    cache: AsyncCache = field(default_factory=lambda: AsyncCache(_RESULTS), repr=False, compare=False)
    pictures: AsyncCache = field(default_factory=lambda: AsyncCache(_PICTURES), repr=False, compare=False)
    downloads: Downloads = field(default_factory=Downloads, repr=False, compare=False)

    def __post_init__(self) -> None:
        self.names.suggest_from(self.indexes.index_for_slips, self.indexes.foremost)

    @cached_property
    def indexes(self) -> Indexes:
        """The indexes that find things by their names and links."""
        return Indexes(self.engine, self.names, self.style, self.cache)

    @property
    def profile(self) -> str:
        """How the data are read: as a register, or by what is derived from them; see `graph.rdf.vocabulary`."""
        return self.engine.profile

    @property
    def snapshot(self) -> str:
        """The identifier of the state of the data."""
        return self.engine.snapshot

    @property
    def statements(self) -> int | None:
        """Number of statements, those of named graphs included; None where they cannot be counted."""
        return self.engine.statements

    @classmethod
    async def open(cls, settings: Settings | None = None, *, check: bool = True) -> Atlas:
        """Open an atlas with the engine that the settings select; data files are checked.

        Args:
            settings: Where the data are, what errors in them do, and the limits on queries.
            check: Whether files are checked; those that have passed before are not checked again.

        Raises:
            BadParameterError: The settings name more than one source of data.
            UnreadableFileError: A file cannot be read.
            InvalidDataError: The data have mistakes.
            EngineError: The engine does not start.
        """
        if settings is None:
            from sandbox_atlas.graph.settings import Settings

            settings = Settings()
        engine = await open_engine(settings, check=check)
        try:
            downloads = Downloads(*engine.origin) if isinstance(engine, EmbeddedEngine) else Downloads()
            names = await Names.load(engine)
            try:
                return cls(engine, names, await style_of(engine, names), settings, downloads=downloads)
            except BaseException:
                names.close()
                raise
        except BaseException:
            await engine.close()
            raise

    async def close(self) -> None:
        """Close the engine and delete temporary files; what is being computed for the cache is cancelled."""
        self.names.suggest_from(None, None)  # without this circle, names and networks are freed at once
        self.indexes.release()
        await self.cache.close()
        await self.downloads.close()
        await self.engine.close()
        self.names.close()

    async def __aenter__(self) -> Atlas:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def sparql(
        self,
        text: str | Query,
        media_type: str,
        deadline: float | None = None,
        dataset: QueryDataset | None = None,
        first: int | None = None,
    ) -> Answer:
        """The answer to a SPARQL query; arguments and errors as in `graph.engine.base.Engine.query`."""
        return await self.engine.query(text, media_type, deadline, dataset=dataset, first=first)

    async def scan(self, text: str, deadline: float | None = None, base: str | None = None) -> Query:
        """A SPARQL query that may run; arguments and errors as in `graph.engine.base.Engine.scan`."""
        return await self.engine.scan(text, deadline, base)

    async def graph(self, iri: str, media_type: str) -> Answer:
        """The statements of one graph; errors as in `graph.register.graphs.graph_content`."""
        from sandbox_atlas.graph.register.graphs import graph_content

        return await graph_content(self.engine, iri, media_type)

    async def description(self, iri: str, media_type: str) -> Answer:
        """The statements about a thing; errors as in `graph.engine.base.Engine.query`."""
        from sandbox_atlas.graph.register.graphs import description

        return await description(self.engine, iri, media_type)

    async def ask(self, question: str, parameters: Parameters | None = None, lang: str = "en") -> Lookup:
        """The answer to a question of the catalogue; errors as in `graph.questions.lookups.ask`."""
        return await ask(self.engine, self.names, question, parameters or {}, lang)

    async def coverage(self, parameters: Parameters | None = None) -> Coverage:
        """The coverage of the batches that the parameters of any question select; errors as in `ask`."""
        asked = find_question(QUESTION)
        known = {parameter.name for parameter in asked.parameters}
        shared = {name: values for name, values in (parameters or {}).items() if name in known}
        return await self._coverage((await bind_parameters(asked, self.names, shared, "en")).terms)

    async def coverage_of(self, lookup: Lookup) -> Coverage:
        """The coverage of the batches that the parameters of a lookup select."""
        return await self._coverage(lookup.terms)

    async def _coverage(self, terms: Mapping[str, Sequence[str]]) -> Coverage:
        """The coverage of the batches that terms select; that of all, which most pages state, is found once."""
        if not self.engine.is_register:
            return Coverage(0, 0, 0, 0, 0, 0, 0, 0, 0)
        if any(terms.get(each.name) for each in find_question(QUESTION).parameters):
            return await coverage(self.engine, terms)
        return await self.cache.get("coverage", lambda: coverage(self.engine, {}, patient=True))

    async def compare(self, a: str, b: str) -> Comparison:
        """The comparison of two batches, sandboxes or places; errors as in `graph.register.comparison.compare`."""
        from sandbox_atlas.graph.register.comparison import compare

        return await compare(self.engine, self.names, a, b)

    async def analyse(self, name: str, parameters: Parameters | None = None) -> Analysed:
        """The result of a network analysis; arguments and errors as in `graph.register.analyses.analyse`."""
        from sandbox_atlas.graph.register.analyses import analyse

        seconds = self.settings.deadline
        return await analyse(self.engine, self.names, self.cache, seconds, name, parameters or {})

    async def columns(self) -> Mapping[str, Column]:
        """Where each batch stands in a matrix, by IRI."""
        return await columns(self.engine, self.names, self.cache)

    async def events(self, iri: str) -> list[Event]:
        """The dated events of a thing, in order of time."""
        return await events(self.engine, self.names, iri)

    async def entity(self, reference: str, lang: str = "en") -> Entity:
        """One thing with its facts, by IRI, kind/slug or name.

        Raises:
            UnknownNameError: There is no such thing; similar names are suggested.
        """
        from sandbox_atlas.graph.register.entities import entity

        iri = await self.find((reference,)) or await self.resolve(reference)
        return await entity(self.engine, self.names, self.style, iri, lang, await self.indexes.collation(lang))

    async def network(self, view: str, parameters: Parameters | None = None, *, uncut: bool = False) -> Network:
        """The network of a view, cut to its most linked things; errors as in `graph.network.projection.project`."""
        from sandbox_atlas.graph.network.projection import LARGEST, MOST, project

        return await project(self.engine, self.names, view, parameters or {}, MOST if uncut else LARGEST)

    async def constructed(self, view: str, parameters: Parameters, media_type: str) -> Answer:
        """The statements of a view; errors as in `graph.network.projection.constructed`."""
        from sandbox_atlas.graph.network.projection import constructed

        return await constructed(self.engine, self.names, view, parameters, media_type)

    async def explore(
        self, parameters: Parameters, *, whole: bool = False, uncut: bool = False, grouped: bool = False
    ) -> Exploration:
        """The network of the explorer; arguments and errors as in `graph.register.exploration.explore`."""
        from sandbox_atlas.graph.register.exploration import explore

        return await explore(self.engine, self.names, self.cache, parameters, whole=whole, uncut=uncut, grouped=grouped)

    async def places(self, whole: Network | None = None) -> Places:
        """Where the things of the whole register stand; `whole` is its network where that is there already."""
        from sandbox_atlas.graph.network.whole import places

        return await self.cache.get("whole", lambda: places(self.engine, self.names, self.settings.cache, whole))

    async def search(self, text: str, kinds: tuple[str, ...] = (), limit: int = 10, offset: int = 0) -> SearchResults:
        """The things whose names match a text; arguments and errors as in `graph.register.search.Search.find`."""
        search = await self.indexes.search()
        return await asyncio.to_thread(search.find, text, kinds, limit, offset)

    async def search_counts(self, text: str) -> dict[str, int]:
        """How many things of each kind match a text; see `graph.register.search.Search.counts`."""
        search = await self.indexes.search()
        return await asyncio.to_thread(search.counts, text)

    async def place(self, iri: str) -> Place | None:
        """Where the files that are served define a thing; None where they do not, or where no files are served.

        A store and an endpoint have no files: those that they were made from are elsewhere, and may have changed.

        Raises:
            EngineError: The files could not be searched.
        """
        from sandbox_atlas.graph.downloads.definition import places

        documents = self.downloads.documents
        if not documents:
            return None
        return (await self.cache.get("places", lambda: places(documents))).get(iri)

    async def ontology(self) -> dict[str, list[Term]]:
        """The terms of the ontology by section."""
        from sandbox_atlas.graph.register.ontology import ontology

        return await self.cache.get("ontology", lambda: ontology(self.engine))

    async def find(self, iris: Sequence[str]) -> str | None:
        """The first of several IRIs that a thing with a name has, else the first that any statement has."""
        from sandbox_atlas.graph.register.graphs import known_thing

        return await known_thing(self.engine, self.names, iris)

    async def resolve(self, reference: str) -> str:
        """The IRI of the thing that a reference names.

        Raises:
            UnknownNameError: There is no such thing; similar names are suggested.
        """
        from sandbox_atlas.graph.register.entities import resolved

        return await resolved(self.names, reference)

    async def counts(self) -> Sequence[tuple[str, int]]:
        """The classes of the legend in its order, each with its number of things: for technologies, of those in use."""
        from sandbox_atlas.graph.register.counts import counts

        return await counts(self.engine, self.names, self.style, self.cache)
