"""The buttons under an answer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.buttons import Buttons
from bot.commands import Caller
from bot.core import Checker
from bot.desk import Desk
from bot.errors import CommandError
from bot.inquiry import Knowledge
from bot.model import Action, ConversationKind, Message
from bot.store import open_store
from tests.samples import NOW
from tests.test_desk import DIRECT, GROUP, Chat

POSTER = Caller(GROUP.id, ConversationKind.GROUP, is_admin=False, person="2")
ADMIN = Caller(GROUP.id, ConversationKind.GROUP, is_admin=True, person="1")
RUMOUR = "the moon is made of cheese https://gossip.example/x"


@pytest.fixture
async def desk(knowledge: Knowledge, tmp_path: Path) -> AsyncIterator[Desk]:
    """Return a desk with a store of its own and no network."""
    async with open_store(tmp_path) as store:
        yield Desk(Checker(knowledge, None, lambda: NOW), store, lambda: NOW)


@pytest.fixture
async def chat(desk: Desk) -> Chat:
    """Return a group in which a rumour with a bad link was answered."""
    chat = Chat()
    await desk.hear(Message(RUMOUR, conversation=GROUP), "1", chat)
    return chat


async def test_buttons_work_after_a_restart(desk: Desk, chat: Chat, knowledge: Knowledge) -> None:
    """A new process finds the links and the rumour of the answer, although it never saw the message."""
    restarted = Desk(Checker(knowledge, None, lambda: NOW), desk.store, lambda: NOW)
    buttons = Buttons(restarted)
    details = await buttons.press(Action.DETAILS, "a1", POSTER)
    assert details.headline == "In detail: gossip.example"
    assert Action.DISMISS in details.actions
    assert "Going round since 1999: The moon is made of cheese." in [note.text for note in details.notes]
    shared = await buttons.press(Action.SHARE, "a1", POSTER)
    assert "https://" in shared.headline
    assert (await buttons.press(Action.REPORT, "a1", POSTER)).headline == "Report it, do not feed it."
    report, short = await buttons.short("a1", POSTER)
    assert (short.headline, short.notes) == (chat.shown["a1"].headline, chat.shown["a1"].notes)
    assert len(report.verdicts) == 2


async def test_details_of_a_direct_message_have_nothing_to_dismiss(desk: Desk) -> None:
    """Alone with Mop there is nobody else to spare."""
    await desk.hear(Message(RUMOUR, conversation=DIRECT), "1", Chat())
    caller = Caller(DIRECT.id, ConversationKind.DIRECT, is_admin=True, person="7")
    assert Action.DISMISS not in (await Buttons(desk).press(Action.DETAILS, "a1", caller)).actions


async def test_not_right_files_a_dispute(desk: Desk, chat: Chat) -> None:
    """Pressing "Not right?" keeps what was said; words and a link may follow."""
    buttons = Buttons(desk)
    reply = await buttons.press(Action.NOT_RIGHT, "a1", POSTER)
    assert reply.headline == "Thank you. Whoever runs this bot will look at it."
    reply = await buttons.object_to("a1", POSTER, "it is  our\nown paper", "https://gossip.example/about")
    assert reply.headline == "Thank you. Whoever runs this bot will look at it, with your words."
    await buttons.press(Action.NOT_RIGHT, "a1", POSTER)
    (dispute,) = await desk.store.disputes()
    assert dispute.what_should_be_said == "it is our own paper"
    assert dispute.what_was_said == chat.shown["a1"].headline
    assert dispute.link == "https://gossip.example/about"
    await buttons.press(Action.NOT_RIGHT, "a1", ADMIN)
    assert len(await desk.store.disputes()) == 2


async def test_dismiss_is_for_the_poster_and_admins(desk: Desk, chat: Chat) -> None:
    """Whoever posted the message, or an admin, makes the answer vanish; nobody else."""
    buttons = Buttons(desk)
    with pytest.raises(CommandError, match="not-yours"):
        await buttons.dismiss("a1", POSTER, chat, posted_it=False)
    await buttons.dismiss("a1", POSTER, chat, posted_it=True)
    assert chat.shown == {}
    await desk.hear(Message("https://evil.example/", conversation=GROUP), "2", chat)
    await buttons.dismiss("a2", ADMIN, chat, posted_it=False)
    assert chat.shown == {}


async def test_an_answer_that_is_no_longer_kept(desk: Desk) -> None:
    """A button under an old answer says so in plain words."""
    with pytest.raises(CommandError, match="too-late"):
        await Buttons(desk).press(Action.DETAILS, "a9", POSTER)
