"""Parameters: reads those of a question from an address, and checks whole numbers."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Sequence

from starlette.requests import Request

from sandbox_atlas.api.http.negotiation import best_type, field
from sandbox_atlas.graph.errors import BadParameterError, Said

RESERVED = frozenset({"lang", "embed", "sort", "rows", "uncut", "bom", "class"})
"""Names that concern the page; no question has a parameter of such a name."""

_MOST_DIGITS = 9


_FOREIGN = re.compile(
    "(utm|mc|pk|piwik|mtm|matomo|hsa|fb|ga|gad|at|oly|vero|wt|trk|wx|weixin|sc|li|vd|bd|tt|share|sharer|branch)_.*"
    "|_.*|.*cl(k|ick)?id|gclsrc|[gw]braid|igsh(id)?|mkt_tok|srsltid|ref(_.*|errer)?|spm(_.*)?|s_(kwcid|cid)|n?cid|cmp(id)?"
    "|isappinstalled|nsukey|scene|clicktime|enterid|wx.*|trk.*|elq.*|tdsource.*|mibextid|extid|rdid|sfnsn|smid|smtyp|si"
    "|hs[A-Z].*|epik|ef_id|ocid|rcm|lipi|xtor|dm_i|ck_subscriber_id|guc(e|counter)_?.*|soc_(src|trk)|ns_.*|wickedid|zanpid"
    "|weibo_.*|srcid|sharefrom|(a|sub)scene|pass_ticket|exportkey|sessionid|devicetype|nettype"
)
"""Names that social networks, mailings and advertisements append to addresses; ours are none of these."""
_FOREIGN_VALUES = {"from": ("singlemessage", "groupmessage", "timeline", "message", "appmsg")}
"""The same as values of a name that a page has too."""


def own_pairs(request: Request, *, on_page: bool = False) -> list[tuple[str, str]]:
    """The parameters of an address; for people, without those that others append to a link that is passed on.

    Args:
        request: The request.
        on_page: Whether the answer is a page; else it is for people where the client asks for pages, as browsers do.
    """
    pairs = request.query_params.multi_items()
    if on_page or best_type(field(request, "accept"), ["application/json", "text/html"]) == "text/html":
        return [pair for pair in pairs if not _is_foreign(*pair)]
    return pairs


def _is_foreign(name: str, value: str) -> bool:
    return bool(_FOREIGN.fullmatch(name)) or value in _FOREIGN_VALUES.get(name, ())


def question_parameters(request: Request, *, on_page: bool = False) -> dict[str, list[str]]:
    """The parameters of the question, in the order of the address; arguments as in `own_pairs`."""
    values: dict[str, list[str]] = {}
    for name, value in own_pairs(request, on_page=on_page):
        if name not in RESERVED:
            values.setdefault(name, []).append(value)
    return values


def says_yes(text: str) -> bool | None:
    """What a value of a parameter that takes yes or no says; None where it says neither."""
    text = text.strip().lower()
    if text in ("yes", "1", "true", "on"):
        return True
    return False if text in ("", "no", "0", "false", "off") else None


def is_yes(request: Request, name: str) -> bool:
    """Whether a parameter that takes yes or no says yes; without one, no.

    Raises:
        BadParameterError: It says neither.
    """
    text = request.query_params.get(name, "")
    answer = says_yes(text)
    if answer is None:
        raise BadParameterError(Said("'{name}' is yes or no, not '{value}'.", name=name, value=text))
    return answer


def refuse_unknown(
    request: Request, known: Sequence[str], several: Collection[str] = (), *, on_page: bool = False
) -> None:
    """Refuse parameters that an address does not have, and those that it has once and that are given again.

    Args:
        request: The request.
        known: The names that the address has.
        several: Those of them that may be given more than once.
        on_page: As in `own_pairs`.

    Raises:
        BadParameterError: There is one.
    """
    seen: set[str] = set()
    for name, _ in own_pairs(request, on_page=on_page):
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            listed = Said("It has {known}.", known=tuple(known))
            hint = Said("Did you mean '{name}'?", name=near[0]) if near else listed
            raise BadParameterError(Said("'{what}' has no parameter '{name}'.", what=request.url.path, name=name), hint)
        if name in seen and name not in several:
            raise BadParameterError(Said("'{name}' is given more than once.", name=name), Said("Give it once."))
        seen.add(name)


def whole_number(name: str, text: str, smallest: int, largest: int) -> int:
    """The value of a parameter that takes a whole number.

    Raises:
        BadParameterError: The text is no whole number, or out of bounds.
    """
    if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS and smallest <= int(text) <= largest:
        return int(text)
    raise BadParameterError(
        Said(
            "'{name}' takes a whole number from {smallest} to {largest}, not '{value}'.",
            name=name,
            smallest=smallest,
            largest=largest,
            value=text,
        )
    )
