"""OpenAPI description of the SPARQL endpoint: its parameters, request bodies and responses."""

from __future__ import annotations

from typing import Any, Final

from sandbox_atlas.api.http.openapi import Responses, answers, errors
from sandbox_atlas.api.sparql.request import DIRECT, FORM
from sandbox_atlas.graph.rdf.formats import GRAPH_TYPES, RESULT_TYPES

_STRINGS: Final = {"type": "array", "items": {"type": "string", "format": "iri"}}
_FIELDS: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "query": ("A SPARQL 1.1 query", {"type": "string", "example": "SELECT ?batch { ?batch a sbx:Batch }"}),
    "default-graph-uri": ("Graphs whose merge is the default graph", _STRINGS),
    "named-graph-uri": ("The named graphs", _STRINGS),
    "timeout": ("Seconds that the query may take", {"type": "number", "minimum": 0}),
    "format": (
        "Format of the answer, before the Accept header; it has to fit the form of the query",
        {"type": "string", "enum": [*dict.fromkeys((*RESULT_TYPES.values(), *GRAPH_TYPES.values()))]},
    ),
}

PARAMETERS: Final = {
    "parameters": [
        {"name": name, "in": "query", "required": False, "description": meaning, "schema": schema}
        for name, (meaning, schema) in _FIELDS.items()
    ]
}
"""Parameters of a GET request."""

BODY: Final = {
    "parameters": [each for each in PARAMETERS["parameters"] if each["name"] != "query"],
    "requestBody": {
        "required": True,
        "content": {
            DIRECT: {"schema": {"type": "string"}},
            FORM: {
                "schema": {
                    "type": "object",
                    "required": ["query"],
                    "properties": {
                        name: {"description": meaning, **schema} for name, (meaning, schema) in _FIELDS.items()
                    },
                }
            },
        },
    },
}
"""Parameters and body of a POST request; the body is a form, or the query itself."""

_RESULT: Final[Responses] = {
    200: {
        "description": "The result, or the statements",
        "content": {
            **answers(*GRAPH_TYPES, "application/json", "text/html")[200]["content"],
            **answers(*RESULT_TYPES, schema="SparqlAnswer")[200]["content"],
        },
    }
}
RESPONSES: Final[Responses] = _RESULT | errors(
    (403, "The query would change data or reach outside"),
    (413, "The query is too large"),
    (415, "The body is neither a form nor a query"),
)
