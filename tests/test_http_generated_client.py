"""A client that is generated from the OpenAPI description reads every JSON answer of a real server."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import httpx2 as httpx
import pytest
from datamodel_code_generator import DataModelType, InputFileType, generate
from datamodel_code_generator.format import Formatter

from sandbox_atlas.graph.questions.catalogue import questions
from sandbox_atlas.graph.rdf.vocabulary import ID
from tests.support.description import description

DESCRIPTION = description()
REFERENCE = "#/components/schemas/"
JSON = "application/json"
THING = "institution/icbc"
GIVEN = {
    "/id": {"iri": ID + THING},
    "/search": {"q": "bank", "limit": 3},
    "/compare.json": {"a": "batch/pboc-beijing-1", "b": "batch/pboc-beijing-2"},
    "/analysis/routes": {"from": "institution/icbc", "to": "institution/huawei"},
}


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The models that the generator writes for the schemas of the description."""
    file = tmp_path_factory.mktemp("client") / "atlas_models.py"
    generate(
        json.dumps(DESCRIPTION),
        input_file_type=InputFileType.OpenAPI,
        output=file,
        output_model_type=DataModelType.PydanticV2BaseModel,
        formatters=[Formatter.BUILTIN],
    )
    monkeypatched = pytest.MonkeyPatch()
    monkeypatched.syspath_prepend(str(file.parent))
    yield importlib.import_module(file.stem)
    monkeypatched.undo()


def _examples(name: str) -> dict[str, str]:
    """Examples of the parameters of a question, on the shipped data."""
    return {each.name: each.example for each in questions()[name].parameters} if name in questions() else {}


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Path, name of the schema and parameters of every GET that answers in JSON."""
    for path, methods in DESCRIPTION["paths"].items():
        asked = methods.get("get", {})
        content = asked.get("responses", {}).get("200", {}).get("content", {})
        if JSON not in content or path == "/sparql":
            continue
        required = [each for each in asked.get("parameters", ()) if each["required"] and each["in"] == "query"]
        examples = _examples(path.removeprefix("/lookups/"))
        values = {each["name"]: examples.get(each["name"], THING) for each in required}
        filled = path.replace("{name}", "register").replace("{kind}/{slug}", THING)
        yield filled, content[JSON]["schema"]["$ref"].removeprefix(REFERENCE), GIVEN.get(path, values)


def test_every_json_answer_has_a_schema() -> None:
    for path, methods in DESCRIPTION["paths"].items():
        for operation in methods.values():
            for media_type, content in operation["responses"]["200"]["content"].items():
                if "json" in media_type and media_type != "application/ld+json" and path != "/sparql":
                    assert "$ref" in content["schema"], (path, media_type)


@pytest.mark.parametrize(("path", "schema", "parameters"), list(operations()))
def test_the_generated_models_read_every_answer(
    models: ModuleType, patient_client: httpx.Client, path: str, schema: str, parameters: dict[str, Any]
) -> None:
    answer = patient_client.get(path, params=parameters, headers={"Accept": JSON})
    assert answer.status_code == 200, answer.text
    found = getattr(models, schema).model_validate(answer.json())
    kept = found.model_dump(by_alias=True, exclude_unset=True)
    assert kept == answer.json(), "the schema leaves something out"


def test_rows_things_and_networks_are_typed(models: ModuleType, patient_client: httpx.Client) -> None:
    answer = patient_client.get("/lookups/institutions-in-multiple-batches.json", params={"place": "beijing"})
    lookup = models.LookupAnswer.model_validate(answer.json())
    row = next(row for row in lookup.rows if row["institution"].iri == f"{ID}{THING}")
    assert row["institution"].label == "Industrial and Commercial Bank of China"
    assert {each.iri for each in row["batchList"]} >= {f"{ID}batch/pboc-beijing-{n}" for n in (1, 2)}
    assert row["batches"] == len(row["batchList"])
    shown = patient_client.get("/explore.json", params={"drawing": "partners"})
    drawn = models.NetworkAnswer.model_validate(shown.json())
    assert all(edge.weight >= 1 for edge in drawn.edges)


def test_parameters_say_their_types() -> None:
    paths = DESCRIPTION["paths"]

    def types(path: str) -> dict[str, str]:
        return {each["name"]: each["schema"].get("type", "") for each in paths[path]["get"]["parameters"]}

    assert {types("/neighbours")[name] for name in ("limit", "offset")} == {"integer"}
    assert {types("/search")[name] for name in ("limit", "offset")} == {"integer"}
    assert {"batch", "technology", "kind", "drawing", "hide", "class", "whole"} <= set(types("/explore"))
    assert types("/explore.csv") == types("/explore")
    assert {"batch", "entity", "uncut"} <= set(types("/views/{name}.json"))
    body = paths["/sparql"]["post"]["requestBody"]["content"]
    assert all(each["schema"] for each in body.values())
