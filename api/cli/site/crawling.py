"""Crawling: asks the application in this process for pages and files, and writes them, until no link leads on."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlencode

from sandbox_atlas.api.cli.site.addresses import Address
from sandbox_atlas.api.cli.site.plan import Plan
from sandbox_atlas.api.cli.site.rewriting import HOST, Rewriter
from sandbox_atlas.graph.errors import EngineError

if TYPE_CHECKING:
    from starlette.types import ASGIApp

AT_ONCE: Final = 6
"""Pages that are asked for at once: while one is drawn, queries of others run."""
_OK, _FAILED = 200, 500
_TOLD: Final = ("application/json",)


async def fetched(
    app: ASGIApp, address: Address, lang: str, query: tuple[tuple[str, str], ...] = ()
) -> tuple[int, bytes]:
    """The status and the body with which an application answers to an address."""
    accept = b"text/html" if address.is_page else b"text/turtle, */*;q=0.5"
    query_string = urlencode([*address.pairs, *query]).encode()
    headers = [(b"host", HOST.partition("//")[2].encode()), (b"accept", accept), (b"cookie", f"lang={lang}".encode())]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "https",
        "path": unquote(address.path), "raw_path": address.path.encode(), "query_string": query_string,
        "root_path": "", "headers": headers, "client": ("127.0.0.1", 0), "server": ("site.invalid", 443), "state": {},
    }  # fmt: skip
    status, body, is_read = 0, bytearray(), False

    async def receive() -> dict[str, Any]:
        nonlocal is_read
        if not is_read:
            is_read = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await asyncio.sleep(3600)  # the client stays
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:  # noqa: ANN401 - a message of ASGI
        nonlocal status
        status = message.get("status", status)
        body.extend(message.get("body", b""))

    await app(scope, receive, send)
    return status, bytes(body)


@dataclass
class Crawl:
    """Writes a site.

    Attributes:
        app: The application.
        plan: What the site holds.
        folder: Where to.
        prefixes: The folder of each language, by code.
        progress: Is told how many files are written, and how many are known to come.
        missing: The files that the application has no answer for.
    """

    app: ASGIApp
    plan: Plan
    folder: Path
    prefixes: dict[str, str]
    progress: Callable[[int, int], None]
    missing: set[str] = field(default_factory=set)
    _known: dict[str, tuple[Address, str]] = field(default_factory=dict)
    _waiting: deque[str] = field(default_factory=deque)
    _written: int = 0

    async def run(self) -> None:
        """Write everything that the seeds of the plan lead to.

        Raises:
            EngineError: The application failed at an address.
        """
        for lang in self.prefixes:
            for address in self.plan.seeds():
                self._find(address, lang)
        running: set[asyncio.Task[None]] = set()
        try:
            while self._waiting or running:
                while self._waiting and len(running) < AT_ONCE:
                    running.add(asyncio.create_task(self._write(*self._known[self._waiting.popleft()])))
                done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()
                self.progress(self._written, len(self._known))
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    def _find(self, address: Address, lang: str) -> None:
        file = address.file(self.prefixes[lang])
        if file not in self._known and not address.path.startswith("/static/"):
            self._known[file] = address, lang
            self._waiting.append(file)

    async def _write(self, address: Address, lang: str) -> None:
        file = address.file(self.prefixes[lang])
        extra = (("bom", "yes"),) if address.suffix == ".csv" else ()
        status, body = await fetched(self.app, address, lang, extra)
        if status >= _FAILED:
            raise EngineError(f"{address.path} could not be written: {_reason(body) or status}.", "See the log.")
        if status != _OK:
            self.missing.add(file)
            return
        rewriter = Rewriter(self.plan, self.prefixes, lang, self._find)
        if address.is_page:
            body = (await asyncio.to_thread(rewriter.page, body.decode(), file)).encode()
        elif address.suffix == ".json":
            body = rewriter.data(body.decode(), file).encode()
        elif address.suffix == ".svg":
            body = rewriter.picture(body.decode()).encode()
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
        self._written += 1


def _reason(body: bytes) -> str:
    try:
        return str(json.loads(body).get("detail", ""))
    except ValueError:
        return ""
