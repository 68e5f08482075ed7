"""Starter: writes a small register that passes the checks, for somebody to make their own of."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Final

import pyoxigraph as ox
import yaml

from sandbox_atlas.graph.errors import BadParameterError, UnreadableFileError, reason_of

FILES: Final = ("README.md", "dataset.ttl", "sources.trig", "example-sandbox.trig")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")
_PROSE: Final = frozenset(
    {"source-description", "editors-description", "list-note", "editors-note", "dataset-description"}
)
"""Texts that no language requires: they stand in those that they are written in."""
_ISO: Final = "http://id.loc.gov/vocabulary/iso639-1/"


def start(folder: Path, title: str, languages: Sequence[str]) -> list[Path]:
    """Write a new register.

    Args:
        folder: Where to; it is made, and must be empty.
        title: The name of the register.
        languages: Codes of the languages that its names are to have. The example has English and Chinese names; in
            any other language they are the English ones with the code, to be translated. Notes and descriptions are
            in English where it has none of these two.

    Raises:
        BadParameterError: The folder holds something, or a language is no code.
        UnreadableFileError: The folder cannot be written to.
    """
    for lang in languages:
        if not _LANGUAGE.fullmatch(lang):
            raise BadParameterError(f"“{lang}” is no language.", "Give a code of two letters, such as en, zh or fr.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadParameterError(f"{folder} is there and not empty.", "Name a new folder, or an empty one.")
    filled = _filled(title, languages)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in FILES:
            text = files(__package__).joinpath(name).read_text(encoding="utf-8")
            (folder / name).write_text(Template(text).substitute(filled), encoding="utf-8")
    except OSError as error:
        raise UnreadableFileError(f"{folder} cannot be written: {reason_of(error)}.") from error
    return [folder / name for name in FILES]


def _filled(title: str, languages: Sequence[str]) -> dict[str, str]:
    """What takes the place of each name in the files."""
    texts = yaml.safe_load(files(__package__).joinpath("texts.yaml").read_text(encoding="utf-8"))
    filled = {
        key.replace("-", "_"): " , ".join(_literal(each, lang, title) for lang in _languages(key, each, languages))
        for key, each in texts.items()
    }
    slug = "-".join(re.findall(r"[a-z0-9]+", title.lower())) or "register"
    return filled | {
        "name": title,
        "slug": slug,
        "address": f"https://example.org/{slug}",
        "publisher": str(ox.Literal(texts["editors"]["en"].format(title=title))),
        "regulator_name": str(ox.Literal(texts["regulator"]["en"])),
        "languages": " , ".join(f"<{_ISO}{lang}>" if len(lang) == 2 else json.dumps(lang) for lang in languages),
    }


def _languages(key: str, texts: dict[str, str], languages: Sequence[str]) -> Sequence[str]:
    """The languages in which a text is written."""
    return languages if key not in _PROSE else [each for each in languages if each in texts] or ["en"]


def _literal(texts: dict[str, str], lang: str, title: str) -> str:
    """A text in a language; the English one with the code of the language where there is none."""
    text = texts.get(lang) or (texts["en"] if "{title}" in texts["en"] else f"{texts['en']} [{lang}]")
    return str(ox.Literal(text.format(title=title), language=lang))
