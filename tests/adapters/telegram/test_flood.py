"""More than Telegram's limits let through, to the real program."""

from __future__ import annotations

from pathlib import Path

from tests.adapters.telegram.bot_api import BotApi, Fault, Refusal, until
from tests.adapters.telegram.running import Web, environment, mop


async def test_five_hundred_forwards_from_a_hundred_chats(telegram: BotApi, web: Web, tmp_path: Path) -> None:
    """Five hundred forwards at once from a hundred groups: each group gets its one warning, within Telegram's limits.

    A private chat that asks meanwhile does not wait for them all.
    """
    telegram.limits.on = True
    groups = [telegram.chat("supergroup") for _ in range(100)]
    async with mop(environment(telegram, web, tmp_path)) as running:
        for _ in range(5):
            for group in groups:
                telegram.say(group, "http://gossip.example/")
        alone = telegram.chat()
        telegram.say(alone, "http://joker.example/")
        await telegram.answered(alone, seconds=60)
        await until(lambda: all(telegram.answers(group) for group in groups), 60)
        assert await running.end() == 0
    assert {len(telegram.answers(group)) for group in groups} == {1}
    assert telegram.limits.exceeded == 0


async def test_one_chat_that_must_wait_holds_up_nobody(telegram: BotApi, web: Web, tmp_path: Path) -> None:
    """While Telegram asks one chat to wait, others are answered; the one that waits loses nothing."""
    slow, other = telegram.chat(), telegram.chat()
    telegram.faults.append(Fault("sendMessage", Refusal(429, "Too Many Requests", retry_after=3), slow))
    async with mop(environment(telegram, web, tmp_path)):
        for words in ("one", "two"):
            telegram.say(slow, words)
        await until(lambda: bool(telegram.called("sendMessage", slow)))
        telegram.say(other, "http://joker.example/")
        await telegram.answered(other)
        assert telegram.answers(slow) == []
        first, second = await telegram.answered(slow, 2)
        assert first == second == "Nothing here that I can check: I know no rumour and no fact-check like it."
