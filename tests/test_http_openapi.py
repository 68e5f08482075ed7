"""The OpenAPI description is true: whatever it allows is answered as it declares, and nothing breaks the service.

Schemathesis makes the requests, the same ones each time: some that the description allows and some that it does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx2 as httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from sandbox_atlas.graph.rdf.formats import GRAPH_TYPES
from tests.support.description import description

DESCRIPTION = description()
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
ALIKE = ("/lookups/", "/analysis/")
"""Operations that are one function in a loop: every fifth of them is asked."""
_ALL = [result.ok() for result in schemathesis.openapi.from_dict(DESCRIPTION).get_all_operations()]
OPERATIONS = [each for each in _ALL if not each.path.startswith(ALIKE)] + [
    each for each in _ALL if each.path.startswith(ALIKE)
][::5]
ACCEPTED = st.sampled_from(["*/*", "application/json", "text/html", "text/turtle", "image/png"])
PROBLEM = "application/problem+json"


def requests(operation: schemathesis.schemas.APIOperation) -> st.SearchStrategy[schemathesis.Case]:
    """Requests that fit the description; where it can be broken, as many that do not."""
    fitting = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    if not operation.query and not operation.body:
        return fitting
    return st.one_of(fitting, operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: f"{operation.method} {operation.path}")
def test_every_operation_answers_as_it_declares(
    patient_server: str, operation: schemathesis.schemas.APIOperation
) -> None:
    count = 2 if operation.path.startswith((*ALIKE, "/explore")) else 4

    @settings(max_examples=count, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(requests(operation), ACCEPTED)
    def answers(case: schemathesis.Case, accept: str) -> None:
        case.call_and_validate(base_url=patient_server, headers={"Accept": accept}, checks=CHECKS, timeout=60)

    answers()


def examples() -> Iterator[tuple[str, str, str, bool]]:
    """An address for each operation that can be asked by its examples alone, with each media type of its answers.

    Questions share one route: of them, coverage is measured where a media type comes for the first time.
    """
    had = set()
    for path, methods in DESCRIPTION["paths"].items():
        asked = methods.get("get", {})
        wanted = [each for each in asked.get("parameters", ()) if each.get("required") or each["name"] == "query"]
        if "{" in path or not asked or path == "/data":
            continue
        given_ = {each["name"]: example(each) for each in wanted}
        if None not in given_.values():
            for media_type in asked["responses"]["200"]["content"]:
                measured = not path.startswith("/lookups/") or media_type not in had
                had.add(media_type if path.startswith("/lookups/") else "")
                yield path, str(httpx.QueryParams(given_)), media_type, measured


def example(parameter: dict[str, Any]) -> Any:  # noqa: ANN401 - whatever a value may be
    return parameter.get("example", parameter["schema"].get("example"))


@pytest.mark.parametrize(("path", "parameters", "media_type", "measured"), list(examples()))
def test_every_format_that_is_declared_can_be_had(
    patient_client: httpx.Client, client: httpx.Client, path: str, parameters: str, media_type: str, measured: bool
) -> None:
    response = (patient_client if measured else client).get(f"{path}?{parameters}", headers={"Accept": media_type})
    if path == "/sparql" and media_type in GRAPH_TYPES:  # those go with other queries than the example
        assert response.status_code == 406
        return
    assert (response.status_code, response.headers["content-type"].partition(";")[0]) == (200, media_type)


@pytest.mark.parametrize("path", ["/compare.json", "/compare.json?a=fca", "/neighbours", "/suggest"])
def test_a_parameter_that_is_missing_is_named_in_a_problem_document(patient_client: httpx.Client, path: str) -> None:
    response = patient_client.get(path)
    assert (response.status_code, response.headers["content-type"]) == (400, PROBLEM)
    assert "field required" in response.json()["detail"]


def test_every_operation_has_a_name_of_its_own() -> None:
    names = [each["operationId"] for methods in DESCRIPTION["paths"].values() for each in methods.values()]
    assert len(names) == len(set(names))


def test_errors_are_declared_as_problem_documents_everywhere() -> None:
    for path, methods in DESCRIPTION["paths"].items():
        for operation in methods.values():
            errors = {status: each for status, each in operation["responses"].items() if status >= "400"}
            assert {"429", "503", "504"} <= set(errors), path
            assert all(set(each["content"]) == {PROBLEM, "text/html"} for each in errors.values()), path
