"""Telegram's updates broken in every way: taken in once, read, checked, answered."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, cast

import telegram
from hypothesis import given

from adapters.telegram.intake import Intake, is_lasting, whose
from adapters.telegram.to_message import holds_anything, key_of, to_message
from bot.core import Checker
from bot.desk import Desk
from bot.store import open_store
from tests.fuzz.answering import answer_all
from tests.fuzz.breaking import FUZZ, broken_json
from tests.samples import NOW

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from bot.inquiry import Knowledge

PERSON = {"id": 7, "is_bot": False, "first_name": "A", "language_code": "es"}
PRIVATE = {"id": 7, "type": "private", "first_name": "A"}
GROUP = {"id": -1001234567890, "type": "supergroup", "title": "G"}
LINKED = {"type": "text_link", "offset": 0, "length": 4, "url": "https://gossip.example/x"}
SHOWN = {"type": "url", "offset": 5, "length": 24}
SAID: dict[str, Any] = {"message_id": 5, "date": 1_700_000_000, "chat": GROUP, "from": PERSON}
TEXT = {**SAID, "text": "🙂x see https://gossip.example/x", "entities": [LINKED, SHOWN]}
UPDATES: list[object] = [
    {"update_id": 1, "message": TEXT},
    {"update_id": 2, "edited_message": {**TEXT, "chat": PRIVATE, "edit_date": 1_700_000_001}},
    {
        "update_id": 3,
        "message": {
            **SAID,
            "caption": "look bit.ly/x",
            "caption_entities": [{"type": "url", "offset": 5, "length": 8}],
            "photo": [{"file_id": "a", "file_unique_id": "b", "width": 9, "height": 9, "file_size": 10}],
            "media_group_id": "album",
            "forward_origin": {
                "type": "channel",
                "date": 1_700_000_000,
                "chat": {"id": -1009, "type": "channel", "title": "C", "username": "c"},
                "message_id": 9,
            },
            "reply_markup": {"inline_keyboard": [[{"text": "t", "url": "https://gossip.example/b"}]]},
            "link_preview_options": {"url": "https://gossip.example/p"},
        },
    },
    {
        "update_id": 4,
        "message": {
            **TEXT,
            "text": "/check@mop_bot",
            "reply_to_message": TEXT,
            "quote": {"text": "x", "position": 0},
        },
    },
    {
        "update_id": 5,
        "message": {
            **SAID,
            "poll": {
                "id": "1",
                "question": "gossip.example?",
                "options": [{"text": "https://gossip.example/1", "voter_count": 1, "persistent_id": "1"}],
                "total_voter_count": 1,
                "is_closed": False,
                "is_anonymous": True,
                "type": "regular",
                "allows_multiple_answers": False,
                "allows_revoting": False,
                "members_only": False,
            },
        },
    },
    {
        "update_id": 6,
        "callback_query": {"id": "1", "from": PERSON, "chat_instance": "1", "data": "mop:details:5", "message": TEXT},
    },
    {"update_id": 7, "inline_query": {"id": "1", "from": PERSON, "query": "https://gossip.example/x", "offset": ""}},
    {
        "update_id": 8,
        "my_chat_member": {
            "chat": GROUP,
            "from": PERSON,
            "date": 1_700_000_000,
            "old_chat_member": {"status": "left", "user": PERSON},
            "new_chat_member": {"status": "member", "user": PERSON},
        },
    },
]


KEPT = frozenset({"update_id", "chat", "from"})
"""What only Telegram itself writes, and always."""


def test_every_update_is_fuzzed() -> None:
    """The updates that are broken here are whole before that."""
    for raw in UPDATES:
        update = telegram.Update.de_json(cast("dict[str, Any]", raw), None)
        assert update.effective_user
        assert whose(update).startswith("telegram:")


@given(broken_json(UPDATES, same_types=True, kept=KEPT))
@FUZZ
def test_any_update_is_answered_or_left(raw: object) -> None:
    """Whatever somebody writes where Telegram lets them: what can be read is read whole and gets a sound answer."""
    update = read_as_the_intake_does(raw)
    if update is None:
        return
    is_lasting(update)
    assert whose(update).startswith("telegram:")
    said = update.message or update.edited_message
    if said is not None and holds_anything(said):
        key_of(said)
        answer_all(to_message([said], asked=True, language="en"))


def test_any_updates_are_taken_in_once(
    knowledge: Knowledge, tmp_path_factory: pytest.TempPathFactory, caplog: pytest.LogCaptureFixture
) -> None:
    """However broken, an update never stops the next one, and each number is handed on at most once."""
    folder = tmp_path_factory.mktemp("updates")

    @given(broken_json([UPDATES], kept=KEPT))
    @FUZZ
    def take(raws: object) -> None:
        caplog.clear()
        asyncio.run(_take(knowledge, folder, raws if isinstance(raws, list) else [raws]))

    take()


async def _take(knowledge: Knowledge, folder: Path, raws: list[object]) -> None:
    taken: list[int] = []
    async with open_store(folder) as store:
        desk = Desk(Checker(knowledge, None, lambda: NOW), store, lambda: NOW)
        bot = cast("telegram.Bot", None)  # only handed on to what the library makes
        intake = Intake(bot, desk, lambda update, again: taken.append(update.update_id))
        for raw in raws:
            await intake.take(json.dumps(raw).encode())
    assert len(taken) == len(set(taken))


def read_as_the_intake_does(raw: object) -> telegram.Update | None:
    """Return an update; None for what the library does not understand, whatever it raises."""
    try:
        return telegram.Update.de_json(cast("dict[str, Any]", json.loads(json.dumps(raw))), None)
    except Exception:
        return None
