"""Placing: the sandbox and the batch of a register that a draft speaks of, or the new batch that it announces."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

import pyoxigraph as ox

from sandbox_atlas.api.web.desk.register_view import RegisterView
from sandbox_atlas.graph.curation.drafting.batches import batch_numbers
from sandbox_atlas.graph.rdf.vocabulary import expanded, kind_and_slug

_TOLD: Final = {expanded(name): name for name in ("sbx:inSandbox", "sbx:ordinal", "sbx:place")}


def placed(draft: Mapping[str, Any], view: RegisterView) -> dict[str, Any]:
    """What to choose for a draft at the desk; what the register does not tell for certain is left empty.

    Args:
        draft: The draft as `drafted` answers it, with its claims.
        view: The register.

    Returns:
        `sandbox` and `place`: slugs of the only things of the names that the text prints; `number`: the number of the
        batch, or null; `batch`: slug of the batch of that sandbox, place and number; `entry`: a slug for a new one,
        where the register has none.
    """
    named = {each["claim"]: each["entities"] for each in draft["claims"]}
    sandbox, place = (_slug(named.get(claim, [])) for claim in ("/sandbox", "/place"))
    numbers = batch_numbers(draft["batch"] or "")
    number = min(numbers) if len(numbers) == 1 else None
    found: dict[str, Any] = {"sandbox": sandbox, "place": place, "number": number, "batch": "", "entry": ""}
    if not sandbox or number is None:
        return found
    batches = _batches(view)
    own = {slug: told for slug, told in batches.items() if sandbox in told["sbx:inSandbox"]}
    same = [slug for slug, told in own.items() if _is(told, place, number)]
    if len(same) == 1:
        return found | {"batch": same[0]}
    if same:
        return found
    is_in_places = len(set().union(*(told["sbx:place"] for told in own.values()))) > 1
    entry = "-".join(filter(None, (sandbox, place if is_in_places else "", str(number))))
    while entry in batches:
        entry += "-new"
    return found | {"entry": entry}


def _slug(entities: list[str]) -> str:
    """The slug of the only thing of a name; empty where there are none or several."""
    own = kind_and_slug(entities[0]) if len(entities) == 1 else None
    return own[1] if own else ""


def _batches(view: RegisterView) -> Mapping[str, Mapping[str, set[str]]]:
    """What the register says of its batches, by slug and property: slugs of things, and numbers as text."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for quad in view.quads:
        name = _TOLD.get(quad.predicate.value)
        own = kind_and_slug(quad.subject.value) if name and isinstance(quad.subject, ox.NamedNode) else None
        if name and own and own[0] == "batch":
            value = quad.object
            thing = kind_and_slug(value.value) if isinstance(value, ox.NamedNode) else None
            found[own[1]][name].add(thing[1] if thing else value.value if isinstance(value, ox.Literal) else "")
    return found


def _is(told: Mapping[str, set[str]], place: str, number: int) -> bool:
    """Whether a batch has a number, and is not in another place."""
    return str(number) in told["sbx:ordinal"] and (not place or not told["sbx:place"] or place in told["sbx:place"])
