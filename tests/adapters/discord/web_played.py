"""The few pages that messages in these tests link to; one of them waits until a test lets it go."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import trustme
from aiohttp import web
from aiohttp.test_utils import TestServer

HOSTS = ("gossip.example", "joker.example", "courier.example", "slow.example", "unheard-of.example")
PAGE = "<html><head><title>A title</title><meta name=description content='{}'></head><body>Words.</body></html>"


@dataclass
class PlayedWeb:
    """What was asked for, and what is held back."""

    asked: list[str] = field(default_factory=list)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)
    environment: dict[str, str] = field(default_factory=dict)

    async def answer(self, request: web.Request) -> web.Response:
        """Answer with a page that says where it is from; slow.example only when it is let go."""
        host = request.host.split(":")[0]
        if request.path == "/robots.txt":
            return web.Response(status=404)
        self.asked.append(f"{host}{request.path}")
        if host == "slow.example":
            await self.let_go.wait()
        words = f"A description of {host}, long enough to be one."
        return web.Response(text=PAGE.format(words), content_type="text/html")


@asynccontextmanager
async def played_web(folder: Path) -> AsyncIterator[PlayedWeb]:
    """Serve the pages for as long as the block runs."""
    played = PlayedWeb()
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*HOSTS).configure_cert(context)
    authority.cert_pem.write_to_path(folder / "authority.pem")
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", played.answer)
    server = TestServer(app, scheme="https")
    await server.start_server(ssl=context)
    played.environment = {
        "MOP_RESOLVE": f"*=127.0.0.1:{server.port}",
        "MOP_FETCH_ALLOW": f"127.0.0.1:{server.port}",
        "SSL_CERT_FILE": str(folder / "authority.pem"),
    }
    try:
        yield played
    finally:
        played.let_go.set()
        await server.close()
