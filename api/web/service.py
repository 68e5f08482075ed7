"""Service: the description of the API as that of the data that are served: their name, and only what they answer."""

from __future__ import annotations

from typing import Any

from sandbox_atlas.api.web.publication import known_publication, name_of
from sandbox_atlas.graph.atlas import Atlas
from sandbox_atlas.graph.rdf.vocabulary import REGISTER

_OF_REGISTERS = ("/lookups/", "/compare", "/analysis", "/reconcile", "/ontology")
"""Beginnings of paths that only a register answers, or that other data answer with questions of their own."""


def described(found: dict[str, Any], atlas: Atlas) -> dict[str, Any]:
    """The members of an OpenAPI description that differ for an atlas: title, and for other data summary and paths."""
    name = name_of(known_publication(atlas), "en", atlas)
    info = {**found["info"], **({"title": name} if name else {})}
    if atlas.profile == REGISTER:
        return {"info": info}
    info["summary"] = "RDF as things, networks, tables and by SPARQL."
    paths = {path: each for path, each in found["paths"].items() if not path.startswith(_OF_REGISTERS)}
    return {"info": info, "paths": paths}
