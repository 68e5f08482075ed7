"""Settings from the environment and the command line: lists as people write them, and wrong values in one sentence."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from sandbox_atlas.api.cli.configuration import configured, unknown_variables
from sandbox_atlas.api.settings import ServerSettings
from sandbox_atlas.graph.errors import BadParameterError
from tests.support.server import PROGRAM

TINY = Path(__file__).parent / "fixtures" / "tiny.trig"


def of_environment(monkeypatch: pytest.MonkeyPatch, **variables: str) -> ServerSettings:
    for name, value in variables.items():
        monkeypatch.setenv(f"SANDBOX_ATLAS_{name}", value)
    return configured(ServerSettings, None)


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("/a", ["/a"]),
        ("/a:/b", ["/a", "/b"]),
        ("/a,/b", ["/a", "/b"]),
        (" /a , /b ", ["/a", "/b"]),
        ('["/a","/b"]', ["/a", "/b"]),
        ("/a:", ["/a"]),
        ("", []),
    ],
)
def test_paths_are_separated_as_in_path_or_by_commas(
    text: str, paths: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [str(path) for path in of_environment(monkeypatch, DATA=text.replace(":", os.pathsep)).data] == paths


@pytest.mark.parametrize("name", ["a,b.ttl", "a:b.ttl"])
def test_a_path_that_exists_is_one_path(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / name).touch()
    assert of_environment(monkeypatch, DATA=str(tmp_path / name)).data == (tmp_path / name,)


@pytest.mark.parametrize("text", ["127.0.0.1,::1", "127.0.0.1, ::1", '["127.0.0.1", "::1"]'])
def test_proxies_are_separated_by_commas(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert of_environment(monkeypatch, PROXIES=text).proxies == ("127.0.0.1", "::1")


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("DATA", "[/a", "data: [/a is no JSON list; commas will do, too"),
        ("PROXIES", '["127.0.0.1"', "no JSON list"),
        ("PROXIES", "[1]", "proxies.0: input should be a valid string"),
        ("PORT", "http", "port: input should be a valid integer"),
        ("BASE", "register/", "base: register/ is no absolute IRI"),
        ("BASE", "http://e.example/a b", "is no absolute IRI"),
        ("LOG", "loud", "log: input should be 'debug', 'info'"),
    ],
)
def test_a_wrong_value_is_one_sentence(variable: str, value: str, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadParameterError) as caught:
        of_environment(monkeypatch, **{variable: value})
    assert str(caught.value).startswith("A setting is wrong: ")
    assert says in caught.value.message
    assert "\n" not in str(caught.value)


def test_a_variable_that_is_no_setting_is_named() -> None:
    names = ["SANDBOX_ATLAS_PROXY", "SANDBOX_ATLAS_DATA", "sandbox_atlas_port", "SANDBOX_ATLAS_ZZZ", "PATH"]
    assert unknown_variables(names) == [
        "SANDBOX_ATLAS_PROXY is no setting. Did you mean SANDBOX_ATLAS_PROXIES?",
        "SANDBOX_ATLAS_ZZZ is no setting.",
    ]
    assert unknown_variables([f"SANDBOX_ATLAS_{name.upper()}" for name in ServerSettings.model_fields]) == []


def test_the_command_line_says_wrong_settings_without_a_traceback() -> None:
    environment = {**os.environ, "SANDBOX_ATLAS_DATA": "[x", "SANDBOX_ATLAS_DAT": "x"}
    run = subprocess.run([PROGRAM, "info"], capture_output=True, text=True, env=environment, timeout=240, check=False)
    assert run.returncode == 1
    assert "Traceback" not in run.stderr
    assert "warning: SANDBOX_ATLAS_DAT is no setting. Did you mean SANDBOX_ATLAS_DATA?" in run.stderr
    assert "error: A setting is wrong: data: [x is no JSON list" in run.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become a user that does not exist")
def test_a_user_without_a_name_and_a_home_has_no_cache_and_no_problem() -> None:
    code = "import os; from sandbox_atlas.graph.settings import Settings; os.setuid(54321); print(Settings().cache)"
    program = [Path(PROGRAM).with_name("python"), "-c", code]
    run = subprocess.run(program, capture_output=True, text=True, env={}, check=True)
    assert run.stdout == f"{os.devnull}/sandbox-atlas\n"


def test_a_cache_that_cannot_exist_is_no_problem() -> None:
    environment = {**os.environ, "SANDBOX_ATLAS_CACHE": f"{os.devnull}/sandbox-atlas"}
    arguments = [PROGRAM, "query", "ASK { batch:lake-1 a sbx:Batch }", "--data", str(TINY)]
    run = subprocess.run(arguments, capture_output=True, text=True, env=environment, timeout=240, check=False)
    assert (run.stdout, run.returncode) == ("true\n", 0), run.stderr
