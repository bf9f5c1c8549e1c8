"""`mop web`, `mop worker` and `mop lists run` themselves, on one SQLite file."""

from __future__ import annotations

import asyncio
import json
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from adapters.lists_program import keep_current
from adapters.telegram.many import receive, work
from adapters.telegram.settings import TelegramSettings, read_telegram_settings
from bot.errors import ConfigurationError
from bot.settings import Settings
from bot.state import WaitingUpdate
from bot.store import open_store
from tests.adapters.telegram.bot_api import BotApi, Fault, Refusal, until
from tests.adapters.telegram.running import Web, environment, free_port
from tests.samples import NOW

SECRET = "a-secret_of-the-tests"
JOKE = "http://joker.example/"

Program = Callable[[Settings, TelegramSettings], Awaitable[None]]


def settings_of(api: BotApi, web: Web, folder: Path, **more: str) -> dict[str, str]:
    """Return the environment of both programs."""
    port = free_port()
    return environment(
        api,
        web,
        folder,
        MOP_TELEGRAM_WEBHOOK_URL=f"http://127.0.0.1:{port}/hook",
        MOP_TELEGRAM_WEBHOOK_SECRET=SECRET,
        MOP_TELEGRAM_WEBHOOK_LISTEN=f"127.0.0.1:{port}",
        **more,
    )


@asynccontextmanager
async def running(program: Program, settings: Mapping[str, str], ready: str) -> AsyncIterator[None]:
    """Run a program within this process, from its first ready word to SIGTERM."""
    seen = Seen(ready)
    logging.getLogger("adapters").addHandler(seen)
    task = asyncio.ensure_future(program(*read_telegram_settings(settings)))
    try:
        await until(lambda: seen.ready or task.done(), 60)
        yield
    finally:
        logging.getLogger("adapters").removeHandler(seen)
        if not task.done():
            signal.raise_signal(signal.SIGTERM)
        await task


class Seen(logging.Handler):
    """Notices that a program is ready."""

    def __init__(self, word: str) -> None:
        super().__init__()
        self.ready = False
        self._word = word

    def emit(self, record: logging.LogRecord) -> None:
        """Look at one line."""
        self.ready = self.ready or self._word in record.getMessage()


async def test_web_records_and_a_worker_answers(telegram: BotApi, web: Web, tmp_path: Path) -> None:
    """What the one took in while no worker was there, the other answers when it comes; each says how it is."""
    chat = telegram.chat()
    health = free_port()
    settings = settings_of(telegram, web, tmp_path, MOP_WEB_LISTEN=f"127.0.0.1:{health}")
    update = {"update_id": 7, "message": telegram.message(chat, JOKE)}
    telegram.faults.append(Fault("setWebhook", Refusal(500, "Internal Server Error")))
    async with running(receive, settings, "receiving for"), aiohttp.ClientSession() as client:
        for _ in range(2):
            headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
            async with client.post(settings["MOP_TELEGRAM_WEBHOOK_URL"], json=update, headers=headers) as response:
                assert response.status == 200
        async with client.get(f"http://127.0.0.1:{health}/readyz") as response:
            assert (await response.json()) == {"ready": True, "parts": {"database": "ready", "telegram": "ready"}}
    assert telegram.answers(chat) == []
    async with running(work, settings, "answering as"), aiohttp.ClientSession() as client:
        await telegram.answered(chat)
        async with client.get(f"http://127.0.0.1:{health}/readyz") as response:
            assert (await response.json())["parts"] == {"lists": "ready", "database": "ready", "telegram": "ready"}
        async with client.get(f"http://127.0.0.1:{health}/metrics") as response:
            assert 'mop_waiting{platform="telegram"}' in await response.text()
    assert len(telegram.answers(chat)) == 1
    async with open_store(tmp_path) as store:
        assert await store.waiting_updates("telegram") == ()


async def test_a_worker_takes_over_what_mop_telegram_left(telegram: BotApi, web: Web, tmp_path: Path) -> None:
    """Whoever goes over from one program to several loses nothing."""
    chat = telegram.chat()
    update = {"update_id": 8, "message": telegram.message(chat, JOKE)}
    async with open_store(tmp_path) as store:
        await store.take_update(WaitingUpdate("telegram", "8", f"telegram:{chat}", json.dumps(update), NOW))
    async with running(work, settings_of(telegram, web, tmp_path), "answering as"):
        await telegram.answered(chat)


async def test_they_can_be_stopped_while_telegram_is_away(telegram: BotApi, web: Web, tmp_path: Path) -> None:
    """SIGTERM ends a program that waits for Telegram."""
    dead = settings_of(telegram, web, tmp_path, MOP_TELEGRAM_API_URL=f"http://127.0.0.1:{free_port()}/bot")
    for program in (receive, work):
        async with running(program, dead, "Telegram does not answer"):
            pass


async def test_web_without_a_webhook(telegram: BotApi, web: Web, tmp_path: Path) -> None:
    """Without an address for Telegram to deliver to, mop web says what is missing."""
    settings, own = read_telegram_settings(environment(telegram, web, tmp_path))
    with pytest.raises(ConfigurationError, match="MOP_TELEGRAM_WEBHOOK_URL"):
        await receive(settings, own)


async def test_lists_are_kept_current_by_a_program_of_their_own(telegram: BotApi, web: Web, tmp_path: Path) -> None:
    """`mop lists run` runs until it is told to stop, and deletes what is past its time."""

    async def program(settings: Settings, _own: TelegramSettings) -> None:
        await keep_current(settings)

    async with running(program, environment(telegram, web, tmp_path), "lists current"):
        assert (tmp_path / "mop.sqlite3").exists()
