"""Operations: the addresses of an OpenAPI description, as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_METHODS = ("get", "post", "put", "delete", "patch")


@dataclass(frozen=True)
class Operation:
    """One method of one address.

    Attributes:
        method: The method in capitals.
        path: The path, with parameters in braces.
        summary: What it is for.
        parameters: Name and description of each parameter.
        formats: Media types of its answer.
    """

    method: str
    path: str
    summary: str
    parameters: list[dict[str, str]]
    formats: list[str]


def operations(description: Mapping[str, Any]) -> dict[str, list[Operation]]:
    """The operations of an OpenAPI description by their first tag, in its order (OpenAPI 3.1, section 4.8.8)."""
    found: dict[str, list[Operation]] = {}
    for path, item in description["paths"].items():
        for method in _METHODS:
            if method in item:
                operation = item[method]
                found.setdefault(operation.get("tags", ["other"])[0], []).append(_operation(method, path, operation))
    return found


def _operation(method: str, path: str, operation: Mapping[str, Any]) -> Operation:
    parameters = [
        {"name": each["name"], "description": each.get("description", "")}
        for each in operation.get("parameters", ())
        if "name" in each
    ]
    formats = list(operation.get("responses", {}).get("200", {}).get("content", {}))
    return Operation(method.upper(), path, operation.get("summary", ""), parameters, formats)
