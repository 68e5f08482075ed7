"""Tools for agents, over the shipped data and a real client of the protocol in the same process."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from mcp import MCPError
from mcp.client import Client

from sandbox_atlas.api.agents.paging import MOST_BYTES, offset_of, token
from sandbox_atlas.api.agents.protocol import EXAMPLES, ONTOLOGY, VOID, server_of
from sandbox_atlas.api.agents.tools import INSTRUCTIONS, TOOLS
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.errors import BadParameterError
from sandbox_atlas.graph.questions.catalogue import questions, views
from sandbox_atlas.graph.settings import Settings

pytestmark = pytest.mark.anyio

MULTIPLE = "institutions-in-multiple-batches"
ALL = "SELECT ?s ?p ?o { ?s ?p ?o }"


@pytest.fixture(scope="module")
async def shipped(anyio_backend: str) -> AsyncIterator[Atlas]:
    async with await Atlas.open(Settings(workers=2), check=False) as opened:
        yield opened


class Agent:
    """Calls tools as an agent does, and reads the JSON of their answers."""

    def __init__(self, client: Client) -> None:
        self.client = client

    async def __call__(self, tool: str, **arguments: object) -> dict[str, Any]:
        result = await self.client.call_tool(tool, arguments)
        text = result.content[0].text  # type: ignore[union-attr]
        assert len(text.encode()) <= MOST_BYTES
        answer: dict[str, Any] = json.loads(text)
        assert result.is_error == (answer["status"] == "failed")
        if not result.is_error:
            assert {"coverage", "snapshot", "licence", "shown", "rows"} <= set(answer)
        return answer


@pytest.fixture
async def agent(shipped: Atlas) -> AsyncIterator[Agent]:
    async with Client(server_of(shipped)) as client:
        yield Agent(client)


@pytest.fixture
async def tiny_agent(atlas: Atlas) -> AsyncIterator[Agent]:
    async with Client(server_of(atlas)) as client:
        yield Agent(client)


async def test_there_are_at_most_eight_tools_which_only_read_a_closed_world(agent: Agent) -> None:
    tools = (await agent.client.list_tools()).tools
    assert len(tools) == len(TOOLS) <= 8
    for tool in tools:
        assert tool.description
        assert len(tool.description) < 400
        assert tool.annotations
        assert tool.annotations.read_only_hint
        assert tool.annotations.open_world_hint is False
        assert tool.input_schema["additionalProperties"] is False
    assert agent.client.instructions == INSTRUCTIONS
    assert len(INSTRUCTIONS) < 1_000


async def test_the_document_lists_the_tools_and_their_arguments() -> None:
    text = (Path(__file__).parents[1] / "docs" / "agents.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `(\w+)` \| (.*?) \|", text, re.MULTILINE)
    tools = {name: arguments.replace("`", "").split(", ") for name, arguments in listed if name in TOOLS}
    assert tools == {
        name: [each for each in tool.properties if each not in ("lang", "page")] for name, tool in TOOLS.items()
    }


async def test_the_multi_batch_answer_has_the_passages_of_every_row(agent: Agent) -> None:
    answer = await agent("ask", name=MULTIPLE, parameters={"place": "beijing"})
    assert answer["status"] == "complete"
    assert "Sources report 20 more, in 2 of 5 batches." in answer["coverage"]
    assert answer["licence"] == "Data: CC BY 4.0"
    rows = {row["institution"]["id"]: row for row in answer["rows"]}
    assert set(rows) == {"inst:icbc", "inst:citic-aibank"}
    assert all(row["passages"] for row in rows.values())
    sources = await agent("evidence", ids=rows["inst:icbc"]["passages"])
    assert {row["passage"]["id"] for row in sources["rows"]} == set(rows["inst:icbc"]["passages"])
    assert all(row["certainty"] and row["source"] and row["origin"] for row in sources["rows"])
    assert 0 < sources["independentOrigins"] <= len(sources["rows"])


async def test_what_editors_add_is_no_independent_origin(agent: Agent) -> None:
    ours = await agent("evidence", ids=["passage:editors-beijing-batch-names"])
    assert ([row["source"]["id"] for row in ours["rows"]], ours["independentOrigins"]) == (["source:editors"], 0)
    both = await agent("evidence", ids=["passage:editors-beijing-batch-names", "passage:sccf-batch-2-list"])
    assert (len(both["rows"]), both["independentOrigins"]) == (2, 1)


async def test_a_name_in_either_language_leads_to_a_thing_and_its_facts(agent: Agent) -> None:
    found = await agent("search", text="工商银行", kinds=["institution"])
    first = found["rows"][0]
    assert (first["id"], first["matched"]) == ("inst:icbc", "工商银行")
    assert first["passages"]
    facts = await agent("entity", reference=first["id"], lang="zh")
    assert facts["thing"]["label"] == "中国工商银行"
    assert all("passages" in row for row in facts["rows"])
    assert any(row["property"] == "sbx:applicant" and row["inverse"] for row in facts["rows"])


async def test_questions_are_found_by_words_of_either_language(agent: Agent) -> None:
    for words in ("institutions in several batches", "多次入选的机构"):
        assert (await agent("list_questions", words=words))["rows"][0]["name"] == MULTIPLE
    everything = await agent("list_questions")
    assert everything["status"] == "cut"
    assert everything["shown"].endswith(f"of {len(questions())}")
    assert (await agent("list_questions", words="xyzzy"))["status"] == "empty"


async def test_empty_cut_and_failed_are_three_different_answers(agent: Agent) -> None:
    empty = await agent("sparql", query="SELECT ?s { ?s a sbx:Milestone ; sbx:applicant ?o }")
    cut = await agent("sparql", query=ALL)
    failed = await agent("sparql", query="SELECT ?s {")
    assert [each["status"] for each in (empty, cut, failed)] == ["empty", "cut", "failed"]
    assert empty["shown"] == "0 of 0"
    assert empty["tried"].startswith("SELECT ?s")
    assert "next" in cut
    assert (failed["problem"], failed["line"]) == ("malformed-query", 1)
    assert failed["tried"] == {"query": "SELECT ?s {"}


async def test_a_query_past_its_deadline_has_failed_and_is_not_empty(tmp_path: Path) -> None:
    async with (
        await Atlas.open(Settings(workers=1, deadline=0.5, cache=tmp_path), check=False) as atlas,
        Client(server_of(atlas)) as client,
    ):
        answer = await Agent(client)("sparql", query="SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    assert (answer["status"], answer["problem"]) == ("failed", "deadline-exceeded")


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("ask", {"name": "applications"}),
        ("list_questions", {}),
        ("schema", {"words": "date"}),
        ("network", {"view": "register", "parameters": {"batch": "pboc-beijing-2"}}),
        ("sparql", {"query": "SELECT ?s ?l { ?s a sbx:Sandbox ; rdfs:label ?l } ORDER BY ?s ?l"}),
        ("sparql", {"query": "CONSTRUCT { ?s rdfs:label ?l } WHERE { ?s a sbx:Sandbox ; rdfs:label ?l }"}),
        ("search", {"text": "银行"}),
        ("entity", {"reference": "tech:blockchain"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_pages_give_every_row_once(agent: Agent, tool: str, arguments: Mapping[str, object]) -> None:
    rows: list[str] = []
    page: dict[str, str] = {}
    for _ in range(40):
        answer = await agent(tool, **arguments, **page)
        rows += map(json.dumps, answer["rows"])
        shown, total = answer["shown"].split(" of ")
        assert int(shown.rsplit(" ", 1)[-1]) == len(rows)
        if "next" not in answer:
            break
        assert answer["status"] == "cut"
        page = {"page": answer["next"]}
    assert len(rows) == len(set(rows)) == int(total) > 3


async def test_a_token_fits_only_its_own_question_and_state_of_the_data(agent: Agent) -> None:
    after = (await agent("sparql", query=ALL))["next"]
    other = await agent("sparql", query=f"{ALL} LIMIT 100", page=after)
    assert (other["status"], other["problem"]) == ("failed", "bad-parameter")
    assert "other arguments" in other["message"]
    assert (await agent("sparql", query=ALL, page="not a token!"))["status"] == "failed"
    assert offset_of(token("key", 12), "key") == 12
    for wrong in ("", "Ä", "AAAA", token("other", 1), token("key", -1)):
        if wrong:
            with pytest.raises(BadParameterError):
                offset_of(wrong, "key")


@pytest.mark.parametrize(
    ("query", "unknown", "suggestion"),
    [
        ("SELECT * { ?s sbx:aplicant ?o }", "sbx:aplicant", "sbx:applicant"),
        ("SELECT * { ?s a sbx:Instituton }", "sbx:Instituton", "sbx:Institution"),
        ("SELECT * { inst:icb sbx:licensed ?o }", "inst:icb", "inst:icbc"),
        ("SELECT * { ?s <http://purl.org/dc/terms/publishr> ?o }", "dcterms:publishr", "dcterms:publisher"),
        (
            "PREFIX x: <https://w3id.org/sandbox-atlas/ontology#> ASK { ?s x:inBatsch ?o }",
            "sbx:inBatsch",
            "sbx:inBatch",
        ),
        ("CONSTRUCT { ?s sbx:mine ?o } WHERE { ?s sbx:inBatsch ?o }", "sbx:inBatsch", "sbx:inBatch"),
    ],
)
async def test_a_query_with_an_unknown_term_is_refused_with_similar_ones(
    agent: Agent, query: str, unknown: str, suggestion: str
) -> None:
    answer = await agent("sparql", query=query)
    assert answer["status"] == "failed"
    assert f"'{unknown}'" in answer["message"]
    assert suggestion in answer["suggestions"]
    assert answer["tried"] == {"query": query}


@pytest.mark.parametrize(
    "query",
    [
        "PREFIX mine: <https://mine.example/> CONSTRUCT { ?s mine:name ?l } WHERE { ?s a sbx:Sandbox ; rdfs:label ?l }",
        "SELECT ?s { ?s sbx:publishedOn ?d FILTER(?d > '2020-01-01'^^xsd:date && xsd:string(?d) != '') }",
        "SELECT ?passage { GRAPH ?passage { inst:icbc sbx:licensed true } }",
        'SELECT ?s { ?s rdfs:label "sbx:nothing"@en } # sbx:nothing',
        "ASK { ?s <https://elsewhere.example/property> ?o }",
    ],
)
async def test_a_query_with_known_terms_runs(agent: Agent, query: str) -> None:
    assert (await agent("sparql", query=query))["status"] in ("complete", "cut", "empty")


async def test_passages_that_a_query_names_are_those_of_its_rows(agent: Agent) -> None:
    answer = await agent("sparql", query="SELECT ?p { GRAPH ?p { inst:icbc sbx:licensed true } }")
    assert answer["rows"][0]["passages"] == [answer["rows"][0]["p"]["id"]]


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("ask", {"name": MULTIPLE, "parameters": {"place": "bejing"}}, "place/beijing"),
        ("ask", {"name": MULTIPLE, "parameters": {"plaze": "beijing"}}, "It has place"),
        ("ask", {"name": "institutions-in-many-batches"}, MULTIPLE),
        ("ask", {}, "'name' is a required property"),
        ("ask", {"name": MULTIPLE, "limit": 5}, "'ask' takes name, parameters"),
        ("ask", {"name": MULTIPLE, "parameters": {"place": {"a": 1}}}, "is not valid"),
        ("entity", {"reference": "institution/icb"}, "institution/icbc"),
        ("evidence", {"ids": ["passage:sccf-batch-2-lst"]}, "passage/sccf-batch-2-list"),
        ("evidence", {"ids": []}, "'ids'"),
        ("search", {"text": "x", "kinds": ["bank"]}, "'kinds.0'"),
        ("network", {"view": "registre"}, "register"),
        ("network", {}, "needs the parameter 'entity'"),
        ("sparql", {"query": "SELECT * { SERVICE <http://x.example/> { ?s ?p ?o } }"}, "forbidden-query"),
        ("sparql", {"query": "DELETE WHERE { ?s ?p ?o }"}, "is an update"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_what_cannot_be_answered_says_what_can(
    agent: Agent, tool: str, arguments: Mapping[str, object], said: str
) -> None:
    answer = await agent(tool, **arguments)
    assert answer["status"] == "failed"
    assert said in json.dumps(answer)
    assert answer["tried"] == {name: value for name, value in arguments.items() if name != "page"}


async def test_a_name_that_nothing_bears_is_empty_and_names_similar_ones(agent: Agent) -> None:
    answer = await agent("search", text="Industriel and Comercial Bank")
    assert answer["rows"] or any(each["id"] == "inst:icbc" for each in answer["similar"])
    assert (await agent("search", text="xyzzyxyzzy"))["status"] == "empty"


async def test_links_of_a_network_have_their_passages(agent: Agent) -> None:
    answer = await agent("network", parameters={"entity": "icbc"})
    assert answer["network"] == "neighbourhood"
    stated = [row for row in answer["rows"] if row["relation"] == "sbx:applicant"]
    assert stated
    assert all(row["passages"] for row in stated)


async def test_ontology_counts_and_example_queries_are_resources(agent: Agent) -> None:
    listed = {each.uri: each for each in (await agent.client.list_resources()).resources}
    assert set(listed) == {ONTOLOGY, VOID, *(EXAMPLES + name for name in (*questions(), *views()))}
    for uri, words in ((ONTOLOGY, "owl:Class"), (VOID, "classPartition"), (EXAMPLES + MULTIPLE, "HAVING")):
        content = (await agent.client.read_resource(uri)).contents[0]
        assert words in content.text  # type: ignore[union-attr]
        assert content.mime_type == listed[uri].mime_type
    example = (await agent.client.read_resource(EXAMPLES + MULTIPLE)).contents[0].text  # type: ignore[union-attr]
    assert (await agent("sparql", query=example))["rows"]
    with pytest.raises(MCPError, match="There is no resource"):
        await agent.client.read_resource(f"{EXAMPLES}nothing")
    with pytest.raises(MCPError, match="There are search, list_questions"):
        await agent.client.call_tool("update", {})


async def test_texts_of_the_register_are_only_in_data_fields(tiny_agent: Agent) -> None:
    """A register that gives no licence and whose names are strange still gives the same members."""
    answer = await tiny_agent("ask", name="applications")
    ours = {key: value for key, value in answer.items() if key not in ("rows", "answer", "licence", "parameters")}
    labels = [cell["label"] for row in answer["rows"] for cell in row.values() if isinstance(cell, dict)]
    assert labels
    assert not any(label in json.dumps(ours, ensure_ascii=False) for label in labels)
    assert answer["licence"] == ""
