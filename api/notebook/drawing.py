"""Drawings: networks as interactive pictures in a notebook, written by pyvis; they load nothing from anywhere."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sandbox_atlas.api.web.languages import Language, shipped
from sandbox_atlas.api.web.offline_words import offline_words
from sandbox_atlas.graph.errors import BadParameterError
from sandbox_atlas.graph.network import standalone
from sandbox_atlas.graph.network.drawing import picture
from sandbox_atlas.graph.network.picture import SHARED
from sandbox_atlas.graph.network.projection import LARGEST, Network, cut
from sandbox_atlas.graph.questions.question import Question
from sandbox_atlas.graph.rdf.vocabulary import LANGUAGES

if TYPE_CHECKING:
    import networkx as nx

    from sandbox_atlas.graph.atlas import Atlas


class Drawing:
    """A network as an interactive picture: a notebook shows it; `save` writes it as a page that opens offline.

    Attributes:
        html: The page.
        title: Its title.
    """

    def __init__(self, html: str, title: str) -> None:
        self.html, self.title = html, title

    def save(self, path: str | Path) -> Path:
        """Write the page to a file, and return its path.

        Args:
            path: The file; an existing one is replaced.
        """
        Path(path).write_text(self.html, encoding="utf-8")
        return Path(path)

    def _repr_html_(self) -> str:
        """The page in a frame that may run its own scripts and reach nothing else (HTML, section 4.8.5)."""
        return (
            f'<iframe title="{escape(self.title)}" srcdoc="{escape(self.html)}" sandbox="allow-scripts allow-popups" '
            'style="width:100%;height:640px;border:0"></iframe>'
        )

    def __repr__(self) -> str:
        return f"<Drawing of {self.title!r}: show it in a notebook, or save it: drawing.save('network.html')>"


def attributed(network: Network, atlas: Atlas, reader: Language) -> nx.MultiDiGraph[str]:
    """A network with label, class and other names of each node, and label and IRI of each relation as attributes."""
    found, lang = network.graph.copy(), reader.labels
    for node, data in found.nodes(data=True):
        name = atlas.names.get(node)
        kind = atlas.style.class_label(name.class_iri, lang)
        data.update(label=name.label(lang), kind=kind, class_iri=name.class_iri, names=list(name.others))
    for _, _, relation, data in found.edges(keys=True, data=True):
        data.update(relation=relation, label=atlas.style.look(relation).label(lang))
    values = [(value, atlas.names.resolve(value)) for given in network.parameters.values() for value in given]
    words = [atlas.names.get(iri).label(lang) if iri else value for value, iri in values]
    title = network.view.title[lang]
    if words:
        title = reader.gettext("{title}: {filters}").format(title=title, filters=reader.listed(words))
    found.graph.update(title=title, snapshot=atlas.snapshot, query=network.text, left_out=network.left_out)
    return found


def drawn(links: nx.Graph[Any], atlas: Atlas, reader: Language, foot: str) -> Drawing:
    """A networkx graph as a drawing; nodes that are no IRIs of the atlas are drawn in grey, by their name.

    Args:
        links: The graph; the attribute `relation` of an edge is the IRI of its relation.
        atlas: Gives names and looks.
        reader: Language of the texts.
        foot: What stands below the picture, after the state of the data.

    Raises:
        BadParameterError: The graph has no nodes.
    """
    if not len(links):
        raise BadParameterError("The network is empty: there is nothing to draw.", "Choose fewer or other filters.")
    title = str(links.graph.get("title") or reader.gettext("Network"))
    view = Question("", "", "CONSTRUCT", dict.fromkeys(LANGUAGES, title), {})
    network = cut(Network(view, {}, "", _plain(links), int(links.graph.get("left_out", 0))), LARGEST)
    found = picture(network, atlas.names, atlas.style, _web_address)
    other = shipped().labels("Other")
    found["classes"] = [{**each, "label": each["label"] if each["id"] else other} for each in found["classes"]]
    say, shown = reader.gettext, len(found["nodes"])
    part = say("Showing {shown} of {all} entries, the most linked first") if shown < found["total"] else ""
    part = part.replace("{shown}", reader.number(shown)).replace("{all}", reader.number(found["total"]))
    today = datetime.now(UTC).date().isoformat()
    state = say("As of {day}, snapshot {snapshot}").format(day=today, snapshot=atlas.snapshot[:12])
    words = {
        "title": title,
        "foot": " · ".join(filter(None, (state, foot, part))),
        "address": "",
        **offline_words(reader),
    }
    return Drawing(standalone.page(found, reader.labels, words), title)


def _web_address(iri: str) -> str:
    """The address of a thing, which is its IRI; no other scheme is ever a link."""
    return iri if iri.startswith(("http://", "https://")) else ""


def _plain(links: nx.Graph[Any]) -> nx.MultiDiGraph[str]:
    """The links with their relation as key, and text for nodes."""
    import networkx as nx

    found: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    found.add_nodes_from(str(node) for node in links)
    for one, other, data in links.edges(data=True):
        found.add_edge(str(one), str(other), key=str(data.get("relation") or SHARED))
    return found
