"""Names of places before "'s": "Kuwait's “Reef Pay”" is of a firm of Kuwait, and Kuwait does not apply."""

from __future__ import annotations

import re
from typing import Final

from sandbox_atlas.graph.curation.drafting.reading import Reading

_COUNTRY: Final = re.compile(
    r"(?:the\s+)?(?:Australia|Austria|Bahrain|Brazil|Brunei|Canada|Chile|China|Colombia|Denmark|Egypt|Estonia|Ethiopia"
    r"|France|Germany|Ghana|Hong Kong|Hungary|India|Indonesia|Iraq|Ireland|Israel|Italy|Japan|Jordan|Kazakhstan|Kenya"
    r"|Kuwait|Latvia|Lebanon|Lithuania|Malaysia|Malta|Mauritius|Mexico|Mongolia|Morocco|Mozambique|Nepal|Netherlands"
    r"|New Zealand|Nigeria|Norway|Oman|Pakistan|Philippines|Poland|Portugal|Qatar|Russia|Rwanda|Saudi Arabia|Serbia"
    r"|Sierra Leone|Singapore|Slovakia|South Africa|South Korea|Spain|Sri Lanka|Sweden|Switzerland|Taiwan|Tanzania"
    r"|Thailand|Tunisia|Türkiye|Turkey|UAE|Uganda|UK|United Arab Emirates|United Kingdom|Uzbekistan|Vietnam|Zambia"
    r"|Zimbabwe|Angola|Argentina|Armenia|Azerbaijan|Bangladesh|Barbados|Belgium|Botswana|Britain|Bulgaria|Cambodia"
    r"|Cameroon|Croatia|Cyprus|England|Fiji|Finland|Greece|Iceland|Jamaica|Malawi|Myanmar|Namibia|Peru|Samoa|Scotland"
    r"|Senegal|Ukraine|United States|Uruguay|US|USA|Wales)"
)
_OWNED: Final = re.compile(r"(?P<place>[A-Z]\w*(?: [A-Z]\w*){0,2})'s\s+(?=\S)")


def is_place(reading: Reading, words: str) -> bool:
    """Whether words are a country, or a place of the register."""
    return _COUNTRY.fullmatch(words) is not None or reading.known.of(words, "place") is not None


def without_place(reading: Reading, start: int, end: int) -> int:
    """Where a name begins without "Kuwait's" before it."""
    owned = _OWNED.match(reading.text.plain, start, end)
    return owned.end() if owned and is_place(reading, owned["place"]) else start
