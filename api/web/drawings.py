"""Drawings: what a question draws of its answer – chart, matrix, map – and all of it as one picture for others."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from sandbox_atlas.api.http.parameters import question_parameters
from sandbox_atlas.api.web import pages
from sandbox_atlas.api.web.file_names import stem_of
from sandbox_atlas.api.web.languages import Language
from sandbox_atlas.api.web.publication import licence_line, publication_of, site_name
from sandbox_atlas.api.web.stills import WIDTH, Still, of_bars, of_map, of_matrix, wrapped
from sandbox_atlas.api.web.structured import day_of
from sandbox_atlas.api.web.titles import title_of
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.questions.charts import Bars, chart
from sandbox_atlas.graph.questions.lookups import Lookup
from sandbox_atlas.graph.questions.maps import DotMap, dot_map
from sandbox_atlas.graph.questions.matrix import MatrixDrawing, matrix
from sandbox_atlas.graph.questions.question import Question
from sandbox_atlas.graph.questions.sentences import sentence

SVG = "image/svg+xml"
_NAMED = 3
"""Places without a dot that are named below a map; of more, the number is."""
_TITLE, _TEXT, _SMALL = 26, 17, 13
"""Heights of letters in a picture."""


@dataclass(frozen=True)
class Drawings:
    """What is drawn of an answer; None for what its question does not draw, or where there is nothing to draw."""

    chart: Bars | None = None
    matrix: MatrixDrawing | None = None
    map: DotMap | None = None

    def __bool__(self) -> bool:
        return bool(self.chart or self.matrix or self.map)


def is_drawn(asked: Question) -> bool:
    """Whether a question has a picture."""
    return bool(asked.presentation.chart or asked.presentation.matrix or asked.presentation.map)


async def drawings(request: Request, lookup: Lookup) -> Drawings:
    """What is drawn of an answer, in the reader's language."""
    if not is_drawn(lookup.question):
        return Drawings()
    atlas: Atlas = request.state.atlas
    reader = pages.interface(request)
    columns = await atlas.columns() if lookup.question.presentation.matrix else {}
    return await run_in_threadpool(
        lambda: Drawings(
            chart(lookup, atlas.names, reader.labels, reader.gettext("not known")),
            matrix(lookup, columns),
            dot_map(lookup, atlas.names, reader.labels),
        )
    )


def notes(drawn: Drawings, asked: Question, reader: Language) -> str:
    """What a reader has to know of the drawings: what they count, and what is not in them."""
    say, number = reader.gettext, reader.number
    found = []
    if drawn.matrix and drawn.matrix.counts:
        value = asked.presentation.matrix.value if asked.presentation.matrix else ""
        counted = _counted(asked.columns[value][reader.labels], reader) if value else ""
        found.append(counted or say("Numbers count rows of the table; each stands in two places."))
    if drawn.matrix and drawn.matrix.left_out:
        found.append(say("Further rows are in the table only: {count}.").format(count=number(drawn.matrix.left_out)))
    if drawn.map:
        found.append(say("The larger the dot, the more there are."))
        found.extend(_not_on_the_map(drawn.map, reader))
    return reader.joined([*found, *(_notes_of_chart(drawn.chart, reader) if drawn.chart else ())])


def _not_on_the_map(drawn: DotMap, reader: Language) -> list[str]:
    """The places without a dot, the largest by their names."""
    if not drawn.pointless:
        return []
    shown = [f"{each.label} {reader.number(each.size)}" for each in drawn.pointless[:_NAMED]]
    if len(drawn.pointless) > _NAMED:
        more = len(drawn.pointless) - _NAMED
        shown.append(reader.ngettext("{count} other place", "{count} other places", more))
    return [reader.gettext("Not on the map, as no point is recorded: {places}.").format(places=reader.listed(shown))]


def _notes_of_chart(chart: Bars, reader: Language) -> list[str]:
    say, number = reader.gettext, reader.number
    found = []
    if chart.is_share:
        found.append(say("Shares in per cent; pale where they are of fewer than five."))
        if chart.is_upright:
            found.append(say("Where there is no bar, none is recorded."))
            wholes = [f"{bar.label} – {number(bar.whole)}" for bar in chart.panels[0].bars if bar.whole]
            found.append(say("{whole}: {numbers}.").format(whole=chart.whole, numbers=say(", ").join(wholes)))
    elif not chart.is_multiple and len(chart.series) == 1:
        found.append(_counted(chart.series[0], reader))
    if chart.is_of_stages:
        found.append(say("All bars have one scale; a dash where no source gives a number."))
    if chart.count > chart.shown:
        words = (
            say("{shown} of {all} with two numbers or more are drawn, the largest; the table has them all.")
            if chart.is_of_stages
            else say("{shown} of {all} are drawn, the largest; the table has them all.")
        )
        found.append(words.format(shown=number(chart.shown), all=number(chart.count)))
    return found


def _counted(unit: str, reader: Language) -> str:
    """What the numbers count; the head of a column is no name, and so begins small within a sentence."""
    return reader.gettext("Numbers show {unit}.").format(unit=unit[:1].lower() + unit[1:])


def stills(request: Request, drawn: Drawings) -> list[Still]:
    """The drawings of an answer as shapes, each `WIDTH` wide."""
    reader, names = pages.interface(request), request.state.atlas.names

    def label(iri: str) -> str:
        return names.get(iri).label(reader.labels) if iri else reader.gettext("not known")

    found = [of_matrix(drawn.matrix, label, reader.number)] if drawn.matrix else []
    found += [of_map(drawn.map, reader.number)] if drawn.map else []
    return found + ([of_bars(drawn.chart, reader.number)] if drawn.chart else [])


async def picture(request: Request, lookup: Lookup) -> Response:
    """The drawings of an answer as an SVG file with title, answer, date of data and address."""
    atlas: Atlas = request.state.atlas
    reader, publication = pages.interface(request), await publication_of(atlas)
    drawn, given = await drawings(request, lookup), question_parameters(request, on_page=True)
    page = pages.links(request).lookup(lookup.question.name, given)

    def written() -> str:
        shown = stills(request, drawn)
        texts = [
            (_TITLE, title_of(lookup.question, given, atlas.names, reader)),
            (_TEXT, sentence(lookup, atlas.names, reader.labels, reader.number) or reader.gettext("No results.")),
        ]
        state = " ".join(filter(None, (day_of(publication), f"({atlas.snapshot[:12]})")))
        foot = [site_name(publication, reader), reader.gettext("Data of {day}").format(day=state)]
        foot += [licence_line(publication, reader), urljoin(str(request.url), page)]
        told = wrapped(notes(drawn, lookup.question, reader), _SMALL, WIDTH)
        return (
            pages.environment()
            .get_template("picture.svg")
            .render(
                reader=reader,
                head=[(size, line) for size, text in texts for line in wrapped(text, size, WIDTH)],
                stills=shown,
                foot=[*filter(None, told), *wrapped(" · ".join(filter(None, foot)), _SMALL, WIDTH)],
            )
        )

    disposition = {"Content-Disposition": f'inline; filename="{stem_of(lookup)}.svg"'}
    return Response(await run_in_threadpool(written), media_type=SVG, headers=disposition)
