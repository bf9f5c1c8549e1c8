"""Updates that Telegram delivers, to the real program."""

from __future__ import annotations

import asyncio
import json
import socket
from pathlib import Path

import aiohttp
import pytest

from tests.adapters.telegram.bot_api import BotApi, Fault, Refusal, bad
from tests.adapters.telegram.running import Web, environment, free_port, mop, mop_within

BAD = "http://gossip.example/x"
SECRET = "a-secret_of-the-tests"


@pytest.mark.parametrize("runner", ["process", "within"])
async def test_webhook(telegram: BotApi, web: Web, tmp_path: Path, runner: str) -> None:
    """With a webhook Telegram delivers; without the secret nobody else can, and nothing is answered twice."""
    port, chat = free_port(), telegram.chat()
    settings = environment(
        telegram,
        web,
        tmp_path,
        MOP_TELEGRAM_WEBHOOK_URL=f"http://127.0.0.1:{port}/hook",
        MOP_TELEGRAM_WEBHOOK_SECRET=SECRET,
        MOP_TELEGRAM_WEBHOOK_LISTEN=f"127.0.0.1:{port}",
    )
    running = mop if runner == "process" else mop_within
    telegram.faults.append(Fault("setWebhook", Refusal(429, "Too Many Requests", retry_after=1)))
    async with running(settings), aiohttp.ClientSession(f"http://127.0.0.1:{port}") as client:
        assert telegram.webhook["secret_token"] == SECRET
        assert "callback_query" in telegram.webhook["allowed_updates"]
        update = {"update_id": 1, "message": telegram.message(chat, BAD)}
        right = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        statuses = []
        for headers, body in (
            ({}, json.dumps(update)),
            ({"X-Telegram-Bot-Api-Secret-Token": "wrong"}, json.dumps(update)),
            (right, "{"),
            (right, json.dumps(update)),
            (right, json.dumps(update)),
            (right, json.dumps({"update_id": 2, "message": 7})),
            (right, "[]"),
        ):
            async with client.post("/hook", headers=headers, data=body) as response:
                statuses.append(response.status)
        assert statuses == [403, 403, 400, 200, 200, 200, 200]
        assert len(await telegram.answered(chat)) == 1
        async with client.get("/healthz") as response:
            assert (response.status, await response.text()) == (200, "ok\n")
        async with client.get("/readyz") as response:
            assert (response.status, (await response.json())["parts"]["telegram"]) == (200, "ready")
        async with client.get("/metrics") as response:
            assert response.status == 404  # the public reaches this address
        await asyncio.sleep(0.2)
        assert len(telegram.answers(chat)) == 1
        assert telegram.called("getUpdates") == []


async def test_a_webhook_that_cannot_be(telegram: BotApi, web: Web, tmp_path: Path) -> None:
    """An address that Telegram refuses, and a port that is taken, are told in one line each."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        more = {
            "MOP_TELEGRAM_WEBHOOK_URL": "http://127.0.0.1/hook",
            "MOP_TELEGRAM_WEBHOOK_SECRET": SECRET,
        }
        listen = f"127.0.0.1:{port}"
        settings = environment(telegram, web, tmp_path, **more, MOP_TELEGRAM_WEBHOOK_LISTEN=listen)
        async with mop(settings, ready=False) as running:
            assert await asyncio.wait_for(running.process.wait(), 20) == 2
    assert running.said.startswith("mop: MOP_TELEGRAM_WEBHOOK_LISTEN: cannot listen there")
    telegram.faults.append(Fault("setWebhook", bad("bad webhook: An HTTPS URL must be provided for webhook")))
    listen = f"127.0.0.1:{free_port()}"
    settings = environment(telegram, web, tmp_path, **more, MOP_TELEGRAM_WEBHOOK_LISTEN=listen)
    async with mop(settings, ready=False) as running:
        assert await asyncio.wait_for(running.process.wait(), 20) == 2
    assert running.said.startswith("mop: MOP_TELEGRAM_WEBHOOK_URL: Bad webhook") or "HTTPS" in running.said
