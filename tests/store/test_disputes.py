"""Disputes are kept until somebody settles them, and who filed one is forgotten then."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.errors import StoreError
from bot.state import DisputeState
from tests.store.values import CHAT, DAY, DISPUTE, NOW

if TYPE_CHECKING:
    from bot.store import SQLStore


async def test_a_dispute_comes_back_whole_with_a_number(store: SQLStore) -> None:
    """Everything that was filed is shown to the operator, oldest first."""
    second = await store.file_dispute(DISPUTE)
    first = await store.file_dispute(replace(DISPUTE, at=NOW - DAY))
    assert await store.disputes() == (replace(DISPUTE, id=first, at=NOW - DAY), replace(DISPUTE, id=second))
    assert await store.disputes(DisputeState.OPEN) == await store.disputes()


async def test_settling_tells_who_filed_it_once(store: SQLStore) -> None:
    """Who filed it is known until they were told what became of it, and not an hour longer."""
    number = await store.file_dispute(DISPUTE)
    settled = replace(DISPUTE, id=number, state=DisputeState.ACCEPTED, reason="so it is")
    assert await store.settle_dispute(number, DisputeState.ACCEPTED, "so it is", NOW) == settled
    assert await store.disputes(DisputeState.ACCEPTED) == (settled,)
    await store.told(number)
    assert await store.disputes(DisputeState.ACCEPTED) == (replace(settled, filed_by=""),)
    assert await store.disputes(DisputeState.OPEN) == ()


async def test_a_dispute_is_settled_once(store: SQLStore) -> None:
    """A second word on a settled dispute, or on none, is refused and changes nothing."""
    number = await store.file_dispute(DISPUTE)
    await store.settle_dispute(number, DisputeState.DECLINED, "no", NOW)
    for unknown in (number, number + 1, 0):
        with pytest.raises(StoreError, match=f"there is no open dispute {unknown}"):
            await store.settle_dispute(unknown, DisputeState.ACCEPTED, "yes", NOW)
    (kept,) = await store.disputes()
    assert (kept.state, kept.reason) == (DisputeState.DECLINED, "no")
    assert [row["what"] for row in (await store.export_chat(CHAT))["audit log"]] == [
        "dispute filed",
        "dispute declined",
    ]


async def test_numbers_are_never_given_out_again(store: SQLStore) -> None:
    """A number that somebody noted down never comes to mean another dispute."""
    numbers = await asyncio.gather(*(store.file_dispute(DISPUTE) for _ in range(20)))
    assert len(set(numbers)) == 20
    await store.forget_chat(CHAT)
    assert await store.file_dispute(DISPUTE) > max(numbers)


async def test_a_person_can_be_forgotten_everywhere(store: SQLStore) -> None:
    """/forget takes a person out of every dispute that they filed; the disputes themselves stay."""
    for filed_by in ("telegram:777", "telegram:778", "telegram:777", ""):
        await store.file_dispute(replace(DISPUTE, filed_by=filed_by))
    assert await store.forget_person("telegram:777") == 2
    assert await store.forget_person("telegram:777") == 0
    assert await store.forget_person("") == 0
    assert [dispute.filed_by for dispute in await store.disputes()] == ["", "telegram:778", "", ""]


async def test_words_can_follow_a_dispute(store: SQLStore) -> None:
    """Whoever filed a dispute can add words and a link while it is open; nobody else, and not afterwards."""
    number = await store.file_dispute(replace(DISPUTE, what_should_be_said="", link=""))
    chat, answer, person = DISPUTE.chat, DISPUTE.answer, DISPUTE.filed_by
    assert await store.add_to_dispute(chat, answer, "telegram:999", "mine", "") == 0
    assert await store.add_to_dispute(chat, answer, "", "nobody's", "") == 0
    assert await store.add_to_dispute(chat, answer, person, "it is satire", "https://a.example/") == number
    assert await store.add_to_dispute(chat, answer, person, "", "") == number
    (kept,) = await store.disputes()
    assert (kept.what_should_be_said, kept.link) == ("it is satire", "https://a.example/")
    await store.settle_dispute(number, DisputeState.ACCEPTED, "yes", NOW)
    assert await store.add_to_dispute(chat, answer, person, "more", "") == 0
