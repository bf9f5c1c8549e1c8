"""Telegram's limits, without waiting for them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from telegram.error import RetryAfter

from adapters.telegram import pacing
from adapters.telegram.pacing import MOST_GATES, Pacing, Window
from bot.errors import StoreError
from bot.queue import Pace


class Clock:
    """A clock that moves when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """Return the seconds so far."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Let time pass at once."""
        self.now += seconds
        await asyncio.sleep(0)


@pytest.fixture
def clock() -> Clock:
    """Return a clock at 0."""
    return Clock()


@pytest.fixture
def pace(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Pacing:
    """Return the limits, with windows that are as long as Telegram's."""
    monkeypatch.setattr(pacing, "MARGIN", 1.0)
    return Pacing(clock, clock.sleep)


def calling(pace: Pacing, chat: int | None, method: str = "sendMessage") -> Callable[..., Awaitable[Any]]:
    """Return a way to make calls to one chat."""

    async def call(work: Callable[[], Awaitable[object]]) -> object:
        data = {} if chat is None else {"chat_id": chat}

        async def made() -> object:
            return await work()

        return await pace.process_request(made, (), {}, method, data, None)

    return call


async def test_one_a_second_in_a_chat_and_twenty_a_minute_in_a_group(pace: Pacing, clock: Clock) -> None:
    """Calls to one chat go out in order at Telegram's pace; a group's twenty-first waits for its minute."""
    times: dict[int, list[float]] = {7: [], -7: []}

    async def note(chat: int) -> None:
        times[chat].append(clock.now)

    for chat, number in ((7, 3), (-7, 21)):
        begin = clock.now
        for _ in range(number):
            await calling(pace, chat)(lambda chat=chat: note(chat))
        times[chat] = [at - begin for at in times[chat]]
    assert times[7] == [0.0, 1.0, 2.0]
    assert times[-7][19] == 19.0
    assert times[-7][20] == 60.0


async def test_thirty_at_once_in_all(pace: Pacing, monkeypatch: pytest.MonkeyPatch) -> None:
    """The thirty-first chat waits until a second after one of the first thirty calls came back."""
    monkeypatch.setattr(pacing, "MARGIN", 0.05)
    done = asyncio.Event()
    running = 0

    async def hang() -> None:
        nonlocal running
        running += 1
        await done.wait()

    calls = [asyncio.ensure_future(calling(pace, chat)(hang)) for chat in range(1, 40)]
    for _ in range(5):
        await asyncio.sleep(0)
    assert running == 30
    typed: list[int] = []

    async def typing() -> None:
        typed.append(1)

    assert await calling(pace, 99, "sendChatAction")(typing) is True
    assert typed == []
    done.set()
    await asyncio.gather(*calls)
    assert running == 39


async def test_a_pause_is_of_one_chat(pace: Pacing, clock: Clock) -> None:
    """A chat that must wait is called again when its time has come; questions about nobody's chat wait alone."""
    for chat in (7, None):
        answers: list[object] = [RetryAfter(5), "sent"]

        async def call(answers: list[object] = answers) -> object:
            answer = answers.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer

        begin = clock.now
        assert await calling(pace, chat)(call) == "sent"
        assert clock.now - begin == pytest.approx(5.1)


async def test_each_pause_is_told(clock: Clock) -> None:
    """How often Telegram asked for patience is counted, for whoever runs Mop."""
    told: list[int] = []
    pace = Pacing(clock, clock.sleep, told=lambda: told.append(1))
    answers: list[object] = [RetryAfter(5), RetryAfter(5), "sent"]

    async def work() -> object:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    assert await calling(pace, 7)(work) == "sent"
    assert len(told) == 2


async def test_longer_than_anybody_waits(pace: Pacing) -> None:
    """A pause of an hour is not waited for, and meanwhile the chat is not even asked."""
    asked = 0

    async def call() -> None:
        nonlocal asked
        asked += 1
        raise RetryAfter(3600)

    for _ in range(2):
        with pytest.raises(RetryAfter):
            await calling(pace, 7)(call)
    assert asked == 1


async def test_a_chat_that_never_lets_in(pace: Pacing) -> None:
    """In the end Mop gives up."""
    asked = 0

    async def call() -> None:
        nonlocal asked
        asked += 1
        raise RetryAfter(1)

    with pytest.raises(RetryAfter):
        await calling(pace, 7, "deleteMessage")(call)
    assert asked == pacing.MOST_PAUSES + 1


async def test_memory_is_bounded(pace: Pacing, clock: Clock) -> None:
    """Chats that have been quiet for long are forgotten."""

    async def call() -> None:
        clock.now += 100

    for chat in range(1, MOST_GATES + 50):
        await calling(pace, -chat, "deleteMessage")(call)
    assert len(pace._gates) < 100


def test_a_window_is_quiet_when_it_is_over() -> None:
    """A window that was never used is quiet, and one is again when its time is over."""
    window = Window(1, 10)
    assert window.is_quiet(0)
    window.note(0)
    assert not window.is_quiet(5)
    assert window.is_quiet(11)


async def test_there_is_nothing_to_open(pace: Pacing) -> None:
    """Opening and closing need nothing."""
    await pace.initialize()
    await pace.shutdown()


class Counting:
    """A ledger of all programs, as a test has it."""

    def __init__(self, *waits: float) -> None:
        self.waits = list(waits)
        self.said: list[str] = []

    async def reserve(self, chat: str, pace: Pace) -> float:
        """Return the next wait."""
        self.said.append(f"reserve {chat} {pace.most}")
        if not self.waits:
            raise StoreError("nowhere", "away")
        return self.waits.pop(0)

    async def wrote(self, chat: str, pace: Pace) -> None:
        """Note it."""
        self.said.append(f"wrote {chat} {pace.most}")
        if not self.waits:
            raise StoreError("nowhere", "away")


async def test_with_other_programs_a_place_is_taken_first(clock: Clock) -> None:
    """A message waits for its place among those of all programs; a call that says nothing does not."""
    ledger = Counting(5.0, 0.0, 1000.0, 0.0)
    shared = Pacing(clock, clock.sleep, ledger=ledger)

    async def work() -> str:
        return f"sent at {clock.now:g}"

    assert await calling(shared, 7)(work) == "sent at 5"
    assert await calling(shared, -7)(work) == "sent at 5"
    assert await calling(shared, 7, "deleteMessage")(work) == "sent at 5"
    await shared.shutdown()
    assert sorted(ledger.said) == [
        "reserve telegram:-7 20",
        "reserve telegram:7 0",
        "wrote telegram:-7 20",
        "wrote telegram:7 0",
    ]
    with pytest.raises(RetryAfter):
        await calling(shared, 8)(work)


async def test_without_the_database_this_programs_own_count_stands(clock: Clock) -> None:
    """A database that is away stops no message."""
    shared = Pacing(clock, clock.sleep, ledger=Counting())
    sent: list[float] = []

    async def work() -> None:
        sent.append(clock.now)

    for _ in range(2):
        await calling(shared, 7)(work)
    await shared.shutdown()
    assert len(sent) == 2
    assert sent[1] >= 1.0
    assert shared.pause_of(7) > 0
    assert shared.pause_of(8) == 0
