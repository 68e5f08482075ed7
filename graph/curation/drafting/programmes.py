"""Programmes: sandboxes and pilots, and what they are about, in quotation marks: no names of applications."""

from __future__ import annotations

import re
from typing import Final

_SANDBOX: Final = re.compile(
    r"[“《\"'](?:中国)?(?:金融科技|保险科技|金融)?(?:创新)?(?:监管|监理)?(?:沙[盒箱]|试点|工具)[”》\"']"
    r"|[“《\"'][^“”《》\n]{0,16}(?:监管|监理|项目|计划|创新)沙[盒箱](?:实验|试点|测试|机制|计划)?[”》\"']"
    r"|[“\"'](?:[\w-]+ ){0,4}[Ss]andbox[”\"']"
)
"""A sandbox in quotation marks."""
_ITS_PROGRAMME: Final = re.compile(
    r"[“《](?P<name>[^“”《》\n]{2,20})[”》]\s*(?:\([^()\n]{1,20}\))?\s*(?:业界|项目)?(?:先导计[划画]|先导试验|先导项目|沙[盒箱]|论坛|工作小?组)"
)
"""What a programme is about, before the word for the programme: “X”先导计划."""


def programmes_in(plain: str) -> frozenset[str]:
    """What the programmes that a text names are about, as the text quotes it, without marks."""
    return frozenset(match["name"].strip() for match in _ITS_PROGRAMME.finditer(plain))


def is_sandbox(quoted: str) -> bool:
    """Whether words in quotation marks are a sandbox, by their form."""
    return _SANDBOX.fullmatch(quoted) is not None
