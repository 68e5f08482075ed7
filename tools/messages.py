"""Catalogues of interface texts: extracts the texts from templates and code, and brings each catalogue up to date.

`make messages` runs it. A new text comes in without a translation, one that is not used any more goes.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from sandbox_atlas.api.http.errors import TooManyRequestsError
from sandbox_atlas.api.http.listener import PortError
from sandbox_atlas.graph.errors import AtlasError
from sandbox_atlas.graph.loading.consequences import TooManyConsequencesError
from sandbox_atlas.graph.loading.copies import OtherDocumentError
from sandbox_atlas.graph.questions.catalogue import questions, views
from sandbox_atlas.graph.register.ontology import RELATED, SECTIONS

API = Path(__file__).parents[1] / "api"
_METHODS = [("**.html", "jinja2.ext:babel_extract"), ("**.py", "python")]
_KEYWORDS = {"_": None, "gettext": None, "say": None, "labels": None, "marked": None, "Said": None, "ngettext": (1, 2)}


def template() -> Catalog:
    """Every text of the interface, without translations."""
    found = Catalog()
    for _, _, text, _, _ in extract_from_dir(API, _METHODS, keywords=_KEYWORDS):
        found.add(text)
    for _, _, text, _, _ in extract_from_dir(API.parent / "graph", [("**.py", "python")], keywords={"Said": None}):
        found.add(text)
    for text in _texts_of_code():
        found.add(text)
    return found


def updated(path: Path, texts: Catalog) -> bytes:
    """A catalogue with exactly the given texts, in alphabetical order; its first comment and its locale stay."""
    with path.open("rb") as file:
        old = read_po(file)
    old.update(texts, no_fuzzy_matching=True)
    old.obsolete.clear()
    body = BytesIO()
    write_po(body, old, width=0, no_location=True, omit_header=True, sort_output=True)
    return _header(old).encode() + body.getvalue()


def _texts_of_code() -> Iterator[str]:
    """Texts that pages translate and that no template has: titles of errors, sections, relations, words of choices."""
    kinds: set[type[AtlasError]] = {
        *_kinds(AtlasError),
        TooManyRequestsError,
        PortError,
        OtherDocumentError,
        TooManyConsequencesError,
    }
    yield from (kind.title for kind in kinds)
    yield from (title for title, _ in SECTIONS)
    yield from RELATED.values()
    for question in [*questions().values(), *views().values()]:
        yield from (choice for parameter in question.parameters for choice in parameter.choices)


def _kinds(kind: type[AtlasError]) -> Iterator[type[AtlasError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _kinds(child)


def _header(catalogue: Catalog) -> str:
    """The header that a translator needs; dates and tools would change with each run."""
    fields = {
        "Content-Type": "text/plain; charset=utf-8",
        "Language": catalogue.locale_identifier,
        "Plural-Forms": catalogue.plural_forms,
    }
    lines = "".join(f'"{name}: {value}\\n"\n' for name, value in fields.items())
    return f'{catalogue.header_comment}\nmsgid ""\nmsgstr ""\n{lines}\n'


if __name__ == "__main__":
    known = template()
    for each in (API / "locale").glob("*/LC_MESSAGES/messages.po"):
        each.write_bytes(updated(each, known))
