"""Answers that knew nothing: found again, each told once, a chat not too often."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.store.values import ANSWER, CHAT, DAY, NOW, answer

if TYPE_CHECKING:
    from bot.state import Answer
    from bot.store import SQLStore

HOUR = timedelta(hours=1)


def unknown(message: str, **changes: object) -> Answer:
    """Return an answer that knew nothing."""
    return answer(message=message, outcome="NOTHING_FOUND", **changes)


async def test_answers_that_knew_nothing_are_found_in_order(store: SQLStore) -> None:
    """Oldest first, some at a time, of one platform, of the last days, and none that knew something."""
    wanted = [unknown(str(number), at=NOW + number * HOUR) for number in range(5)]
    others = [
        ANSWER,
        unknown("old", at=NOW - DAY),
        unknown("6", chat="discord:1/2"),
        unknown("7", chat="telegramming:1"),
    ]
    for each in (*reversed(wanted), *others):
        await store.keep_answer(each)
    first = await store.unknown_answers("telegram", NOW, None, 3)
    rest = await store.unknown_answers("telegram", NOW, first[-1], 3)
    assert [*first, *rest] == wanted
    assert await store.unknown_answers("telegram", NOW, rest[-1], 3) == ()


async def test_each_answer_is_followed_up_once(store: SQLStore) -> None:
    """However many try: one of them tells the chat, and nobody does again, also when its message was edited."""
    await store.keep_answer(unknown("1"))
    tries = [store.begin_follow_up(unknown("1"), CHAT, NOW, NOW - HOUR) for _ in range(6)]
    assert sorted(await asyncio.gather(*tries)) == [False] * 5 + [True]
    assert await store.unknown_answers("telegram", NOW, None, 9) == ()
    await store.keep_answer(unknown("1"))
    assert not await store.begin_follow_up(unknown("1"), CHAT, NOW + DAY, NOW)


async def test_a_chat_is_not_told_everything_at_once(store: SQLStore) -> None:
    """A second follow-up waits its hour, in whichever topic; what waited is told then."""
    first, second = unknown("1", chat=f"{CHAT}/5"), unknown("2", chat=f"{CHAT}/6")
    for each in (first, second, unknown("3", chat="telegram:-2")):
        await store.keep_answer(each)
    assert await store.begin_follow_up(first, CHAT, NOW, NOW - HOUR)
    assert not await store.begin_follow_up(second, CHAT, NOW + HOUR / 2, NOW - HOUR / 2)
    assert await store.begin_follow_up(unknown("3", chat="telegram:-2"), "telegram:-2", NOW, NOW - HOUR)
    assert await store.begin_follow_up(second, CHAT, NOW + HOUR, NOW)


async def test_a_chat_that_removed_mop_is_told_nothing(store: SQLStore) -> None:
    """Nor one whose answer has been taken away, knows something now, or was given anew."""
    for message in "123":
        await store.keep_answer(unknown(message))
    await store.drop_answer(CHAT, "1")
    await store.keep_answer(answer(message="2"))
    await store.keep_answer(unknown("4", at=NOW + HOUR))
    for message in "124":
        assert not await store.begin_follow_up(unknown(message), CHAT, NOW, NOW - HOUR)
    await store.chat_left(CHAT, NOW)
    assert not await store.begin_follow_up(unknown("3"), CHAT, NOW, NOW - HOUR)
    await store.chat_joined(CHAT, NOW)
    assert await store.begin_follow_up(unknown("3"), CHAT, NOW, NOW - HOUR)


async def test_settings_of_a_chat_stay_unchosen(store: SQLStore) -> None:
    """That a chat was told something chooses nothing for it, and it is forgotten with the chat."""
    await store.keep_answer(unknown("1"))
    assert await store.begin_follow_up(unknown("1"), CHAT, NOW, NOW - HOUR)
    assert await store.chat_settings(CHAT) is None
    assert await store.forget_chat(CHAT) == {"answers given": 1, "chat settings": 1}
