"""Talk in a group is let go before it is recorded, and nothing else is."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, cast

import pytest
import telegram
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from adapters.telegram.intake import Intake
from adapters.telegram.questions import asked_of
from adapters.telegram.talk import plain_words
from adapters.telegram.to_message import PLATFORM, to_message
from bot.core import Checker
from bot.desk import Desk, _has_substance
from bot.model import Conversation, ConversationKind, Message
from bot.store import open_store
from tests.samples import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from bot.inquiry import Knowledge

GROUP = {"id": -1001234567890, "type": "supergroup", "title": "G"}
PERSON = {"id": 7, "is_bot": False, "first_name": "A", "language_code": "en"}
SAID: dict[str, Any] = {"message_id": 5, "date": 1_700_000_000, "chat": GROUP, "from": PERSON}
LINKED = {"type": "text_link", "offset": 0, "length": 4, "url": "https://gossip.example/x"}
BOLD = {"type": "bold", "offset": 0, "length": 2}
EARLIER = {**SAID, "message_id": 4, "text": "see https://gossip.example/x", "entities": [LINKED]}

PARTS: dict[str, list[object]] = {
    "chat": [
        {"id": 7, "type": "private", "first_name": "A"},
        {"id": -5, "type": "group", "title": "G"},
        {"type": []},
    ],
    "entities": [[], [BOLD], [LINKED], [{"type": "mention", "offset": 0, "length": 8}], [BOLD, {}], 5],
    "reply_to_message": [EARLIER],
    "quote": [{"text": "https://gossip.example/x", "position": 0}],
    "forward_origin": [{"type": "hidden_user", "date": 1_700_000_000, "sender_user_name": "B"}],
    "link_preview_options": [{"url": "https://gossip.example/p"}],
    "reply_markup": [{"inline_keyboard": [[{"text": "t", "url": "https://gossip.example/b"}]]}],
    "external_reply": [
        {
            "origin": {"type": "hidden_user", "date": 1_700_000_000, "sender_user_name": "B"},
            "link_preview_options": {"url": "https://gossip.example/p"},
        }
    ],
    "sticker": [
        {
            "file_id": "a",
            "file_unique_id": "b",
            "type": "regular",
            "width": 9,
            "height": 9,
            "is_animated": False,
            "is_video": False,
        }
    ],
    "via_bot": [{"id": 1, "is_bot": True, "first_name": "Mop"}],
    "migrate_to_chat_id": [-5],
    "message_thread_id": [3],
}
TEXTS = ["hello you", "@mop_bot hello", "/check hello", "/help", "", "\ud800", "x" * 4_096, 5, None]


def messages() -> st.SearchStrategy[dict[str, Any]]:
    """Return messages of a text with any of the parts."""
    parts = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in PARTS.items()})
    return st.builds(lambda text, found: {**SAID, "text": text, **found}, st.sampled_from(TEXTS), parts)


@given(messages())
@example({**SAID, "text": "hello you", "entities": [BOLD], "reply_to_message": EARLIER})
@settings(max_examples=150)
def test_plain_words_are_all_there_is_to_a_message(message: dict[str, Any]) -> None:
    """Where a message is told to be its text alone, the long way finds no link, picture or question in it either."""
    raw = {"update_id": 1, "message": message}
    words = plain_words(raw)
    if words:
        said = telegram.Update.de_json(cast("dict[str, Any]", raw), None).message
        assert said is not None
        read = to_message([said])
        assert (read.text, read.hidden_urls, read.unread_images) == (words, (), 0)
        assert asked_of(said, "mop_bot") is None


PIECES = ["hello", "the moon is", "made of cheese", "share this to everyone", "see news.com", "a hoax.", "BREAD"]


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=4))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_desk_would_say_nothing_of_talk(knowledge: Knowledge, pieces: list[str]) -> None:
    """What is let go is what the desk, had it been asked, would have found not worth looking into."""
    words = " ".join(pieces)
    checker = Checker(knowledge, None, lambda: NOW)
    if checker.is_talk(words):
        message = Message(words, conversation=Conversation("telegram:-5", ConversationKind.GROUP))
        report = asyncio.run(checker.first(message))
        assert not _has_substance(report)


@pytest.mark.parametrize(
    "raw",
    [
        None,
        {"update_id": 1},
        {"update_id": 1, "edited_message": {**SAID, "text": "hello"}},
        {"update_id": 1, "message": {**SAID, "caption": "hello"}},
        {"update_id": 1, "message": {**SAID, "text": "hello", "a_key_of_tomorrow": 1}},
        {"update_id": 1, "message": {**SAID, "text": "hello", "chat": {"id": 7, "type": "private"}}},
    ],
)
def test_whatever_may_be_more_goes_the_long_way(raw: object) -> None:
    """An edit, a caption, a private message and what Telegram invents tomorrow are looked at whole."""
    assert plain_words(raw) == ""


@pytest.mark.parametrize(
    ("text", "recorded"),
    [
        ("See you at eight, bring bread", False),
        ("See https://gossip.example/x, bring bread", True),
        ("The moon is made of cheese", True),
        ("Share this to everyone, the bridge is closed", True),
        ("/help", True),
    ],
)
async def test_talk_is_not_recorded(text: str, recorded: bool, knowledge: Knowledge, tmp_path: Path) -> None:
    """A link, a rumour and a command are recorded until they are answered; talk is not, and nobody hears of it."""
    handed_on: list[int] = []
    async with open_store(tmp_path) as store:
        desk = Desk(Checker(knowledge, None, lambda: NOW), store, lambda: NOW)
        intake = Intake(cast("telegram.Bot", None), desk, lambda update, _: handed_on.append(update.update_id))
        await intake.take({"update_id": 1, "message": {**SAID, "text": text}})
        waiting = await store.waiting_updates(PLATFORM)
    assert bool(handed_on) == recorded
    assert len(list(waiting)) == recorded
