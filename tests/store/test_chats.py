"""A chat moves with all it has, is greeted once, and is forgotten when it should be."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.model import ChatSettings, Mode
from bot.state import DisputeState
from tests.store.values import ANSWER, BARE_RATING, CHAT, DAY, DISPUTE, NOW, OTHER, RATING, UPDATE, answer, update

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

    from bot.store import SQLStore
    from bot.store.database import Row, Value

NEW = "telegram:-100555"
TOPIC = f"{CHAT}/7"
LOOKS_ALIKE = f"{CHAT}4"
"""A chat whose number begins like that of ``CHAT``."""


async def fill(store: SQLStore, chat: str) -> None:
    """Keep something of every kind for a chat."""
    await store.chat_joined(chat, NOW)
    await store.set_mode(chat, Mode.ALWAYS, NOW)
    await store.rate_locally(chat, RATING, NOW)
    await store.keep_answer(answer(chat=chat))
    await store.count(chat, NOW.date(), "SATIRE")
    await store.file_dispute(replace(DISPUTE, chat=chat))
    await store.take_update(update(f"of {chat}", chat=chat))


FULL = {
    "chat settings": 1,
    "local ratings": 1,
    "answers given": 1,
    "counts": 1,
    "disputes": 1,
    "audit log": 3,
    "updates in hand": 1,
}


async def test_a_chat_is_greeted_once(store: SQLStore) -> None:
    """Coming back is no reason for a second greeting; being forgotten is."""
    assert await store.chat_joined(CHAT, NOW)
    assert not await store.chat_joined(CHAT, NOW)
    await store.chat_left(CHAT, NOW)
    assert not await store.chat_joined(CHAT, NOW)
    await store.forget_chat(CHAT)
    assert await store.chat_joined(CHAT, NOW)


async def test_of_many_tasks_exactly_one_greets(store: SQLStore) -> None:
    """Two workers that hear of the same chat greet it once; settings chosen before do not count as a greeting."""
    await store.set_mode(CHAT, Mode.ASKED, NOW)
    assert sum(await asyncio.gather(*(store.chat_joined(CHAT, NOW) for _ in range(20)))) == 1
    assert await store.chat_settings(CHAT) == ChatSettings(Mode.ASKED)


async def test_everything_of_a_chat_moves(store: SQLStore) -> None:
    """A group that becomes a supergroup notices nothing; its topics move with it, a look-alike number does not."""
    for chat in (CHAT, TOPIC, LOOKS_ALIKE):
        await fill(store, chat)
    before = await store.export_chat(LOOKS_ALIKE)
    await store.move_chat(CHAT, NEW)
    assert await store.export_chat(CHAT) == {name: [] for name in before}
    assert await store.export_chat(LOOKS_ALIKE) == before
    assert await store.chat_settings(NEW) == ChatSettings(Mode.ALWAYS, "", (RATING,))
    assert await store.answer_about(NEW, ANSWER.urls[1], NOW) == answer(chat=NEW)
    assert await store.answer_to(f"{NEW}/7", "41") == answer(chat=f"{NEW}/7")
    assert await store.counts(NEW) == {"SATIRE": 1}
    assert {dispute.chat for dispute in await store.disputes()} == {NEW, f"{NEW}/7", LOOKS_ALIKE}
    assert {one.chat for one in await store.waiting_updates("telegram")} == {NEW, f"{NEW}/7", LOOKS_ALIKE}
    assert not await store.chat_joined(NEW, NOW)


async def test_what_the_new_chat_has_stays(store: SQLStore) -> None:
    """Where both have something, the new chat's own word counts, gaps are filled, and counts add up."""
    await fill(store, CHAT)
    await store.set_language(CHAT, "es", NOW)
    await store.rate_locally(CHAT, BARE_RATING, NOW)
    await store.keep_answer(answer(message="40"))
    await store.set_mode(NEW, Mode.OFF, NOW)
    theirs = replace(RATING, rating="trusted")
    await store.rate_locally(NEW, theirs, NOW)
    await store.keep_answer(answer(chat=NEW, answer="1"))
    await store.count(NEW, NOW.date(), "SATIRE")
    await store.move_chat(CHAT, NEW)
    assert await store.chat_settings(NEW) == ChatSettings(Mode.OFF, "es", (BARE_RATING, theirs))
    assert await store.answer_to(NEW, "41") == answer(chat=NEW, answer="1")
    assert await store.answer_to(NEW, "40") == answer(chat=NEW, message="40")
    assert await store.counts(NEW) == {"SATIRE": 2}
    assert not await store.chat_joined(NEW, NOW)


async def test_moving_nowhere_changes_nothing(store: SQLStore) -> None:
    """A migration to the chat itself is no reason to lose it."""
    await fill(store, CHAT)
    before = await store.export_chat(CHAT)
    await store.move_chat(CHAT, CHAT)
    assert await store.export_chat(CHAT) == before


async def test_a_moved_chat_is_not_a_chat_that_was_left(store: SQLStore) -> None:
    """Some platforms say "removed" of the old number; the new one lives on."""
    await fill(store, CHAT)
    await store.chat_left(CHAT, NOW)
    await store.move_chat(CHAT, NEW)
    await store.purge(NOW + 31 * DAY)
    assert await store.chat_settings(NEW) is not None


async def test_forgetting_deletes_everything_and_says_what(store: SQLStore) -> None:
    """/forget tells what was deleted, table by table, and nothing of the chat is left."""
    for chat in (CHAT, OTHER, LOOKS_ALIKE):
        await fill(store, chat)
    others = [await store.export_chat(chat) for chat in (OTHER, LOOKS_ALIKE)]
    assert await store.forget_chat(CHAT) == FULL
    assert await store.export_chat(CHAT) == {name: [] for name in others[0]}
    assert [await store.export_chat(chat) for chat in (OTHER, LOOKS_ALIKE)] == others
    assert await store.forget_chat(CHAT) == {}


async def test_forgetting_a_chat_forgets_its_topics(store: SQLStore) -> None:
    """What was said in a topic is part of the chat."""
    await fill(store, TOPIC)
    assert await store.forget_chat(CHAT) == FULL


async def test_an_update_of_a_forgotten_chat_is_not_answered_later(store: SQLStore) -> None:
    """Its words are gone at once, and delivered again it is still known."""
    await store.take_update(UPDATE)
    await store.forget_chat(CHAT)
    rows = await store._database.fetch("SELECT chat, payload FROM updates")
    assert [tuple(row) for row in rows] == [("", "")]
    assert await store.waiting_updates("telegram") == ()
    assert not await store.take_update(UPDATE)
    await store.finish_update("telegram", "9001", NOW)


async def test_a_chat_is_forgotten_thirty_days_after_mop_left(store: SQLStore) -> None:
    """Not a day sooner, and with everything that it had."""
    await fill(store, CHAT)
    await fill(store, OTHER)
    await store.chat_left(CHAT, NOW)
    await store.purge(NOW + 30 * DAY)
    assert await store.chat_settings(CHAT) == ChatSettings(Mode.ALWAYS, "", (RATING,))
    gone = await store.purge(NOW + 30 * DAY + DAY / 24)
    assert gone["chat settings"] == gone["local ratings"] == gone["disputes"] == 1
    assert await store.chat_settings(CHAT) is None
    assert await store.chat_settings(OTHER) is not None


async def test_a_chat_that_comes_back_in_time_keeps_everything(store: SQLStore) -> None:
    """Removed by mistake and added again within thirty days: nothing is lost."""
    await fill(store, CHAT)
    await store.chat_left(CHAT, NOW)
    await store.chat_joined(CHAT, NOW + 29 * DAY)
    await store.purge(NOW + 300 * DAY)
    assert await store.chat_settings(CHAT) == ChatSettings(Mode.ALWAYS, "", (RATING,))


async def test_a_chat_that_comes_back_during_the_purge_is_kept(
    store: SQLStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The moment at which a purge looks is not the moment at which it deletes."""
    await fill(store, CHAT)
    await store.chat_left(CHAT, NOW)
    fetch = store._database.fetch

    async def fetch_and_come_back(sql: str, *values: Value) -> Sequence[Row]:
        found = await fetch(sql, *values)
        if sql.startswith("SELECT chat FROM chats"):
            await store.chat_joined(CHAT, NOW)
        return found

    monkeypatch.setattr(store._database, "fetch", fetch_and_come_back)
    await store.purge(NOW + 31 * DAY)
    assert await store.chat_settings(CHAT) == ChatSettings(Mode.ALWAYS, "", (RATING,))


async def test_a_chat_that_was_never_met_can_be_left(store: SQLStore) -> None:
    """A platform may tell of the end without the beginning."""
    await store.chat_left(CHAT, NOW)
    assert await store.purge(NOW + 31 * DAY) == {"chat settings": 1}


async def test_purge_is_done_in_batches_until_nothing_is_left(store: SQLStore) -> None:
    """A purge after a long time takes everything that is due, however much it is."""
    for number in range(1003):
        await store.take_update(update(number))
    assert await store.purge(NOW + 2 * DAY) == {"updates in hand": 1003}


async def test_an_export_holds_everything_but_who_filed(store: SQLStore) -> None:
    """A chat's admins can read all that is kept of their chat, and not who complained."""
    await fill(store, CHAT)
    await store.settle_dispute(1, DisputeState.DECLINED, "no", NOW)
    found = await store.export_chat(CHAT)
    assert found["chat settings"] == [
        {
            "chat": CHAT,
            "mode": "always",
            "language": None,
            "greeted_at": NOW.isoformat(),
            "left_at": None,
            "followed_up_at": None,
        }
    ]
    assert found["answers given"][0]["urls"] == list(ANSWER.urls)
    assert found["counts"] == [{"chat": CHAT, "day": "2026-11-22T00:00:00+00:00", "outcome": "SATIRE", "checks": 1}]
    assert found["updates in hand"][0]["payload"] == UPDATE.payload
    assert "777" not in repr(found)
