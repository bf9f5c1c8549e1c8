"""Telegram's limits, used to the full: 2,000 answers to 60 groups against a played Telegram that counts.

Nothing here waits: the loop's clock jumps to whatever comes next, so that minutes of sending take a moment and
every run is the same.
"""

from __future__ import annotations

import asyncio
import selectors
from collections import defaultdict, deque
from typing import TYPE_CHECKING, Any, TypeVar

from telegram.error import RetryAfter
from telegram.ext import AIORateLimiter

import adapters.telegram.network  # noqa: F401 - it makes the library give durations as timedelta
from adapters.telegram.pacing import Pacing
from benchmarks import made
from benchmarks.harness import Figure, Goal, Scale, Workload, right

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator, Mapping

    from telegram.ext import BaseRateLimiter

T = TypeVar("T")

OVERALL, A_CHAT, A_GROUP = (30, 1.0), (1, 1.0), (20, 60.0)
"""At most so many messages in so many seconds (core.telegram.org/bots/faq)."""
THERE_SECONDS = (0.01, 0.04)
"""How long a call travels, one way."""
PAUSE_SECONDS = 30
"""What one chat is told to wait."""


def measure(scale: Scale) -> Iterator[Figure]:
    """Send as fast as each limiter lets us, and hold it against the shortest time in which it could be done."""
    answers, groups = (30, 3) if scale is Scale.TINY else (2_000, 60)
    chats = [-1_000 - number % groups for number in range(answers)]
    ours, theirs = _Telegram(), _Telegram()
    took = _run(_all_sent(Pacing(), ours, chats))
    right(sorted(ours.got), sorted(chats), "answers that arrived")
    right(ours.refused, 0, "answers refused with 429")
    took_theirs = _theirs(theirs, chats)
    shortest = _shortest(chats)
    what = f"{answers:,} answers to {groups} groups, of the rate allowed"
    goal = Goal(90, 98, "ours", at_least=True)
    yield Figure(what, 100 * shortest / took, "%", 100 * shortest / took_theirs, goal)
    yield Figure("refused with 429 meanwhile (ours must be none)", ours.refused, "", theirs.refused)
    alone, beside = (_run(_delays(Pacing(), _Telegram(pausing=pausing))) for pausing in (None, -1))
    behind = _run(_delays(AIORateLimiter(max_retries=10), _Telegram(pausing=-1)))
    delay = 1000 * max(0.0, max(beside) - max(alone))
    yield Figure(
        "others' delay by one chat's retry_after | AIORateLimiter",
        delay,
        "ms",
        1000 * (max(behind) - max(alone)),
        Goal(100, 100, "ours"),
    )


def _theirs(telegram: _Telegram, chats: list[int]) -> float:
    """What python-telegram-bot's own limiter makes of it; it is told to try again as often as it must."""
    return _run(_all_sent(AIORateLimiter(max_retries=1_000), telegram, chats))


class _Telegram:
    """Counts what arrives, as Telegram's FAQ has it."""

    def __init__(self, pausing: int | None = None) -> None:
        self.got: list[int] = []
        self.refused = 0
        self._draw = made.chance("how long a call travels")
        self._overall: deque[float] = deque(maxlen=OVERALL[0])
        self._chats: defaultdict[int, deque[float]] = defaultdict(lambda: deque(maxlen=A_GROUP[0]))
        self._pausing = pausing

    async def send(self, chat: int) -> bool:
        """Take one message in, or refuse it.

        Raises:
            RetryAfter: As Telegram says it.
        """
        await asyncio.sleep(self._draw.uniform(*THERE_SECONDS))
        now = asyncio.get_running_loop().time()
        wait = PAUSE_SECONDS if chat == self._pausing else self._wait(chat, now)
        if chat == self._pausing:
            self._pausing = None
        if wait:
            self.refused += 1
        else:
            self.got.append(chat)
            self._overall.append(now)
            self._chats[chat].append(now)
        await asyncio.sleep(self._draw.uniform(*THERE_SECONDS))
        if wait:
            raise RetryAfter(wait)
        return True

    def _wait(self, chat: int, now: float) -> int:
        times = self._chats[chat]
        full = (
            _is_full(self._overall, *OVERALL, now),
            bool(times) and times[-1] > now - A_CHAT[1],
            chat < 0 and _is_full(times, *A_GROUP, now),
        )
        return 1 if any(full) else 0


def _is_full(times: deque[float], most: int, seconds: float, now: float) -> bool:
    return len(times) == most and times[0] > now - seconds


async def _all_sent(limiter: BaseRateLimiter[Any], telegram: _Telegram, chats: list[int]) -> float:
    """Have everything ready at once and return how long it took."""
    loop = asyncio.get_running_loop()
    start = loop.time()
    await limiter.initialize()
    await asyncio.gather(*(_sent(limiter, telegram, chat) for chat in chats))
    return loop.time() - start


async def _delays(limiter: BaseRateLimiter[Any], telegram: _Telegram) -> list[float]:
    """Let one chat be told to wait, and return how long one answer to each of 20 others took then."""
    await limiter.initialize()
    waiting = asyncio.create_task(_sent(limiter, telegram, -1))
    await asyncio.sleep(1)
    try:
        return list(await asyncio.gather(*(_timed(limiter, telegram, -2 - number) for number in range(20))))
    finally:
        await waiting


async def _timed(limiter: BaseRateLimiter[Any], telegram: _Telegram, chat: int) -> float:
    loop = asyncio.get_running_loop()
    start = loop.time()
    await _sent(limiter, telegram, chat)
    return loop.time() - start


async def _sent(limiter: BaseRateLimiter[Any], telegram: _Telegram, chat: int) -> None:
    async def call(chat: int) -> bool:
        return await telegram.send(chat)

    data: Mapping[str, Any] = {"chat_id": chat}
    await limiter.process_request(call, [chat], {}, "sendMessage", dict(data), None)


def _shortest(chats: list[int]) -> float:
    """Return the seconds in which it could be done if every call arrived at once: each as soon as it may."""
    left = defaultdict[int, int](int)
    for chat in chats:
        left[chat] += 1
    overall: deque[float] = deque(maxlen=OVERALL[0])
    times: dict[int, deque[float]] = {chat: deque(maxlen=A_GROUP[0]) for chat in left}
    now = 0.0
    for _ in chats:
        opened = overall[0] + OVERALL[1] if len(overall) == OVERALL[0] else 0.0
        # Of the chats that may be sent to first, the one with most left, so that none is left over at the end.
        at, _, chat = min((max(opened, _opens(times[chat])), -count, chat) for chat, count in left.items() if count)
        now = max(now, at)
        overall.append(now)
        times[chat].append(now)
        left[chat] -= 1
    return now


def _opens(times: deque[float]) -> float:
    """When a group may be sent to again."""
    if not times:
        return 0.0
    return max(times[-1] + A_CHAT[1], times[0] + A_GROUP[1] if len(times) == A_GROUP[0] else 0.0)


def _run(work: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner(loop_factory=_JumpingLoop) as runner:
        return runner.run(work)


class _JumpingLoop(asyncio.SelectorEventLoop):
    """A loop whose clock jumps to the next timer instead of waiting for it."""

    def __init__(self) -> None:
        self._jumped = 0.0
        super().__init__(_NeverWaiting(self))

    def time(self) -> float:
        """Return the seconds since the loop was made, jumped ones only."""
        return self._jumped

    def jump(self, seconds: float) -> None:
        """Let time pass."""
        self._jumped += seconds


class _NeverWaiting(selectors.DefaultSelector):
    def __init__(self, loop: _JumpingLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Let the time pass that the loop would have waited."""
        # A microsecond at least: whoever sleeps less than a float can tell would sleep for ever.
        self._loop.jump((timeout or 0.0) + 1e-6)
        return super().select(0)


WORKLOAD = Workload("limits", "answers sent as fast as Telegram takes them", "AIORateLimiter", measure)
