"""Ordinary messages are read as the library would have read them; talk in a group is let go before it is recorded."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, cast

import pytest
import telegram
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from adapters.telegram.intake import Intake, is_lasting, read_update, whose
from adapters.telegram.ordinary import Ordinary, ordinary, plain_words
from adapters.telegram.owing import is_from_a_bot, is_owed
from adapters.telegram.questions import asked_of
from adapters.telegram.sent import number_of, read
from adapters.telegram.service import language_of
from adapters.telegram.target import target_of
from adapters.telegram.to_message import PLATFORM, holds_anything, key_of, to_message
from bot.at_hand import found_in
from bot.core import Checker
from bot.desk import Desk
from bot.model import Conversation, ConversationKind, Message
from bot.store import open_store
from tests.samples import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from bot.inquiry import Knowledge

GROUP = {"id": -1001234567890, "type": "supergroup", "title": "G"}
ALONE = {"id": 7, "type": "private", "first_name": "A"}
PERSON = {"id": 7, "is_bot": False, "first_name": "A", "language_code": "en"}
SAID: dict[str, Any] = {"message_id": 5, "date": 1_700_000_000, "chat": GROUP, "from": PERSON}
LINKED = {"type": "text_link", "offset": 0, "length": 4, "url": "https://gossip.example/x"}
SHOWN = {"type": "url", "offset": 6, "length": 14}
BOLD = {"type": "bold", "offset": 0, "length": 2}
MENTION = {"type": "mention", "offset": 0, "length": 8}
CHANNEL = {"id": -1009, "type": "channel", "title": "C", "username": "c"}
EARLIER = {**SAID, "message_id": 4, "text": "see https://gossip.example/x", "entities": [LINKED]}
BOT = cast("telegram.Bot", None)

ODD: list[object] = [None, 5, -1, 1.5, "", "x", True, [], {}, 10**30, "\ud800"]
"""What stands nowhere that a key's own values do not."""
PARTS: dict[str, list[object]] = {
    "chat": [ALONE, {"id": -5, "type": "group", "title": "G", "username": "g"}, {"id": 5, "type": "channel"}, *ODD],
    "from": [{**PERSON, "is_bot": True}, {"id": 7, "is_bot": False, "first_name": "A"}, {"id": 7}, *ODD],
    "date": [0, 10**12, *ODD],
    "message_id": [1, *ODD],
    "entities": [
        *([], [BOLD], [LINKED], [SHOWN], [SHOWN, LINKED, BOLD], [{**LINKED, "url": ""}], [{**BOLD, "user": 5}]),
        *([{**SHOWN, "offset": 10**9}], [{**SHOWN, "offset": -3}], [MENTION], [BOLD, {}]),
        *([{"type": "text_mention", "offset": 0, "length": 2, "user": PERSON}], [None], *ODD),
    ],
    "reply_to_message": [EARLIER, *ODD],
    "quote": [{"text": "https://gossip.example/x", "position": 0}],
    "forward_origin": [
        {"type": "hidden_user", "date": 1_700_000_000, "sender_user_name": "B"},
        {"type": "user", "date": 1_700_000_000, "sender_user": PERSON},
        {"type": "chat", "date": 1_700_000_000, "sender_chat": GROUP},
        {"type": "channel", "date": 1_700_000_000, "chat": CHANNEL, "message_id": 9},
        {"type": "channel", "date": 1_700_000_000, "chat": CHANNEL},
        {"type": "user", "date": 1_700_000_000},
        {"type": "moon", "date": 1_700_000_000},
        *ODD,
    ],
    "forward_date": [1_700_000_000, "x"],
    "link_preview_options": [
        *({"url": "https://gossip.example/p"}, {"url": ""}, {"is_disabled": True}, {"url": 5}, {"url": None}),
        *({"a_key_of_tomorrow": 1}, *ODD),
    ],
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
    "sender_chat": [CHANNEL],
    "author_signature": ["A", 5],
    "migrate_to_chat_id": [-5],
    "message_thread_id": [3, *ODD],
    "is_topic_message": [True, False, *ODD],
    "has_protected_content": [True],
    "a_key_of_tomorrow": [1],
}
LONG = "🙂 see gossip.example and more"
TEXTS = ["hello you", LONG, "@mop_bot hello", "/check hello", "/help", "", " \n", "\ud800", 5, None]


def messages() -> st.SearchStrategy[dict[str, Any]]:
    """Return messages of a text with any of the parts."""
    parts = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in PARTS.items()})
    few = st.lists(st.sampled_from(sorted(PARTS)), max_size=4, unique=True)
    return st.builds(
        lambda text, found, names: {**SAID, "text": text, **{name: found[name] for name in names if name in found}},
        st.sampled_from(TEXTS),
        parts,
        few,
    )


def whole(raw: object) -> telegram.Update | None:
    """Return an update as the library reads it; None where it does not understand it."""
    try:
        return telegram.Update.de_json(cast("dict[str, Any]", raw), None)
    except Exception:
        return None


@given(messages())
@example({**SAID, "text": "hello you", "entities": [BOLD], "reply_to_message": EARLIER})
@settings(max_examples=150)
def test_plain_words_are_all_there_is_to_a_message(message: dict[str, Any]) -> None:
    """Where a message is told to be its text alone, the long way finds no link, picture or question in it either."""
    raw = {"update_id": 1, "message": message}
    sent = read(json.dumps(raw))
    update = whole(raw)
    words = plain_words(sent) if sent else ""
    if words and update:
        said = update.message
        assert said is not None
        seen = to_message([said])
        assert (seen.text, seen.hidden_urls, seen.unread_images) == (words, (), 0)
        assert asked_of(said, "mop_bot") is None


@given(messages())
@example({**SAID, "chat": ALONE, "text": "hello you", "forward_origin": PARTS["forward_origin"][3]})
@example({**SAID, "text": "see", "link_preview_options": {"url": ""}})
@example({**SAID, "text": LONG, "entities": [SHOWN, LINKED], "is_topic_message": True})
@settings(max_examples=200)
def test_an_ordinary_message_is_read_as_the_library_reads_it(message: dict[str, Any]) -> None:
    """The short way makes of an update just what the long way would have, or leaves it to the long way."""
    raw = {"update_id": 1, "message": message}
    sent = read(json.dumps(raw).encode())
    short = ordinary(sent) if sent else None
    if short is None:
        return
    update = whole(raw)
    assert update is not None
    said = update.message
    assert said is not None
    assert short == Ordinary(1, target_of(said), to_message([said], language=language_of(said.from_user)))
    assert (short.key, whose(short), is_lasting(short)) == (key_of(said), whose(update), is_lasting(update))
    assert holds_anything(said)
    assert asked_of(said, "mop_bot") is None
    assert (said.via_bot, said.media_group_id) == (None, None)
    assert not is_from_a_bot(said, cast("telegram.Bot", _Me))
    assert is_owed(short, BOT) == (said.chat.type == "private")


class _Me:
    id = 1


@pytest.mark.parametrize(
    "message",
    [
        {**SAID, "text": LONG, "entities": [SHOWN, LINKED]},
        {**SAID, "text": "see", "forward_origin": PARTS["forward_origin"][3], "forward_date": 1_700_000_000},
        {**SAID, "text": "see https://gossip.example/x", "chat": ALONE, "forward_origin": PARTS["forward_origin"][0]},
        {**SAID, "text": "see", "link_preview_options": {"url": "https://gossip.example/p"}},
    ],
)
def test_what_people_send_is_ordinary(message: dict[str, Any]) -> None:
    """A link in words or behind them, a forward, a question alone with Mop: read from its bytes."""
    raw = json.dumps({"update_id": 1, "message": message}).encode()
    assert isinstance(read_update(raw, BOT), Ordinary)


def test_a_number_is_read_of_any_update() -> None:
    """What is acknowledged is acknowledged by its number, whatever else an update holds."""
    assert number_of(b'{"update_id": 7, "something_new": [1]}') == 7
    for odd in (b"{", b'{"update_id": "7"}', b'{"update_id": 7, "x": "\xff"', b"[" * 100_000):
        assert number_of(odd) is None


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
        assert not found_in(report).has_substance


@pytest.mark.parametrize(
    "raw",
    [
        None,
        {"update_id": 1},
        {"update_id": 1, "edited_message": {**SAID, "text": "hello"}},
        {"update_id": 1, "message": {**SAID, "caption": "hello"}},
        {"update_id": 1, "message": {**SAID, "text": "hello", "a_key_of_tomorrow": 1}},
        {"update_id": 1.0, "message": {**SAID, "text": "hello"}},
        {"update_id": 1, "message": {**SAID, "text": "\ud800"}},
    ],
)
def test_whatever_may_be_more_goes_the_long_way(raw: object) -> None:
    """An edit, a caption, and what Telegram invents tomorrow are looked at whole."""
    assert read(json.dumps(raw).encode()) is None


@pytest.mark.parametrize("writer", [{"from": {**PERSON, "is_bot": True}}, {"sender_chat": CHANNEL}])
def test_what_no_person_wrote_goes_the_long_way(writer: dict[str, Any]) -> None:
    """Another bot's words, and those of a channel or an anonymous admin, are no ordinary message."""
    raw = {"update_id": 1, "message": {**SAID, "text": "see https://gossip.example/x", **writer}}
    sent = read(json.dumps(raw).encode())
    assert sent is not None
    assert ordinary(sent) is None


@pytest.mark.parametrize("raw", [b"", b"{", b'{"update_id": 1', b'"\xff"', b"[" * 100_000])
def test_what_is_no_json_is_refused(raw: bytes) -> None:
    """Whoever sends something else is told so."""
    with pytest.raises(ValueError, match=r".+"):
        read_update(raw, BOT)


@pytest.mark.parametrize(
    ("text", "chat", "recorded"),
    [
        ("See you at eight, bring bread", GROUP, False),
        ("See you at eight, bring bread", ALONE, True),
        ("See https://gossip.example/x, bring bread", GROUP, True),
        ("The moon is made of cheese", GROUP, True),
        ("Share this to everyone, the bridge is closed", GROUP, True),
        ("/help", GROUP, True),
    ],
)
async def test_talk_is_not_recorded(
    text: str, chat: dict[str, Any], recorded: bool, knowledge: Knowledge, tmp_path: Path
) -> None:
    """A link, a rumour and a command are recorded until they are answered; talk is not, and nobody hears of it."""
    handed_on: list[int] = []
    async with open_store(tmp_path) as store:
        desk = Desk(Checker(knowledge, None, lambda: NOW), store, lambda: NOW)
        intake = Intake(BOT, desk, lambda update, _: handed_on.append(update.update_id))
        await intake.take(json.dumps({"update_id": 1, "message": {**SAID, "chat": chat, "text": text}}).encode())
        waiting = await store.waiting_updates(PLATFORM)
    assert bool(handed_on) == recorded
    assert len(list(waiting)) == recorded
