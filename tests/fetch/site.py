"""A web server that says exactly the bytes it is told, for pages, hostile or not, on loopback."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.fetch import FetchSettings, parse_allow, parse_resolve
from bot.links import Rules, canonical

if TYPE_CHECKING:
    import ssl
    from collections.abc import Awaitable, Callable

    from bot.model import Link

    Speaks = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
PAGE = b"<!doctype html><html lang=en><title>A title</title><p>Some words of a page that says enough to be read.</p>"


def answer(
    body: bytes = PAGE, status: str = "200 OK", content_type: str | None = "text/html; charset=utf-8", **headers: str
) -> bytes:
    """Give a whole answer; header names have _ for -, and None leaves the Content-Type out."""
    lines = [f"HTTP/1.1 {status}"]
    if content_type is not None:
        lines.append(f"Content-Type: {content_type}")
    headers.setdefault("Content_Length", str(len(body)))
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items() if value]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def redirect(target: str | bytes, status: str = "302 Found") -> bytes:
    """Give a redirect; a target in bytes is sent as it is."""
    place = target if isinstance(target, bytes) else target.encode("utf-8")
    return f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nLocation: ".encode() + place + b"\r\n\r\n"


def _head_of(said: bytes | Speaks) -> bytes | Speaks:
    return said.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if isinstance(said, bytes) else said


@dataclass
class Site:
    """Pages by path, and what was asked for."""

    pages: dict[str, bytes | Speaks] = field(default_factory=dict)
    """Path with query -> the bytes of an answer, or a coroutine that talks to the connection itself."""
    heads: list[str] = field(default_factory=list)
    """Every request as it came."""
    port: int = 0
    only_get: bool = False
    """True for a server that knows no HEAD."""
    connections: int = 0
    _server: asyncio.Server | None = None
    _talks: set[asyncio.Task[None]] = field(default_factory=set)

    async def start(self, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> None:
        """Listen on a free port."""
        self._server = await asyncio.start_server(self._talk, host, 0, ssl=tls)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Hang up on everybody."""
        assert self._server is not None
        self._server.close()
        for talk in list(self._talks):
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)
        await self._server.wait_closed()

    @property
    def paths(self) -> list[str]:
        """What was asked for, robots.txt left out."""
        return [path for path in (head.split()[1] for head in self.heads) if path != "/robots.txt"]

    def settings(self, **parts: object) -> FetchSettings:
        """Settings that let this port of loopback be fetched, with every name leading there."""
        base: dict[str, object] = {
            "allow": parse_allow(f"127.0.0.1:{self.port} [::1]:{self.port}"),
            "resolve": parse_resolve("*=127.0.0.1"),
        }
        return FetchSettings(**{**base, **parts})  # type: ignore[arg-type]  # the tests' own names

    def link(self, path: str = "/", host: str = "news.test", scheme: str = "http") -> Link:
        """A canonical link to a page of this site."""
        return canonical(self.url(path, host, scheme), Rules())

    def url(self, path: str = "/", host: str = "news.test", scheme: str = "http") -> str:
        """An address of this site."""
        return f"{scheme}://{host}:{self.port}{path}"

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._talks.add(task)
        self.connections += 1
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                while await self._answer(reader, writer):
                    pass
        finally:
            self._talks.discard(task)
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; False to hang up."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        self.heads.append(head)
        path = head.split()[1]
        said = self.pages.get(path, self.pages.get("*", NOT_FOUND) if path != "/robots.txt" else NOT_FOUND)
        if head.startswith("HEAD"):
            said = b"HTTP/1.1 405 No\r\nContent-Length: 0\r\n\r\n" if self.only_get else _head_of(said)
        if not isinstance(said, bytes):
            await said(reader, writer)
            return False
        writer.write(said)
        await writer.drain()
        return b"Content-Length:" in said and b"Connection: close" not in said
