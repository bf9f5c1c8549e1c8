"""The web as a local server plays it: one TLS port, every host, pages from messages.yaml."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import trustme
import yaml
from aiohttp import web
from aiohttp.test_utils import TestServer

MESSAGES = Path(__file__).parent / "messages.yaml"


@dataclass(frozen=True, slots=True)
class Script:
    """One message and how it is said."""

    name: str
    message: str
    group: bool


def scripts() -> list[Script]:
    """Return every message of messages.yaml."""
    rows = yaml.safe_load(MESSAGES.read_text("utf-8"))
    return [Script(row["name"], row["message"], row.get("as") == "group") for row in rows]


def pages() -> dict[str, Any]:
    """Return URL -> page for all messages."""
    rows = yaml.safe_load(MESSAGES.read_text("utf-8"))
    return {url: page for row in rows for url, page in row.get("pages", {}).items()}


@asynccontextmanager
async def played_web(folder: Path) -> AsyncIterator[Mapping[str, str]]:
    """Play all pages for as long as the block runs.

    Args:
        folder: where the authority's certificate is written.

    Yields:
        The environment in which ``mop`` reaches them: every name stands for this server, whose certificate it
        trusts, and no other private address may be fetched.
    """
    known = pages()
    authority = trustme.CA()
    said = re.findall(r"https?://[a-z0-9.-]+", MESSAGES.read_text("utf-8"))
    hosts = sorted({str(urlsplit(url).hostname) for url in (*known, *said)})
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*hosts).configure_cert(context)
    authority.cert_pem.write_to_path(folder / "authority.pem")
    app = web.Application()

    async def answer(request: web.Request) -> web.StreamResponse:
        return await _answer(request, known)

    app.router.add_route("*", "/{path:.*}", answer)
    server = TestServer(app, scheme="https")
    await server.start_server(ssl=context)
    try:
        yield {
            "MOP_RESOLVE": f"*=127.0.0.1:{server.port}",
            "MOP_FETCH_ALLOW": f"127.0.0.1:{server.port}",
            "SSL_CERT_FILE": str(folder / "authority.pem"),
        }
    finally:
        await server.close()


async def _answer(request: web.Request, known: Mapping[str, Any]) -> web.StreamResponse:
    page = known.get(f"https://{request.host}{request.path_qs}", {"status": 404})
    if isinstance(page, str):
        return web.Response(text=page, content_type="text/html")
    if page.get("hang"):
        await asyncio.sleep(60)
    if "location" in page:
        return web.Response(status=page["status"], headers={"Location": page["location"]})
    return web.Response(status=page.get("status", 200), content_type=page.get("type", "text/html"), body=b"x")
