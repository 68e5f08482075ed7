"""References: an answer as others cite it: as text, BibTeX, RIS and CSL-JSON; nothing is claimed that is not known."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox_atlas.api.web.languages import Language
    from sandbox_atlas.graph.register.publication import Licence

_LATEX: Final = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{each: f"\\{each}" for each in "$&%#_"},
}
"""What LaTeX would read as something else. BibTeX counts braces even after a backslash, so they become words."""
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the direction of what follows them."""
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:Z|[+-]\d\d:\d\d|T.*)?")
_SHORT = 12
"""Characters of a digest that name a snapshot among the few that anybody cites."""


@dataclass(frozen=True)
class Reference:
    """What a citation of an answer says.

    Attributes:
        name: A name for it in ASCII, of which the key of a BibTeX entry is made.
        title: Its title.
        dataset: The title of the data set; empty where the data give none.
        publishers: Who publishes the data.
        licences: The licences that the data give.
        snapshot: Digest of the state of the data.
        dated: Year, month and day of the data, as far as they say.
        address: Its absolute address.
        accessed: The day on which it was read.
        language: Its language tag (RFC 5646).
    """

    name: str
    title: str
    dataset: str
    publishers: tuple[str, ...]
    licences: tuple[Licence, ...]
    snapshot: str
    dated: tuple[int, ...]
    address: str
    accessed: date
    language: str

    @property
    def day(self) -> str:
        """The date of the data in ISO 8601, as precise as it is known; empty where it is not."""
        return "-".join(f"{part:02}" for part in self.dated)

    @property
    def key(self) -> str:
        """A key that is the same for the same answer from the same data, in letters, digits and hyphens."""
        name = re.sub(r"[^A-Za-z0-9]+", "-", self.name).strip("-")
        return f"sandbox-atlas-{name[:60].rstrip('-') or 'answer'}-{self.snapshot[:8]}"


def date_parts(text: str) -> tuple[int, ...]:
    """Year, month and day of an XML Schema date, month or year; nothing where it is no date of the calendar."""
    match = _DATE.fullmatch(text.strip())
    parts = tuple(int(part) for part in match.groups() if part) if match else ()
    try:
        date(*(*parts, 1, 1)[:3])
    except (TypeError, ValueError):
        return ()
    return parts


def line(text: str) -> str:
    """A text on one line, without characters that end a line, steer a device or turn the direction of writing."""
    kept = "".join(" " if unicodedata.category(each) in ("Cc", "Zl", "Zp", "Cs") else each for each in text)
    return " ".join("".join(each for each in kept if each not in _TURNING).split())


def text(reference: Reference, reader: Language) -> str:
    """A citation in words, in the reader's language."""
    say = reader.gettext
    accessed = say("Accessed on {day}").format(day=reference.accessed.isoformat())
    state = say("Snapshot")
    parts = [
        reader.listed([line(each) for each in reference.publishers]) if reference.publishers else "",
        say("“{title}”").format(title=line(reference.title)),
        line(reference.dataset),
        reference.day,
        f"{state} {reference.snapshot[:_SHORT]}",
        *(line(each.name) for each in reference.licences),
        accessed,
        reference.address,
    ]
    return say(". ").join(filter(None, parts))


def bibtex(reference: Reference) -> str:
    """An entry of BibTeX, in UTF-8, which biber and today's BibTeX read; the title keeps its capitals."""
    fields = {
        "title": f"{{{_latex(reference.title)}}}",
        "author": " and ".join(f"{{{_latex(each)}}}" for each in reference.publishers),
        "year": str(reference.dated[0]) if reference.dated else "",
        "date": reference.day,
        "version": f"snapshot {reference.snapshot}",
        "note": _latex(". ".join(filter(None, (reference.dataset, *map(_licence, reference.licences))))),
        "url": _address(reference),
        "urldate": reference.accessed.isoformat(),
        "langid": {"zh": "chinese", "en": "english"}.get(reference.language.partition("-")[0], ""),
    }
    written = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{{reference.key},\n{written}\n}}\n"


def ris(reference: Reference) -> str:
    """A record of RIS: a line for each field, ended by CRLF."""
    fields = [
        ("TY", "DATA"),
        ("ID", reference.key),
        ("TI", reference.title),
        ("T2", reference.dataset),
        *(("AU", f"{each.replace(',', '')},") for each in map(line, reference.publishers)),
        *(("PB", each) for each in reference.publishers[:1]),
        ("PY", str(reference.dated[0]) if reference.dated else ""),
        ("DA", "/".join(f"{part:02}" for part in reference.dated)),
        ("ET", f"snapshot {reference.snapshot}"),
        *(("N1", _licence(each)) for each in reference.licences),
        ("LA", reference.language),
        ("UR", _address(reference)),
        ("Y2", reference.accessed.strftime("%Y/%m/%d")),
    ]
    return "".join(f"{tag}  - {line(value)}\r\n" for tag, value in fields if value) + "ER  - \r\n"


def csl_json(reference: Reference) -> str:
    """A list of one item in CSL-JSON (Citation Style Language 1.0.2, schema csl-data)."""
    accessed = reference.accessed
    item: dict[str, Any] = {
        "id": reference.key,
        "type": "dataset",
        "title": line(reference.title),
        "container-title": line(reference.dataset),
        "author": [{"literal": line(each)} for each in reference.publishers],
        "publisher": "; ".join(map(line, reference.publishers)),
        "issued": {"date-parts": [list(reference.dated)]} if reference.dated else None,
        "accessed": {"date-parts": [[accessed.year, accessed.month, accessed.day]]},
        "version": reference.snapshot,
        "note": "; ".join(_licence(each) for each in reference.licences),
        "language": reference.language,
        "URL": _address(reference),
    }
    return json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False, indent=2) + "\n"


FORMATS: Final[dict[str, tuple[str, str, Callable[[Reference], str]]]] = {
    ".bib": ("BibTeX", "application/x-bibtex", bibtex),
    ".ris": ("RIS", "application/x-research-info-systems", ris),
    ".json": ("CSL-JSON", "application/vnd.citationstyles.csl+json", csl_json),
}
"""Label, media type and writer of each format of citations, by suffix."""


def _latex(text: str) -> str:
    return "".join(_LATEX.get(each, each) for each in line(text))


def _licence(licence: Licence) -> str:
    named = licence.address and licence.address != licence.name
    return line(f"Data: {licence.name}" + (f" ({licence.address})" if named else ""))


def _address(reference: Reference) -> str:
    """The address with escapes for what would end a field: a server may be reached by any name that is allowed."""
    return re.sub(
        r"[\s{}\\\"<>]", lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), reference.address
    )
