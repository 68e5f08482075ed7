"""Letters: the language of a text that does not name it, by its script, its letters and those of the register."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final

HAN: Final = "Hani"
_LATIN: Final = "Latn"
_SCRIPTS: Final = {
    code: re.compile(f"[{letters}]")
    for code, letters in {
        "Hang": "\u1100-\u11ff\uac00-\ud7af",
        "Kana": "\u3040-\u30ff",
        "Arab": "\u0600-\u06ff\u0750-\u077f",
        "Cyrl": "\u0400-\u052f",
        "Thai": "\u0e00-\u0e7f",
        "Hebr": "\u0590-\u05ff",
        "Grek": "\u0370-\u03ff",
        "Deva": "\u0900-\u097f",
        "Beng": "\u0980-\u09ff",
        "Taml": "\u0b80-\u0bff",
        "Sinh": "\u0d80-\u0dff",
        "Laoo": "\u0e80-\u0eff",
        "Mymr": "\u1000-\u109f",
        "Geor": "\u10a0-\u10ff",
        "Armn": "\u0530-\u058f",
        "Ethi": "\u1200-\u137f",
        "Khmr": "\u1780-\u17ff",
        HAN: "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff",
        _LATIN: "A-Za-z\u00c0-\u024f",
    }.items()
}
"""Letters of scripts, by their codes (ISO 15924)."""
_LIKELY: Final = {
    "Hang": "ko", "Kana": "ja", "Arab": "ar", "Cyrl": "ru", "Thai": "th", "Hebr": "he", "Grek": "el", "Deva": "hi",
    "Beng": "bn", "Taml": "ta", "Sinh": "si", "Laoo": "lo", "Mymr": "my", "Geor": "ka", "Armn": "hy", "Ethi": "am",
    "Khmr": "km", HAN: "zh", _LATIN: "en",
}  # fmt: skip
"""The language that most people write in a script (CLDR, likely subtags)."""
_TOGETHER: Final = {"Hans": (HAN,), "Hant": (HAN,), "Jpan": ("Kana", HAN), "Kore": ("Hang",)}
"""Scripts that are written together, or are one here."""
_ALSO: Final = {
    "az": "Cyrl", "bs": "Cyrl", "kk": _LATIN, "ku": "Arab", "mn": "Mong", "sr": _LATIN, "tg": "Arab", "ug": "Cyrl",
    "uz": "Cyrl",
}  # fmt: skip
"""The second script of languages that have two."""
_OWN: Final = {
    "Cyrl": {
        "ґєї": "uk", "і": "be kk uk", "ў": "be uz", "ђћ": "sr", "јљњџ": "mk sr", "ѓќѕ": "mk", "ы": "be kk ky mn ru",
        "эё": "be kk ky mn ru tg uz", "ъ": "bg kk ky mn ru tg uz", "щ": "bg kk ky mn ru uk", "өү": "kk ky mn",
        "ң": "kk ky", "ә": "kk", "ғқҳ": "kk tg uz",
    },
    "Arab": {
        "پچژ": "fa ku ps sd ug ur", "گ": "fa ku sd ug ur", "ٹڈڑںے": "ur", "ة": "ar ps", "ىي": "ar ps sd ug",
        "ک": "fa ku ps sd ur", "ك": "ar ps ug", "ھ": "ku sd ug ur",
    },
}  # fmt: skip
"""Letters that not all languages of a script have, and those that have them."""


@dataclass(frozen=True)
class Tongue:
    """Tells languages for a register.

    Attributes:
        languages: Languages of the names of the register.
    """

    languages: Sequence[str] = ()

    def of(self, text: str) -> str:
        """The language that a text is taken to be in.

        That is one of the register which is written in the script of most letters, else the one that most people write
        in it; any Chinese character makes a text Chinese, or Japanese where that is the register's.
        """
        script = _script(text)
        found = self._candidates(text)
        return _LIKELY[script] if _LIKELY[script] in found or not found else found[0]

    def doubt(self, text: str) -> tuple[str, ...]:
        """The languages of the register that a text may be in as well as each other; empty where it is told."""
        found = self._candidates(text) if self.shares else ()
        return found if len(found) > 1 else ()

    @cached_property
    def shares(self) -> bool:
        """Whether two languages of the register have a script in common."""
        scripts = [script for lang in self.languages for script in _scripts_of(lang)]
        return len(set(scripts)) < len(scripts)

    def _candidates(self, text: str) -> tuple[str, ...]:
        """The languages of the register in which a text may be written."""
        script = _script(text)
        kana = script == HAN and _SCRIPTS["Kana"].search(text)
        written = "Kana" if kana and any("Kana" in _scripts_of(each) for each in self.languages) else script
        found = [each for each in self.languages if written in _scripts_of(each)]
        found = found or [each for each in self.languages if _ALSO.get(_code(each)) == written]
        for letters, own in _OWN.get(written, {}).items() if len(found) > 1 else ():
            if set(letters) & set(text.casefold()):
                found = [each for each in found if _code(each) in own.split()] or found
        return tuple(found)


def _script(text: str) -> str:
    """The script of a text: Han with any Chinese character, else that of most of its letters; Latin without any."""
    if _SCRIPTS[HAN].search(text):
        return HAN
    counts = {code: len(letters.findall(text)) for code, letters in _SCRIPTS.items() if code not in (HAN, _LATIN)}
    likely = max(counts, key=counts.__getitem__)
    return likely if counts[likely] > len(_SCRIPTS[_LATIN].findall(text)) else _LATIN


def _code(lang: str) -> str:
    return lang.partition("-")[0].lower()


@cache
def _scripts_of(lang: str) -> tuple[str, ...]:
    """The scripts that a language is written in: the one that its tag names, else the likely one (CLDR)."""
    from babel.core import get_global

    named = next((part.title() for part in lang.split("-")[1:] if len(part) == 4 and part.isalpha()), "")
    likely: Mapping[str, str] = get_global("likely_subtags")
    tags = (lang.replace("-", "_"), _code(lang))
    script = named or next((likely[tag].split("_")[1] for tag in tags if tag in likely), "")
    return _TOGETHER.get(script, (script,) if script else ())
