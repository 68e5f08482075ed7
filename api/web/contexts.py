"""Contexts of templates, which a page leaves behind: emptied, so that the data of the page go with its last reference.

A context holds the macros of its template and each macro holds the context, a circle that waits for a full collection
of garbage: until then it would hold the rows of the page, and the whole edition of the register that they are from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from typing import Any

from jinja2 import Environment, Template
from jinja2.runtime import Context

_CONTEXTS = "contexts of this rendering"
"""The name under which a rendering has all its contexts; no template can say it."""


class NotedContext(Context):
    """A context that the rendering notes; a template makes one for each block and each template that it imports."""

    def __init__(
        self,
        environment: Environment,
        parent: dict[str, Any],
        name: str | None,
        blocks: dict[str, Callable[[Context], Iterator[str]]],
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - Jinja's name
    ) -> None:
        super().__init__(environment, parent, name, blocks, globals)
        noted: list[Context] | None = parent.get(_CONTEXTS)
        if noted is not None:
            noted.append(self)


class EmptyingTemplate(Template):
    """A template that empties its contexts once it is rendered."""

    def render(self, *args: Any, **kwargs: Any) -> str:  # noqa: ANN401 - as Jinja has it
        """See `jinja2.Template.render`."""
        noted: list[Context] = []
        try:
            return super().render(*args, **{**kwargs, _CONTEXTS: noted})
        finally:
            for each in noted:
                each.vars.clear()
                each.parent.clear()
