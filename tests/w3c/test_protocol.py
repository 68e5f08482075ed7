"""The W3C's suite for the SPARQL 1.1 Protocol: its requests, sent as the manifest describes them."""

from __future__ import annotations

from dataclasses import dataclass

import httpx
import pytest

from sandbox_atlas.graph.rdf.formats import GRAPH_TYPES, RESULT_FORMATS
from tests.w3c.comparison import Table, parsed
from tests.w3c.folders import RDF_TESTS
from tests.w3c.manifests import MF, Case, Node, cases
from tests.w3c.verdicts import RIGHT, judge, parameters

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

HT, CNT = "http://www.w3.org/2011/http#", "http://www.w3.org/2011/content#"
FETCH = f"{RDF_TESTS} names no folder with w3c/rdf-tests"
CASES = [case for case in cases("sparql/sparql11/protocol") if case.kind == "ProtocolTest"]


@dataclass(frozen=True)
class Wanted:
    """What a test says about the response to one of its requests."""

    statuses: tuple[str, ...]
    boolean: str
    format: str


def text(case: Case, node: Node, predicate: str) -> str:
    value = case.manifest.value(node, predicate)
    return value.value if value is not None else ""


def request(case: Case, node: Node) -> httpx.Request:
    manifest = case.manifest
    headers = {
        text(case, each, f"{HT}fieldName"): text(case, each, f"{HT}fieldValue")
        for each in manifest.members(manifest.value(node, f"{HT}headers"))
    }
    body = manifest.value(node, f"{HT}body")
    content = b""
    if body is not None:
        encoding = text(case, body, f"{CNT}characterEncoding") or "utf-8"
        content = text(case, body, f"{CNT}chars").encode(encoding)
    address = f"http://w3c.example{text(case, node, f'{HT}absolutePath')}"
    return httpx.Request(text(case, node, f"{HT}methodName"), address, headers=headers, content=content)


def wanted(case: Case, node: Node) -> Wanted:
    response = case.manifest.value(node, f"{HT}resp")
    assert response is not None
    statuses = tuple(iri[-3:] for iri in case.manifest.iris(response, f"{MF}expectedStatus"))
    return Wanted(statuses, text(case, response, f"{MF}expectedBoolean"), text(case, response, f"{MF}expectedFormat"))


def what_is_wrong(response: httpx.Response, want: Wanted) -> str:
    if f"{response.status_code // 100}xx" not in want.statuses:
        return f"status {response.status_code}: {response.text}"
    if not want.format:
        return RIGHT
    media_type = response.headers["content-type"].partition(";")[0]
    if want.format == "RDF":
        return RIGHT if media_type in GRAPH_TYPES else f"{media_type} is no format of RDF"
    found = parsed(response.content, RESULT_FORMATS[media_type])
    if isinstance(found, Table):
        return RIGHT if want.format == "tabular" else "a table"
    return RIGHT if not want.boolean or str(found).lower() == want.boolean else f"the answer is {found}"


@pytest.mark.parametrize("case", parameters("protocol", CASES, FETCH))
async def test_protocol(endpoint: httpx.AsyncClient, case: Case) -> None:
    """Updates are refused, which the suite expects to be answered; then the first request is enough."""
    manifest = case.manifest
    action = manifest.value(case.node, f"{MF}action")
    assert action is not None
    nodes = manifest.members(manifest.value(action, f"{HT}requests"))
    assert nodes
    for node in nodes:
        asked, want = request(case, node), wanted(case, node)
        response = await endpoint.send(asked)
        if "update" in case.iri:
            assert response.status_code in (400, 403, 405, 415)
            return
        judge("protocol", case, what_is_wrong(response, want), lambda: "the library has no protocol")
