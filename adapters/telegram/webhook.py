"""Updates that Telegram delivers: an aiohttp server that the public reaches, with health and without figures."""

from __future__ import annotations

import hmac
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from aiohttp import web

from adapters.web import listen, routes
from bot.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    from adapters.telegram.settings import TelegramSettings
    from adapters.web import Probe

SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name

MOST_BYTES: Final = 1024 * 1024
"""Larger than any update: text is at most 4,096 characters."""


@asynccontextmanager
async def served(
    settings: TelegramSettings,
    take: Callable[[bytes], Awaitable[None]],
    probes: Sequence[Probe],
    is_full: Callable[[], bool],
) -> AsyncIterator[None]:
    """Take updates at the webhook's address for as long as the block runs.

    Args:
        settings: where to listen, and the secret.
        take: records an update; a StoreError means that it could not, a ValueError that it is no JSON.
        probes: what /readyz asks.
        is_full: tells that Telegram must keep what it has for now.

    Raises:
        ConfigurationError: the port cannot be listened on.
    """
    desk = _Taker(settings.webhook_secret, take, is_full)
    app = web.Application(client_max_size=MOST_BYTES)
    app.add_routes(routes(probes))
    app.router.add_post(urlsplit(settings.webhook_url).path or "/", desk.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await listen(runner, settings.listen, "MOP_TELEGRAM_WEBHOOK_LISTEN")
        yield
    finally:
        await runner.cleanup()


class _Taker:
    def __init__(self, secret: str, take: Callable[[bytes], Awaitable[None]], is_full: Callable[[], bool]) -> None:
        self._secret = secret.encode()
        self._take = take
        self._is_full = is_full

    async def take(self, request: web.Request) -> web.Response:
        """Answer 200 only when the update is recorded; Telegram delivers again otherwise."""
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        # Compared in constant time: a timing attack could otherwise learn the secret and forge updates.
        if not hmac.compare_digest(given, self._secret):
            return web.Response(status=403)
        if self._is_full():
            return web.Response(status=503)
        try:
            await self._take(await request.read())
        except ValueError:
            return web.Response(status=400)
        except StoreError:
            return web.Response(status=503)
        return web.Response()
