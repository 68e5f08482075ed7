"""Protocol: offers tools and resources over the Model Context Protocol (revision 2025-11-25 and later), by its SDK."""

from __future__ import annotations

import logging
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import mcp_types as types
from mcp import MCPError
from mcp.server.lowlevel import Server

from sandbox_atlas.api.agents.paging import encoded
from sandbox_atlas.api.agents.toolbox import Toolbox
from sandbox_atlas.api.agents.tools import INSTRUCTIONS, OF_ANY, TOOLS
from sandbox_atlas.api.web.publication import PROGRAM, known_publication, name_of
from sandbox_atlas.graph.questions.catalogue import questions, views
from sandbox_atlas.graph.questions.example_queries import example_queries
from sandbox_atlas.graph.rdf.formats import TURTLE
from sandbox_atlas.graph.rdf.vocabulary import REGISTER
from sandbox_atlas.graph.register.description import dataset_description
from sandbox_atlas.graph.register.ontology import ontology_file

if TYPE_CHECKING:
    from sandbox_atlas.graph.atlas import Atlas

ROOT = "sandbox-atlas://"
ONTOLOGY, VOID, EXAMPLES = f"{ROOT}ontology", f"{ROOT}void", f"{ROOT}examples/"
"""Addresses of resources."""

_SPARQL = "application/sparql-query"
_ANNOTATIONS = types.ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
_log = logging.getLogger(__name__)


def server_of(atlas: Atlas) -> Server[Any]:
    """The server of the protocol over an atlas, without a transport; it is called what the data are called."""
    toolbox = Toolbox(atlas)
    name = name_of(known_publication(atlas), "en", atlas) or PROGRAM
    instructions = (
        INSTRUCTIONS.replace(PROGRAM, name, 1) if atlas.profile == REGISTER else OF_ANY.replace("{name}", name)
    )

    async def list_tools(_: object, __: object) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[*map(_tool, TOOLS)])

    async def call_tool(_: object, params: types.CallToolRequestParams) -> types.CallToolResult:
        if params.name not in TOOLS:
            raise MCPError(types.INVALID_PARAMS, f"There is no tool {params.name!r}. There are {', '.join(TOOLS)}.")
        answer = await _answered(toolbox, params.name, params.arguments or {})
        text = types.TextContent(type="text", text=encoded(answer))
        return types.CallToolResult(content=[text], is_error=answer["status"] == "failed")

    async def list_resources(_: object, __: object) -> types.ListResourcesResult:
        return types.ListResourcesResult(resources=_resources(atlas.profile))

    async def read_resource(_: object, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        kind, text = await _resource(atlas, str(params.uri))
        content = types.TextResourceContents(uri=params.uri, mime_type=kind, text=text)
        return types.ReadResourceResult(contents=[content])

    return Server(
        "sandbox-atlas",
        version=version("sandbox-atlas"),
        title=name,
        instructions=instructions,
        get_tool_input_schema=lambda name: TOOLS[name].schema if name in TOOLS else None,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_resources=list_resources,
        on_read_resource=read_resource,
    )


async def _answered(toolbox: Toolbox, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """The answer to a call; a fault of ours is logged, and told as a failure without its details."""
    try:
        return await toolbox.call(name, arguments)
    except Exception:
        _log.exception("The tool %s failed", name)
        return {"status": "failed", "problem": "internal", "message": "The server has failed.", "hint": "See its log."}


def _tool(name: str) -> types.Tool:
    tool = TOOLS[name]
    return types.Tool(
        name=name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.schema,
        annotations=_ANNOTATIONS.model_copy(update={"title": tool.title}),
    )


def _resources(profile: str) -> list[types.Resource]:
    """The ontology, the description of the data, and the query of each question and view."""
    listed = [
        types.Resource(uri=ONTOLOGY, name="ontology", title="Ontology", mime_type=TURTLE),
        types.Resource(uri=VOID, name="void", title="Counts of classes and properties (VoID)", mime_type=TURTLE),
    ]
    for asked in (*questions(profile).values(), *views(profile).values()):
        title, about = asked.title["en"], asked.description["en"]
        uri = EXAMPLES + asked.name
        listed.append(types.Resource(uri=uri, name=asked.name, title=title, description=about, mime_type=_SPARQL))
    return listed


async def _resource(atlas: Atlas, uri: str) -> tuple[str, str]:
    """The media type and text of a resource.

    Raises:
        MCPError: There is none with that address.
    """
    if uri == ONTOLOGY:
        return TURTLE, ontology_file("atlas.ttl").decode()
    if uri == VOID:
        return TURTLE, (await dataset_description(atlas.engine, atlas.cache, f"{ROOT}sparql", TURTLE)).decode()
    queries = await example_queries(atlas.names) if uri.startswith(EXAMPLES) else {}
    name = uri.removeprefix(EXAMPLES)
    if name not in queries:
        raise MCPError(types.INVALID_PARAMS, f"There is no resource {uri!r}.")
    return _SPARQL, queries[name]
