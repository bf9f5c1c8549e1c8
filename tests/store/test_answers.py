"""Answers are found again by message, by their own id and by link; checks are counted."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.store.values import ANSWER, CHAT, DAY, NOW, OTHER, answer

if TYPE_CHECKING:
    from bot.store import SQLStore


async def test_an_answer_is_found_by_message_by_id_and_by_link(store: SQLStore) -> None:
    """Every field comes back, whichever way it is asked for."""
    await store.keep_answer(ANSWER)
    assert await store.answer_to(CHAT, "41") == ANSWER
    assert await store.answer_with_id(CHAT, "42") == ANSWER
    for url in ANSWER.urls:
        assert await store.answer_about(CHAT, url, NOW) == ANSWER


async def test_answers_of_other_chats_are_not_found(store: SQLStore) -> None:
    """The same numbers in another chat are another message."""
    await store.keep_answer(ANSWER)
    assert await store.answer_to(OTHER, "41") is None
    assert await store.answer_with_id(OTHER, "42") is None
    assert await store.answer_about(OTHER, ANSWER.urls[0], NOW) is None


async def test_an_answer_without_links_is_kept(store: SQLStore) -> None:
    """An answer about words only has no link to be found by."""
    bare = answer(urls=(), pattern_ids=(), asked=False)
    await store.keep_answer(bare)
    assert await store.answer_to(CHAT, "41") == bare


async def test_an_edited_answer_forgets_its_old_links(store: SQLStore) -> None:
    """When a message is edited, only what it says now counts."""
    await store.keep_answer(ANSWER)
    edited = answer(answer="43", urls=("https://example.com/c",))
    await store.keep_answer(edited)
    assert await store.answer_to(CHAT, "41") == edited
    assert await store.answer_about(CHAT, ANSWER.urls[0], NOW - DAY) is None
    assert await store.answer_about(CHAT, "https://example.com/c", NOW - DAY) == edited


async def test_the_newest_answer_about_a_link_wins(store: SQLStore) -> None:
    """Mop's "already checked here" links to the latest answer that is young enough."""
    old, new = answer(message="1", at=NOW - DAY), answer(message="2")
    await store.keep_answer(new)
    await store.keep_answer(old)
    assert await store.answer_about(CHAT, ANSWER.urls[1], NOW - 2 * DAY) == new
    assert await store.answer_about(CHAT, ANSWER.urls[1], NOW) == new
    await store.drop_answer(CHAT, "2")
    assert await store.answer_about(CHAT, ANSWER.urls[1], NOW - 2 * DAY) == old
    assert await store.answer_about(CHAT, ANSWER.urls[1], NOW) is None


async def test_one_answer_to_several_messages_is_found(store: SQLStore) -> None:
    """An album has several messages and one answer; its button leads to the newest."""
    for message in ("9", "10"):
        await store.keep_answer(answer(message=message))
    assert await store.answer_with_id(CHAT, "42") == answer(message="10")
    assert await store.answer_about(CHAT, ANSWER.urls[0], NOW) == answer(message="10")


async def test_a_dropped_answer_is_gone(store: SQLStore) -> None:
    """Dismissed is forgotten; dismissing twice is no fault."""
    await store.keep_answer(ANSWER)
    await store.drop_answer(CHAT, "41")
    await store.drop_answer(CHAT, "41")
    assert await store.answer_to(CHAT, "41") is None
    assert await store.answer_about(CHAT, ANSWER.urls[0], NOW - DAY) is None


async def test_the_same_link_twice_in_an_answer_is_no_fault(store: SQLStore) -> None:
    """What callers hand over is kept as it is."""
    twice = answer(urls=("https://example.org/a", "https://example.org/a"))
    await store.keep_answer(twice)
    assert await store.answer_to(CHAT, "41") == twice


@pytest.mark.parametrize(
    "text", ["q'uote", "$1 ?1 :x", "\N{GREEK SMALL LETTER ALPHA}\N{PILE OF POO}", "%s {}", "a" * 9000]
)
async def test_strange_texts_come_back_as_they_were(store: SQLStore, text: str) -> None:
    """Nothing that a stranger writes is read as part of a query."""
    strange = answer(urls=(text,), pattern_ids=(text,), outcome=text, language=text, answer=text[:100])
    await store.keep_answer(strange)
    assert await store.answer_about(CHAT, text, NOW) == strange


async def test_what_no_database_can_hold_is_replaced_alike_everywhere(store: SQLStore) -> None:
    """A NUL or half a surrogate pair, which PostgreSQL refuses, is kept as U+FFFD and still found."""
    await store.keep_answer(answer(message="a\0b", urls=("https://e.org/\ud800",), answer="\udfff"))
    kept = answer(message="a\ufffdb", urls=("https://e.org/\ufffd",), answer="\ufffd")
    assert await store.answer_to(CHAT, "a\0b") == kept
    assert await store.answer_with_id(CHAT, "\udfff") == kept
    assert await store.answer_about(CHAT, "https://e.org/\ud800", NOW) == kept


async def test_checks_are_counted_by_outcome_over_all_days(store: SQLStore) -> None:
    """/stats adds up days and keeps chats apart."""
    assert await store.counts(CHAT) == {}
    for days in (0, 0, 1):
        await store.count(CHAT, (NOW - days * DAY).date(), "SATIRE")
    await store.count(CHAT, NOW.date(), "DANGEROUS")
    await store.count(OTHER, NOW.date(), "SATIRE")
    assert await store.counts(CHAT) == {"DANGEROUS": 1, "SATIRE": 3}


async def test_many_tasks_at_once_lose_nothing(store: SQLStore) -> None:
    """Counts, answers and look-ups from many tasks at once all arrive."""

    async def one(number: int) -> None:
        await store.count(CHAT, NOW.date(), "SATIRE")
        await store.keep_answer(answer(message=str(number % 7), answer=str(number)))
        found = await store.answer_to(CHAT, str(number % 7))
        assert found is not None
        assert found.urls == ANSWER.urls

    await asyncio.gather(*map(one, range(60)))
    assert await store.counts(CHAT) == {"SATIRE": 60}
    for message in range(7):
        kept = await store.answer_to(CHAT, str(message))
        assert kept is not None
        assert await store.answer_about(CHAT, kept.urls[0], NOW) is not None
