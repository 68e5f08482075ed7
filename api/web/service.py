"""Service: the description of the API as that of the data that are served: their name, and only what they answer."""

from __future__ import annotations

from typing import Any, Final

from sandbox_atlas.api.web.described import language, of_question
from sandbox_atlas.api.web.exploring import OF_ANY
from sandbox_atlas.api.web.publication import known_publication, name_of
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.questions.catalogue import questions, view, views
from sandbox_atlas.graph.rdf.vocabulary import DERIVED, REGISTER

_OF_REGISTERS = ("/lookups/", "/compare", "/analysis", "/reconcile", "/ontology", "/id/")
"""Beginnings of paths that only a register answers, or that other data answer with questions of their own."""
_NEEDS_BATCHES: Final = frozenset({"kinds", "since", "until", "undated", "via", "area", "by", "opened"})
"""Parameters that say nothing of data without batches, applications and groups."""
_WORDS: Final = (
    ("kind and slug, IRI", "IRI"),
    ("by kind and slug or by IRI", "by IRI"),
    ("kind/slug", "IRI"),
    (", such as Institution", ""),
    (", such as institution", ""),
    (", such as sbx:applicant", ""),
    ("~sbx:applicant", "~relation"),
    ("class, community or batch", "class or community"),
    ("the whole register", "all of the network"),
)
"""Words of registers in meanings of parameters, and what they are for other data."""

_EXAMPLE: Final = "SELECT ?thing ?class { ?thing a ?class }"
"""A query that any data answer."""

_Described = dict[str, Any]


def described(found: _Described, atlas: Atlas) -> _Described:
    """The members of an OpenAPI description that differ for an atlas: title, and for other data summary and paths."""
    name = name_of(known_publication(atlas), "en", atlas)
    info = {**found["info"], **({"title": name} if name else {})}
    if atlas.profile == REGISTER:
        return {"info": info}
    info["summary"] = "RDF as things, networks, tables and by SPARQL."
    paths = {path: _of_any(path, each) for path, each in found["paths"].items() if not path.startswith(_OF_REGISTERS)}
    return {"info": info, "paths": paths | _asked(found["paths"])}


def _of_any(path: str, item: _Described) -> _Described:
    """What a path answers, with the parameters that data which are no register have."""
    own: list[_Described] = []
    left_out = set(_NEEDS_BATCHES)
    for beginning, of_registers, of_any in (
        ("/explore", (view("explore"),), (view("explore", DERIVED),)),
        ("/views/", views().values(), views(DERIVED).values()),
    ):
        if path.startswith(beginning):
            left_out |= {each.name for asked in of_registers for each in asked.parameters}
            known = {each.name: each for asked in of_any for each in asked.parameters}
            own = of_question(known.values(), several=True)

    def parameters(operation: _Described) -> list[_Described]:
        named = {each["name"] for each in own}
        kept = [each for each in operation["parameters"] if each.get("name") not in left_out | named]
        return own + [_in_other_words(each) for each in kept]

    def asked(operation: _Described) -> _Described:
        found = {**operation, "parameters": parameters(operation)} if "parameters" in operation else {**operation}
        return found | ({"requestBody": _with_example(found["requestBody"])} if "requestBody" in found else {})

    return {method: asked(operation) for method, operation in item.items()}


def _with_example(body: Any) -> Any:  # noqa: ANN401 - any part of a description
    """The description of a body with an example that any data answer in place of one in the words of registers."""
    if isinstance(body, dict):
        return {
            key: _EXAMPLE if key == "example" and "sbx:" in str(each) else _with_example(each)
            for key, each in body.items()
        }
    return [*map(_with_example, body)] if isinstance(body, list) else body


def _in_other_words(parameter: _Described) -> _Described:
    said = {**parameter, "schema": {**parameter.get("schema", {})}}
    if parameter.get("name") == "drawing":
        said["schema"]["enum"] = [*OF_ANY]
    if "sbx:" in str(said["schema"].get("example")):
        said["schema"]["example"] = _EXAMPLE
    for each in (said, said["schema"]):
        for word, other in _WORDS if "description" in each else ():
            each["description"] = each["description"].replace(word, other)
    return said


def _asked(paths: _Described) -> _Described:
    """The paths of the questions that data which are no register have."""
    common = next(item["get"] for path, item in paths.items() if path.startswith("/lookups/"))
    return {
        f"/lookups/{each.name}": {
            "get": {
                **common,
                "summary": each.title["en"],
                "description": each.description["en"],
                "operationId": each.name,
                "parameters": [*of_question(each.parameters), language()],
            }
        }
        for each in questions(DERIVED).values()
    }
