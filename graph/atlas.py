"""The one door: an atlas over one snapshot. The API, the command line and notebooks hold this and nothing below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandbox_atlas.graph.downloads.files import Downloads
from sandbox_atlas.graph.engine.base import Answer, Engine
from sandbox_atlas.graph.engine.embedded import EmbeddedEngine
from sandbox_atlas.graph.engine.factory import open_engine
from sandbox_atlas.graph.engine.query import QueryDataset
from sandbox_atlas.graph.errors import UnknownNameError
from sandbox_atlas.graph.memory import Memory
from sandbox_atlas.graph.naming.name import Name
from sandbox_atlas.graph.naming.names import Names
from sandbox_atlas.graph.network.style import Style
from sandbox_atlas.graph.questions.coverage import Coverage, coverage
from sandbox_atlas.graph.questions.lookups import Given, Lookup, ask
from sandbox_atlas.graph.rdf.vocabulary import kind_and_slug
from sandbox_atlas.graph.register.timeline import Event, events, published
from sandbox_atlas.graph.settings import Settings

if TYPE_CHECKING:
    import networkx as nx

    from sandbox_atlas.graph.engine.query import Query
    from sandbox_atlas.graph.network.projection import Network
    from sandbox_atlas.graph.register.comparison import Comparison
    from sandbox_atlas.graph.register.entities import Entity
    from sandbox_atlas.graph.register.exploration import Exploration
    from sandbox_atlas.graph.register.ontology import Term
    from sandbox_atlas.graph.register.search import Found

_KEPT, _PICTURES = 64, 48
"""Dear things that an atlas keeps: the register, its index; and pictures, of which one may have some MB."""


@dataclass(frozen=True)
class Atlas:
    """An open atlas.

    Attributes:
        engine: Where its queries are answered.
        names: What its things are called.
        style: How its things are drawn.
        settings: How it was opened.
        memory: What was dear to compute and is kept for as long as the atlas is open.
        pictures: Networks as they were drawn, kept likewise.
        downloads: All of its data as files.
    """

    engine: Engine
    names: Names
    style: Style
    settings: Settings
    memory: Memory = field(default_factory=lambda: Memory(_KEPT), repr=False, compare=False)
    pictures: Memory = field(default_factory=lambda: Memory(_PICTURES), repr=False, compare=False)
    downloads: Downloads = field(default_factory=Downloads, repr=False, compare=False)

    @property
    def snapshot(self) -> str:
        """What names the state of the data that it answers from."""
        return self.engine.snapshot

    @property
    def statements(self) -> int | None:
        """Number of statements, those of named graphs included; None where they cannot be counted."""
        return self.engine.statements

    @classmethod
    async def open(cls, settings: Settings | None = None) -> Atlas:
        """Start the engine that the settings ask for; files are read and checked before.

        Raises:
            BadParameterError: The settings name more than one place where the data are.
            UnreadableFileError: A file cannot be read.
            InvalidDataError: The data have mistakes.
            EngineError: The engine does not start.
        """
        settings = settings or Settings()
        engine = await open_engine(settings)
        try:
            downloads = Downloads(*engine.origin) if isinstance(engine, EmbeddedEngine) else Downloads()
            return cls(engine, await Names.load(engine), await Style.load(engine), settings, downloads=downloads)
        except BaseException:
            await engine.close()
            raise

    async def close(self) -> None:
        """End the engine."""
        await self.downloads.close()
        await self.engine.close()

    async def __aenter__(self) -> Atlas:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def sparql(
        self, text: str | Query, media_type: str, deadline: float | None = None, dataset: QueryDataset | None = None
    ) -> Answer:
        """The answer to a SPARQL query; arguments and errors as in `graph.engine.base.Engine.query`."""
        return await self.engine.query(text, media_type, deadline, dataset=dataset)

    async def graph(self, iri: str, media_type: str) -> Answer:
        """The statements of one graph; errors as in `graph.register.graphs.graph_content`."""
        from sandbox_atlas.graph.register.graphs import graph_content

        return await graph_content(self.engine, iri, media_type)

    async def default_graph(self, media_type: str) -> Answer:
        """The statements of the default graph; errors as in `graph.engine.base.Engine.query`."""
        from sandbox_atlas.graph.register.graphs import default_graph

        return await default_graph(self.engine, media_type)

    async def ask(self, question: str, given: Given | None = None, lang: str = "en") -> Lookup:
        """The answer to a question of the catalogue; errors as in `graph.questions.lookups.ask`."""
        return await ask(self.engine, self.names, question, given or {}, lang)

    async def coverage(self, given: Given | None = None) -> Coverage:
        """How much of what sources report is named, for the batches that the parameters of a question choose."""
        return await coverage(self.engine, self.names, given)

    async def compare(self, a: str, b: str) -> Comparison:
        """Two batches, sandboxes or places compared; errors as in `graph.register.comparison.compare`."""
        from sandbox_atlas.graph.register.comparison import compare

        return await compare(self.engine, self.names, a, b)

    async def dates(self) -> Mapping[str, str]:
        """The day of publication of every batch that has one, by IRI."""
        return await published(self.engine, self.names)

    async def events(self, iri: str) -> list[Event]:
        """What happened to a thing, in order of time."""
        return await events(self.engine, self.names, iri)

    async def entity(self, reference: str, lang: str = "en") -> Entity:
        """One thing with its facts, by IRI, kind/slug or name.

        Raises:
            UnknownNameError: There is no such thing; near names are suggested.
        """
        from sandbox_atlas.graph.register.entities import entity

        return await entity(self.engine, self.names, self.style, self.resolve(reference), lang)

    async def network(self, view: str, given: Given | None = None, *, uncut: bool = False) -> Network:
        """The network of a view, or as much as can be drawn of it; errors as in `graph.network.projection.project`."""
        from sandbox_atlas.graph.network.projection import LARGEST, MOST, project

        return await project(self.engine, self.names, view, given or {}, MOST if uncut else LARGEST)

    async def constructed(self, view: str, given: Given, media_type: str) -> Answer:
        """The statements of a view; errors as in `graph.network.projection.constructed`."""
        from sandbox_atlas.graph.network.projection import constructed

        return await constructed(self.engine, self.names, view, given, media_type)

    async def explore(self, given: Given, *, whole: bool = False, uncut: bool = False) -> Exploration:
        """What the explorer shows; arguments and errors as in `graph.register.exploration.explore`."""
        from sandbox_atlas.graph.register.exploration import explore

        return await explore(self.engine, self.names, given, whole=whole, uncut=uncut)

    async def register(self) -> nx.MultiDiGraph[str]:
        """The whole register as one network, which callers must not change."""
        from sandbox_atlas.graph.network.neighbourhood import register

        return await self.memory.get("register", lambda: register(self.engine))

    async def search(self, text: str, kinds: tuple[str, ...] = (), limit: int = 10) -> list[Found]:
        """The things whose names fit a text; arguments and errors as in `graph.register.search.Search.find`."""
        from sandbox_atlas.graph.register.search import Search

        async def load() -> Search:
            return await Search.load(self.engine, self.names, self.style, await self.register())

        return (await self.memory.get("search", load)).find(text, kinds, limit)

    async def ontology(self) -> dict[str, list[Term]]:
        """The terms of the ontology by section."""
        from sandbox_atlas.graph.register.ontology import ontology

        return await ontology(self.engine)

    def resolve(self, reference: str) -> str:
        """The IRI of the thing that a reference means.

        Raises:
            UnknownNameError: There is no such thing; near names are suggested.
        """
        iri = self.names.resolve(reference)
        if iri is None:
            near = self.names.near(reference)
            raise UnknownNameError("thing", reference, ["/".join(kind_and_slug(entry.iri) or ()) for entry in near])
        return iri

    def counts(self) -> Sequence[tuple[str, int]]:
        """The classes that are drawn, with their number of things, in order of the legend."""
        return [(look.iri, len(self.names.of_class(look.iri))) for look in self.style.classes]

    def things(self, class_iri: str) -> list[Name]:
        """The things of one class, in order of their IRIs."""
        return self.names.of_class(class_iri)
