"""What a chat's admins chose is there again after a restart, and nothing is there that they did not choose."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.model import ChatSettings, Mode
from bot.state import OPERATOR
from bot.store import open_store
from tests.store.values import BARE_RATING, CHAT, NOW, OTHER, RATING

if TYPE_CHECKING:
    from pathlib import Path

    from bot.store import SQLStore


async def test_a_chat_that_chose_nothing_has_no_settings(store: SQLStore) -> None:
    """A chat whose admins chose nothing is told apart from one that chose the default."""
    assert await store.chat_settings(CHAT) is None
    await store.chat_joined(CHAT, NOW)
    assert await store.chat_settings(CHAT) is None


async def test_mode_and_language_are_kept_apart(store: SQLStore) -> None:
    """Choosing a language does not undo the mode, and the other way round."""
    await store.set_mode(CHAT, Mode.ASKED, NOW)
    await store.set_language(CHAT, "es", NOW)
    assert await store.chat_settings(CHAT) == ChatSettings(Mode.ASKED, "es")
    await store.set_mode(CHAT, Mode.OFF, NOW)
    assert await store.chat_settings(CHAT) == ChatSettings(Mode.OFF, "es")
    assert await store.chat_settings(OTHER) is None


async def test_a_language_alone_leaves_the_quiet_mode(store: SQLStore) -> None:
    """A group that only chose its language is not spoken to any more often."""
    await store.set_language(CHAT, "es", NOW)
    assert await store.chat_settings(CHAT) == ChatSettings(Mode.WARN, "es", mode_chosen=False)
    await store.set_language(CHAT, "", NOW)
    assert await store.chat_settings(CHAT) is None


async def test_local_ratings_come_back_whole_and_by_subject(store: SQLStore) -> None:
    """Every field of a rating comes back, those that may be empty as well."""
    await store.rate_locally(CHAT, RATING, NOW)
    await store.rate_locally(CHAT, BARE_RATING, NOW)
    assert await store.local_ratings(CHAT) == (BARE_RATING, RATING)
    assert await store.chat_settings(CHAT) == ChatSettings(Mode.WARN, "", (BARE_RATING, RATING), mode_chosen=False)


async def test_a_second_rating_takes_the_place_of_the_first(store: SQLStore) -> None:
    """Admins who change their mind are believed."""
    await store.rate_locally(CHAT, RATING, NOW)
    changed = replace(RATING, rating="trusted", reliability=None, kind=None, name="", origin="")
    await store.rate_locally(CHAT, changed, NOW)
    assert await store.local_ratings(CHAT) == (changed,)


async def test_a_rating_can_be_taken_back_once(store: SQLStore) -> None:
    """Taking back says whether there was anything to take back."""
    await store.rate_locally(CHAT, RATING, NOW)
    assert not await store.unrate_locally(OTHER, RATING.subject, NOW)
    assert await store.unrate_locally(CHAT, RATING.subject, NOW)
    assert not await store.unrate_locally(CHAT, RATING.subject, NOW)
    assert await store.local_ratings(CHAT) == ()


async def test_the_operators_word_is_no_chats_word(store: SQLStore) -> None:
    """What the operator says is kept apart from what chats say."""
    await store.rate_locally(OPERATOR, BARE_RATING, NOW)
    assert await store.local_ratings(OPERATOR) == (BARE_RATING,)
    assert await store.local_ratings(CHAT) == ()


async def test_a_very_long_subject_is_kept(store: SQLStore) -> None:
    """A path of many kilobytes is no reason to fail, in either database."""
    long = replace(RATING, subject="example.org/" + "ab1/" * 5000)
    await store.rate_locally(CHAT, long, NOW)
    assert await store.local_ratings(CHAT) == (long,)
    assert await store.unrate_locally(CHAT, long.subject, NOW)


async def test_settings_outlive_the_process(location: Path | str) -> None:
    """A restart changes nothing."""
    async with open_store(location) as first:
        await first.set_mode(CHAT, Mode.ALWAYS, NOW)
        await first.rate_locally(CHAT, RATING, NOW)
    async with open_store(location) as second:
        assert await second.chat_settings(CHAT) == ChatSettings(Mode.ALWAYS, "", (RATING,))


async def test_what_admins_change_is_logged_without_their_names(store: SQLStore) -> None:
    """The audit log says what was changed and when; changes that were none are not in it."""
    await store.set_mode(CHAT, Mode.OFF, NOW)
    await store.set_language(CHAT, "es", NOW)
    await store.rate_locally(CHAT, RATING, NOW)
    await store.rate_locally(CHAT, replace(RATING, rating=""), NOW)
    await store.rate_locally(CHAT, replace(RATING, rating="", kind=None), NOW)
    await store.unrate_locally(CHAT, RATING.subject, NOW)
    await store.unrate_locally(CHAT, RATING.subject, NOW)
    log = (await store.export_chat(CHAT))["audit log"]
    assert [(row["what"], row["detail"]) for row in log] == [
        ("mode", "off"),
        ("language", "es"),
        ("rating", "example.org/blog: not trusted"),
        ("rating", "example.org/blog: content_farm"),
        ("rating", "example.org/blog: "),
        ("rating taken back", "example.org/blog"),
    ]
    assert {row["at"] for row in log} == {NOW.isoformat()}
