"""Updates that Telegram delivers: an aiohttp server beside health and metrics."""

from __future__ import annotations

import hmac
import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from aiohttp import web

from bot.errors import ConfigurationError, Fault

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

    from adapters.telegram.settings import TelegramSettings

SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name

MOST_BYTES: Final = 1024 * 1024
"""Larger than any update: text is at most 4,096 characters."""


@asynccontextmanager
async def served(
    settings: TelegramSettings,
    take: Callable[[Any], Awaitable[None]],
    figures: Callable[[], Mapping[str, float]],
    is_full: Callable[[], bool],
) -> AsyncIterator[None]:
    """Take updates at the webhook's address for as long as the block runs.

    Args:
        settings: where to listen, and the secret.
        take: records an update.
        figures: name -> value, for /metrics.
        is_full: tells that Telegram must keep what it has for now.

    Raises:
        ConfigurationError: the port cannot be listened on.
    """
    desk = _Taker(settings.webhook_secret, take, figures, is_full)
    app = web.Application(client_max_size=MOST_BYTES)
    app.router.add_get("/healthz", desk.health)
    app.router.add_get("/metrics", desk.metrics)
    app.router.add_post(urlsplit(settings.webhook_url).path or "/", desk.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await _listen(runner, settings)
        yield
    finally:
        await runner.cleanup()


async def _listen(runner: web.AppRunner, settings: TelegramSettings) -> None:
    try:
        await web.TCPSite(runner, *settings.listen).start()
    except OSError as error:
        problem = f"cannot listen there: {error.strerror or error}"
        fault = Fault("MOP_TELEGRAM_WEBHOOK_LISTEN", problem, "name a free port of this machine")
        raise ConfigurationError([fault]) from error


class _Taker:
    def __init__(
        self,
        secret: str,
        take: Callable[[Any], Awaitable[None]],
        figures: Callable[[], Mapping[str, float]],
        is_full: Callable[[], bool],
    ) -> None:
        self._secret = secret.encode()
        self._take = take
        self._figures = figures
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
            raw = json.loads(await request.read())
        except ValueError:
            return web.Response(status=400)
        await self._take(raw)
        return web.Response()

    async def health(self, request: web.Request) -> web.Response:
        """Answer 200 while updates are answered; the database being away is said, and stops no answer."""
        del request
        away = self._figures()["mop_store_is_away"]
        return web.Response(text="ok, without the database\n" if away else "ok\n")

    async def metrics(self, request: web.Request) -> web.Response:
        """Show figures in Prometheus's text format; none of them tells of a chat or a person."""
        del request
        lines = (f"# TYPE {name} {_type_of(name)}\n{name} {value:g}\n" for name, value in self._figures().items())
        return web.Response(text="".join(lines), headers={"Content-Type": "text/plain; version=0.0.4"})


def _type_of(name: str) -> str:
    return "counter" if name.endswith("_total") else "gauge"
