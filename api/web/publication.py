"""Publication on pages: the licences and publishers that the served data give, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from sandbox_atlas.graph.rdf.vocabulary import LANGUAGES, REGISTER
from sandbox_atlas.graph.register.publication import Publication, publication

if TYPE_CHECKING:
    from sandbox_atlas.api.web.languages import Language
    from sandbox_atlas.graph.atlas import Atlas

PROGRAM = "Sandbox Atlas"
"""What a site is called whose data have no name."""


async def publication_of(atlas: Atlas) -> Publication:
    """What the served data say of themselves, cached by the atlas."""
    return await atlas.cache.get("publication", lambda: publication(atlas.engine))


def known_publication(atlas: Atlas) -> Publication:
    """The same, without waiting; empty where nobody has asked yet."""
    found: Publication | None = atlas.cache.known("publication")
    return found or Publication()


def site_name(found: Publication, reader: Language, atlas: Atlas | None = None) -> str:
    """What the site is called in the reader's language; see `name_of`."""
    return name_of(found, reader.labels, atlas) or reader.gettext("Sandbox Atlas")


def name_of(found: Publication, lang: str, atlas: Atlas | None = None) -> str:
    """What the data are called: their title up to a colon; empty for a register without one.

    Data that are no register and have no title are called what their file or folder is called.
    """
    title = re.split(r"\s*[:：]\s*", in_language(found.titles, lang))[0].strip()
    if title or atlas is None or atlas.profile == REGISTER:
        return title
    named = [path.resolve() for path in atlas.settings.data]
    return (named[0].stem if len(named) == 1 else named[0].parent.name) if named else ""


def licence_line(found: Publication, reader: Language) -> str:
    """The licences of the data in a line; nothing is claimed where the data give none."""
    names = [each.name for each in found.licences]
    return reader.gettext("Data: {licence}").format(licence=reader.listed(names)) if names else ""


def in_language(texts: Mapping[str, str], lang: str) -> str:
    """A text in a language, else in any that it has."""
    return texts.get(lang) or next(iter(texts.values()), "")


def names_in(publication: Publication) -> tuple[str, ...]:
    """The languages in which the data say that they name things, as primary subtags; those of all registers else."""
    declared = dict.fromkeys(each.partition("-")[0].lower() for each in publication.languages)
    return tuple(declared) or LANGUAGES
