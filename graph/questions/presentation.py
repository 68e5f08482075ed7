"""How the answer to a question is shown: in one sentence, as a matrix, beside a network, on the first page.

All of it stands in the header of the question's file; nothing here knows a question by name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Words = Mapping[str, str]
"""A text by language tag, "en" and "zh"."""


@dataclass(frozen=True)
class Matrix:
    """An answer drawn as things against things, with a dot where they meet.

    Attributes:
        rows: Column whose things are the rows.
        columns: List column whose members are the columns.
    """

    rows: str
    columns: str


@dataclass(frozen=True)
class Chart:
    """An answer drawn as horizontal bars.

    Attributes:
        bars: Column whose things are the bars.
        lengths: Columns with their lengths; several stand side by side.
        colour: Column whose things divide a bar, or nothing.
        in_order: Whether bars stand in order of their labels, such as years, rather than the longest first.
    """

    bars: str
    lengths: tuple[str, ...]
    colour: str = ""
    in_order: bool = False


@dataclass(frozen=True)
class Network:
    """A view that shows the same answer as a network.

    Attributes:
        view: Name of the view.
        parameters: Parameters of the question that the view takes over.
        inline: Whether it is small enough to stand on the page of the answer; else the page links to it.
    """

    view: str
    parameters: tuple[str, ...] = ()
    inline: bool = False


@dataclass(frozen=True)
class Card:
    """A place on the first page.

    Attributes:
        rank: Order among the cards; the smallest comes first.
        title: What the card asks.
        parameters: What the question is asked with.
    """

    rank: int
    title: Words
    parameters: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Panel:
    """A short list on the page of a thing: the answer to the question about that thing.

    Attributes:
        parameter: Parameter that takes the thing.
        title: What the list is called.
        show: Column whose things are listed.
        count: Column with the number beside each, or nothing.
    """

    parameter: str
    title: Words
    show: str
    count: str = ""


@dataclass(frozen=True)
class Presentation:
    """How an answer is shown.

    Attributes:
        answer: A sentence about the rows, by language, as `graph.questions.sentences` fills it in.
        matrix: The drawing as a matrix, if it has one.
        chart: The drawing as a bar chart, if it has one.
        network: The drawing as a network, if it has one.
        card: Its place on the first page, if it has one.
        panel: Its place on the pages of things, if it has one.
        inset: Parameter of the things on whose pages the whole table stands, or nothing.
        page: Path of a page of its own, below the base, if it has one beside the usual.
    """

    answer: Words | None = None
    matrix: Matrix | None = None
    chart: Chart | None = None
    network: Network | None = None
    card: Card | None = None
    panel: Panel | None = None
    inset: str = ""
    page: str = ""


def presentation(header: Mapping[str, Any]) -> Presentation:
    """The presentation that the header of a question describes.

    Raises:
        KeyError: An entry lacks something.
        TypeError: An entry is of another shape.
    """
    matrix, network, card = header.get("matrix"), header.get("network"), header.get("card")
    return Presentation(
        answer=words(header["answer"]) if "answer" in header else None,
        matrix=Matrix(matrix["rows"], matrix["columns"]) if matrix is not None else None,
        chart=_chart(header["chart"]) if "chart" in header else None,
        network=Network(network["view"], tuple(network.get("with", ())), network.get("inline", False))
        if network is not None
        else None,
        card=_card(card) if card is not None else None,
        panel=_panel(header["panel"]) if "panel" in header else None,
        inset=header["inset"]["of"] if "inset" in header else "",
        page=header.get("page", ""),
    )


def _chart(entry: Mapping[str, Any]) -> Chart:
    return Chart(entry["bars"], tuple(entry["lengths"]), entry.get("colour", ""), entry.get("in-order", False))


def _card(entry: Mapping[str, Any]) -> Card:
    given = {name: [str(value)] for name, value in entry.get("with", {}).items()}
    return Card(int(entry["rank"]), words(entry["title"]), given)


def _panel(entry: Mapping[str, Any]) -> Panel:
    return Panel(entry["of"], words(entry["title"]), entry["show"], entry.get("count", ""))


def words(entry: Mapping[str, str]) -> Words:
    """A text in both languages.

    Raises:
        KeyError: One of them is missing.
    """
    return {"en": entry["en"], "zh": entry["zh"]}
