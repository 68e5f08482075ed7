"""Folders of the W3C's test suites, which the tester fetches; the settings that name them."""

from __future__ import annotations

import os
from pathlib import Path

RDF_TESTS, JSON_LD_TESTS = "SANDBOX_ATLAS_W3C_TESTS", "SANDBOX_ATLAS_JSONLD_TESTS"
"""Environment variables with the folders of w3c/rdf-tests and w3c/json-ld-api."""

RDF_BASE, JSON_LD_BASE = "https://w3c.github.io/rdf-tests/", "https://w3c.github.io/json-ld-api/tests/"
"""Where the suites say that their files stand."""


def rdf_tests() -> Path | None:
    """The folder of w3c/rdf-tests, or None where the tester names none."""
    return _folder(RDF_TESTS, "sparql/sparql11/manifest.ttl", "rdf-tests")


def json_ld_tests() -> Path | None:
    """The folder with the manifests of w3c/json-ld-api; the folder beside the other suites will do."""
    return _folder(JSON_LD_TESTS, "toRdf-manifest.jsonld", "tests", "json-ld-api/tests", variable_too=RDF_TESTS)


def _folder(variable: str, mark: str, *below: str, variable_too: str = "") -> Path | None:
    """The folder of a suite: the one that a variable names, or one below it.

    Raises:
        FileNotFoundError: The variable names a folder without the suite.
    """
    for name in (variable, variable_too):
        if os.environ.get(name):
            named = Path(os.environ[name])
            for folder in (named, *(named / part for part in below)):
                if (folder / mark).is_file():
                    return folder
            if name == variable:
                raise FileNotFoundError(f"{name} names {named}, which has no {mark}.")
    return None


def path_of(iri: str, root: Path) -> Path:
    """The file of w3c/rdf-tests that an IRI of its manifests means."""
    return root / iri.removeprefix(RDF_BASE)
