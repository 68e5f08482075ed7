"""The W3C's suite for JSON-LD 1.1, deserialisation to RDF."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.w3c.folders import JSON_LD_BASE, JSON_LD_TESTS, json_ld_tests
from tests.w3c.reading import ReadingCase, alone, project
from tests.w3c.verdicts import judge, parameters

pytestmark = pytest.mark.slow

FETCH = f"{JSON_LD_TESTS} names no folder with w3c/json-ld-api"


def listed() -> list[ReadingCase]:
    folder = json_ld_tests()
    if folder is None:
        return []
    manifest = json.loads((folder / "toRdf-manifest.jsonld").read_text("utf-8"))
    return [_case(entry, folder) for entry in manifest["sequence"] if _is_version_1_1(entry)]


def _is_version_1_1(entry: dict[str, Any]) -> bool:
    option = entry.get("option", {})
    return "json-ld-1.0" not in (option.get("specVersion"), option.get("processingMode"))


def _case(entry: dict[str, Any], folder: Path) -> ReadingCase:
    kinds = {"Negative": "negative", "PositiveS": "positive", "PositiveE": "evaluation"}
    kind = next(kind for start, kind in kinds.items() if entry["@type"][0].startswith(f"jld:{start}"))
    return ReadingCase(
        iri=f"{JSON_LD_BASE}toRdf-manifest{entry['@id']}",
        name=f"toRdf{entry['@id']}",
        kind=kind,
        file=folder / entry["input"],
        base=entry.get("option", {}).get("base", JSON_LD_BASE + entry["input"]),
        expected=folder / entry["expect"] if kind == "evaluation" else None,
    )


@pytest.mark.parametrize("case", parameters("json-ld", listed(), FETCH))
def test_json_ld_to_rdf(case: ReadingCase) -> None:
    judge("json-ld", case, project(case), lambda: alone(case))
