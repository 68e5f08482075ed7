"""Presentation: reads from the header of a question how to show its answer: sentence, matrix, chart, network, panel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox_atlas.graph.rdf.vocabulary import LANGUAGES, Texts

Words = Mapping[str, str]
"""A text by language tag, one of each of `LANGUAGES`; another language gets the first."""


GROUPS: Mapping[str, Words] = {
    "who": Texts(en="Who", zh="谁"),
    "what": Texts(en="What", zh="什么"),
    "when": Texts(en="When", zh="何时"),
    "where": Texts(en="Where", zh="何地"),
    "how-sure": Texts(en="How sure", zh="有多可靠"),
    "developers": Texts(en="For developers", zh="供开发者使用"),
}
"""The groups of questions in their order, with their titles."""


@dataclass(frozen=True)
class Matrix:
    """An answer drawn as rows and columns of things, with a dot or a number where two of them meet.

    Attributes:
        rows: Column whose things are the rows.
        columns: List column whose members are the columns; where numbers are drawn, a column whose things are.
        value: Column with the numbers; empty for dots.
        distinct: List column whose different members make the number of a whole row; empty adds its numbers up.
        both: Whether rows and columns are of one kind, so that each number stands in two places.
    """

    rows: str
    columns: str
    value: str = ""
    distinct: str = ""
    both: bool = False


@dataclass(frozen=True)
class Chart:
    """An answer drawn as bars.

    Attributes:
        bars: Column whose things are the bars; empty where the lengths of one row are.
        lengths: Columns with their lengths; several divide a bar.
        colour: Column whose things divide a bar; empty for none.
        unknown: That one of the lengths which counts what is not known; empty for none.
        of: Column with the whole of which a length is a part; empty for none.
        share: Whether a bar is the share of its whole.
        each: Column whose things have a small chart each; empty for none.
        unit: Column with what the numbers of such a chart count; empty for none.
        in_order: Whether bars are years, upright in order of time, instead of the longest first.
        distinct: List column whose different members over all rows of a bar are its length, where one may be in several
            rows; empty adds the rows up.
        beside: Column with the length of the bar of what has no year, which stands beside the others; empty for none.
    """

    bars: str
    lengths: tuple[str, ...]
    colour: str = ""
    unknown: str = ""
    of: str = ""
    share: bool = False
    each: str = ""
    unit: str = ""
    in_order: bool = False
    beside: str = ""
    distinct: str = ""


@dataclass(frozen=True)
class Map:
    """An answer drawn as dots at places; the variables `latitude` and `longitude` of a row are its point.

    Attributes:
        of: Column with the place.
        size: Column with the number that a dot stands for.
    """

    of: str
    size: str


@dataclass(frozen=True)
class Network:
    """A view that shows the same answer as a network.

    Attributes:
        view: Name of the view.
        parameters: Parameters of the question that the view takes over.
        inline: Whether it is small enough for the page of the answer; else the page links to it.
    """

    view: str
    parameters: tuple[str, ...] = ()
    inline: bool = False


@dataclass(frozen=True)
class Card:
    """A place on the first page.

    Attributes:
        rank: Order among the cards; the smallest comes first.
        title: The question of the card.
        parameters: Parameters of the question.
    """

    rank: int
    title: Words
    parameters: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Panel:
    """A short list on the page of a thing: the answer to the question about that thing.

    Attributes:
        parameter: Parameter that takes the thing.
        title: Title of the list.
        show: Column whose things are listed.
        count: Column with the number beside each; empty for none.
    """

    parameter: str
    title: Words
    show: str
    count: str = ""


@dataclass(frozen=True)
class Inset:
    """A place of the whole table on the pages of things.

    Attributes:
        parameter: Parameter that takes the thing; its column is left out, as it would say the same in each row.
        without: Further columns that are left out, which the page says already.
    """

    parameter: str
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Copies:
    """Rows that fold: a copy that says the same as its original, or as another copy of it, is no further witness.

    Attributes:
        of: Column with the source of a row; the variable `origin` has its original.
        same: Columns with what a row says.
    """

    of: str
    same: tuple[str, ...]


@dataclass(frozen=True)
class Tied:
    """What is said in place of the usual sentence when rows share the first place.

    Attributes:
        by: Column whose value they share.
        some: Template where other rows follow; `{tied}` is the number of those that share it.
        all: Template where all rows share it.
        one: Template where there is one row, of which nothing is the most; without it the usual sentence is taken.
    """

    by: str
    some: Words
    all: Words
    one: Words | None = None


@dataclass(frozen=True)
class Presentation:
    """How an answer is shown.

    Attributes:
        group: The group that lists it, one of `GROUPS`; empty for a view.
        answer: Template of a sentence about the rows, by language, for `graph.questions.sentences`.
        tied: The same for rows that share the first place; None where the sentence names no first one.
        matrix: The drawing as a matrix, if it has one.
        chart: The drawing as a bar chart, if it has one.
        map: The drawing as a map, if it has one.
        network: The drawing as a network, if it has one.
        card: Its place on the first page, if it has one.
        panel: Its place on the pages of things, if it has one.
        inset: The place of its whole table on the pages of things, if it has one.
        copies: The rows that fold under others, if it has sources that copy each other.
        page: Path, below the base, of a special page for the answer; empty for none.
    """

    group: str = ""
    answer: Words | None = None
    tied: Tied | None = None
    matrix: Matrix | None = None
    chart: Chart | None = None
    map: Map | None = None
    network: Network | None = None
    card: Card | None = None
    panel: Panel | None = None
    inset: Inset | None = None
    copies: Copies | None = None
    page: str = ""


def _tied(found: Mapping[str, Any]) -> Tied:
    one = words(found["one"]) if "one" in found else None
    return Tied(found["by"], words(found["some"]), words(found["all"]), one)


def presentation(header: Mapping[str, Any]) -> Presentation:
    """The presentation that the header of a question describes.

    Raises:
        KeyError: An entry lacks something.
        TypeError: An entry is of another shape.
        ValueError: There is no such group.
    """
    matrix, network, card = header.get("matrix"), header.get("network"), header.get("card")
    tied = header.get("tied")
    return Presentation(
        group=_group(header.get("group", "")),
        answer=words(header["answer"]) if "answer" in header else None,
        tied=_tied(tied) if tied is not None else None,
        matrix=_matrix(matrix) if matrix is not None else None,
        map=Map(header["map"]["of"], header["map"]["size"]) if "map" in header else None,
        chart=_chart(header["chart"]) if "chart" in header else None,
        network=Network(network["view"], tuple(network.get("with", ())), network.get("inline", False))
        if network is not None
        else None,
        card=_card(card) if card is not None else None,
        panel=_panel(header["panel"]) if "panel" in header else None,
        inset=Inset(header["inset"]["of"], tuple(header["inset"].get("without", ()))) if "inset" in header else None,
        copies=Copies(header["copies"]["of"], tuple(header["copies"]["same"])) if "copies" in header else None,
        page=header.get("page", ""),
    )


def _group(name: str) -> str:
    if name and name not in GROUPS:
        raise ValueError(f"the group {name} is none of {', '.join(GROUPS)}")
    return name


def _matrix(entry: Mapping[str, Any]) -> Matrix:
    value, distinct = entry.get("value", ""), entry.get("distinct", "")
    return Matrix(entry["rows"], entry["columns"], value, distinct, entry.get("both", False))


def _chart(entry: Mapping[str, Any]) -> Chart:
    texts = {name: entry.get(name, "") for name in ("bars", "colour", "unknown", "of", "each", "unit")}
    if not texts["bars"] and not texts["each"]:
        raise KeyError("bars")
    return Chart(
        lengths=tuple(entry["lengths"]),
        share=entry.get("share", False),
        in_order=entry.get("in-order", False),
        beside=entry.get("beside", ""),
        distinct=entry.get("distinct", ""),
        **texts,
    )


def _card(entry: Mapping[str, Any]) -> Card:
    parameters = {name: [str(value)] for name, value in entry.get("with", {}).items()}
    return Card(int(entry["rank"]), words(entry["title"]), parameters)


def _panel(entry: Mapping[str, Any]) -> Panel:
    return Panel(entry["of"], words(entry["title"]), entry["show"], entry.get("count", ""))


def words(entry: Mapping[str, str]) -> Words:
    """A text in all languages.

    Raises:
        KeyError: One of them is missing.
    """
    return Texts({lang: entry[lang] for lang in LANGUAGES})
