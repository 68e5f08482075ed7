"""Pages for developers: the diagram is of the ontology, and every address of the description is on the page."""

from __future__ import annotations

import html
import json

import httpx2 as httpx
import pytest

from sandbox_atlas.api.web.class_diagram import PROPERTIES, class_diagram
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.rdf.vocabulary import SBX

pytestmark = pytest.mark.anyio

HTML = {"Accept": "text/html"}


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_the_diagram_draws_properties_between_the_classes_that_the_ontology_gives(
    atlas: Atlas, lang: str
) -> None:
    sections = await atlas.ontology()
    terms = {term.name: term for members in sections.values() for term in members}
    for start, name, end in PROPERTIES:
        related = terms[name].related
        assert SBX + end in related["range"]
        assert SBX + start in related.get("domain", [SBX + start])
    diagram = class_diagram(sections, lang)
    assert {box.label for box in diagram.boxes} >= {terms[name].labels[lang] for name in ("Application", "Batch")}
    corners = {(box.x, box.y) for box in diagram.boxes}
    assert len(corners) == len(diagram.boxes)
    assert all(0 <= x <= diagram.size[0] - diagram.box[0] and 0 <= y < diagram.size[1] for x, y in corners)


def test_every_address_of_the_description_is_on_the_page(client: httpx.Client) -> None:
    page = html.unescape(client.get("/about/developers", headers=HTML).text)
    for path, item in json.loads(client.get("/openapi.json").text)["paths"].items():
        for method, operation in item.items():
            assert f"<code>{method.upper()} {path}</code>" in page
            assert operation["summary"] in page


def test_the_lines_to_begin_with_have_addresses_that_answer(client: httpx.Client) -> None:
    page = html.unescape(client.get("/about/developers", headers=HTML).text)
    address = page.split("--output answer.csv '")[1].split("'")[0]
    answer = client.get(address)
    assert answer.text.startswith("class,things")
    assert answer.headers["access-control-allow-origin"] == "*"
