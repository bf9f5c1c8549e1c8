"""Updates that Telegram delivers: an aiohttp server beside health."""

from __future__ import annotations

import hmac
import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import telegram
from aiohttp import web

if TYPE_CHECKING:
    import asyncio
    from collections.abc import AsyncIterator

    from adapters.telegram.settings import TelegramSettings

SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name

MOST_BYTES: Final = 1024 * 1024
"""Larger than any update: text is at most 4,096 characters."""


@asynccontextmanager
async def served(bot: telegram.Bot, queue: asyncio.Queue[object], settings: TelegramSettings) -> AsyncIterator[None]:
    """Take updates at the webhook's address for as long as the block runs."""
    app = web.Application(client_max_size=MOST_BYTES)
    app.router.add_get("/healthz", _alive)
    app.router.add_post(urlsplit(settings.webhook_url).path or "/", _Taker(bot, queue, settings.webhook_secret).take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, *settings.listen).start()
        yield
    finally:
        await runner.cleanup()


async def _alive(request: web.Request) -> web.Response:
    del request
    return web.Response(text="ok")


class _Taker:
    def __init__(self, bot: telegram.Bot, queue: asyncio.Queue[object], secret: str) -> None:
        self._bot = bot
        self._queue = queue
        self._secret = secret.encode()

    async def take(self, request: web.Request) -> web.Response:
        """Answer 200 only when the update is recorded; Telegram delivers again otherwise."""
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        # Compared in constant time: a timing attack could otherwise learn the secret and forge updates.
        if not hmac.compare_digest(given, self._secret):
            return web.Response(status=403)
        try:
            update = telegram.Update.de_json(json.loads(await request.read()), self._bot)
        except (ValueError, TypeError, KeyError, AttributeError):
            return web.Response(status=400)
        await self._queue.put(update)
        return web.Response()
