"""What people can ask, as a conversation: (command, expected first line)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.commands import COMMANDS, Caller, Commands
from bot.core import Checker
from bot.desk import Desk
from bot.fact_check_service import SENT
from bot.inquiry import Knowledge
from bot.locales import languages, localizer
from bot.model import ConversationKind, Message
from bot.state import Dispute
from bot.store import open_store
from tests.samples import NOW
from tests.test_desk import GROUP, Chat

ADMIN = Caller("telegram:-100", ConversationKind.GROUP, is_admin=True, person="1")
MEMBER = Caller("telegram:-100", ConversationKind.GROUP, is_admin=False, person="2")
ALONE = Caller("telegram:7", ConversationKind.DIRECT, is_admin=True, person="7")

DIALOG = [
    (ADMIN, "mode", "", "I speak here: when asked, and when something is worth a warning."),
    (MEMBER, "mode", "off", "Only this chat's admins can do that."),
    (MEMBER, "mode", "", "I speak here: when asked"),
    (ADMIN, "mode", "loud", "“loud” is no mode. The modes are: off, asked, warn, always."),
    (ADMIN, "mode", "ASKED", "Done. I speak here: only when somebody asks."),
    (ADMIN, "mode", "", "I speak here: only when somebody asks."),
    (ADMIN, "language", "", "I answer in the reader's own language. I speak: en, es."),
    (ADMIN, "language", "tlh", "I do not speak “tlh” yet. I speak: en, es."),
    (ADMIN, "language", "es", "Hecho. Ahora respondo en es."),
    (ADMIN, "language", "auto", "Done. I answer in the reader's own language now."),
    (ADMIN, "trust", "", "Write the source, and why: /trust example.org our town's paper"),
    (ADMIN, "trust", "not-a-site", "“not-a-site” is no website I can recognise."),
    (
        ADMIN,
        "trust",
        "https://www.gossip.example/local our paper",
        "Noted: this chat's admins trust gossip.example/local.",
    ),
    (ADMIN, "distrust", "joker.example", "Noted: this chat's admins do not trust joker.example."),
    (ADMIN, "distrust", "joker.example off", "Taken back: this chat's admins say nothing of joker.example any more."),
    (ADMIN, "distrust", "joker.example off", "This chat's admins had said nothing of joker.example."),
    (ADMIN, "trust", "joker.example " + "x" * 201, "That reason is too long: 200 characters at most."),
    (MEMBER, "lists", "", "I quote these, by name and in their own words"),
    (MEMBER, "stats", "", "Nothing checked here yet."),
    (MEMBER, "privacy", "", "I keep no message text and no names. What I do keep:"),
    (MEMBER, "about", "", "Mop checks forwarded links."),
    (MEMBER, "help", "", "What I can do"),
    (MEMBER, "start", "", "I check forwarded links"),
    (ALONE, "start", "", "Forward me a link"),
    (MEMBER, "forget", "", "I keep nothing about you."),
    (ADMIN, "forget", "", "Deleted: "),
    (ADMIN, "forget", "", "There was nothing to delete."),
    (ADMIN, "mode", "", "I speak here: when asked, and when something is worth a warning."),
]


@pytest.fixture
async def desk(knowledge: Knowledge, tmp_path: Path) -> AsyncIterator[Desk]:
    """Return a desk with a store of its own and no network."""
    async with open_store(tmp_path) as store:
        yield Desk(Checker(knowledge, None, lambda: NOW), store, lambda: NOW)


@pytest.fixture
def commands(desk: Desk) -> Commands:
    """Return the commands with one row of what is kept."""
    return Commands(desk, ["answers given"])


async def test_a_groups_day(commands: Commands) -> None:
    """A whole conversation of commands: each is answered in plain words, and what was chosen is kept."""
    for caller, name, argument, expected in DIALOG:
        reply = await commands.run(name, argument, caller)
        assert reply.headline.startswith(expected), (name, argument)


async def test_what_admins_trust_is_listed_with_its_reason(commands: Commands) -> None:
    """Local ratings are dated, listed, and shown beside the raters."""
    await commands.run("trust", "gossip.example our paper", ADMIN)
    listed = await commands.run("lists", "", MEMBER)
    assert [note.text for note in listed.notes] == ["The Editors", "The Hunters"]
    assert listed.caveats == ("What this chat's admins say:", "gossip.example: trusted (our paper, 2026-11-22)")


async def test_stats_count_what_was_checked_here(commands: Commands, desk: Desk) -> None:
    """Every check of this chat is counted by what it led to."""
    await desk.hear(Message("https://gossip.example/x", conversation=GROUP), "1", Chat())
    reply = await commands.run("stats", "", MEMBER)
    assert reply.headline == "One check here so far."
    assert reply.caveats == ("sources not to rely on: 1",)


async def test_privacy_prints_the_table(commands: Commands) -> None:
    """What is kept and for how long is what the code that deletes says."""
    reply = await commands.run("privacy", "", MEMBER)
    assert reply.caveats == ("answers given: 30 days", "/forget deletes it.")


async def test_forget_me(commands: Commands, desk: Desk) -> None:
    """Anybody can have their number taken off what they filed."""
    dispute = Dispute(0, GROUP.id, "a1", (), "SATIRE", "said", "should", "", MEMBER.person, NOW)
    await desk.store.file_dispute(dispute)
    reply = await commands.run("forget", "", MEMBER)
    assert reply.headline.startswith("Your name is off one objection")
    assert (await desk.store.disputes())[0].filed_by == ""


@pytest.mark.parametrize("code", languages())
async def test_every_command_answers_in_every_language(commands: Commands, code: str) -> None:
    """No command fails for want of a sentence."""
    for command in COMMANDS:
        assert localizer(code).text(command.description_id)
        if command.name != "check":
            caller = Caller("telegram:9", ConversationKind.DIRECT, is_admin=True, person="9", language=code)
            assert (await commands.run(command.name, "", caller)).headline


@pytest.mark.parametrize(("sends", "said"), [("titles", "no word of a message"), ("text", "at most 200 characters")])
async def test_privacy_says_what_leaves_the_machine(
    knowledge: Knowledge, tmp_path: Path, sends: str, said: str
) -> None:
    """Where the operator lets a service be asked, /privacy says what it is sent; elsewhere it says nothing of one."""
    informed = replace(knowledge, sends=SENT[sends])
    async with open_store(tmp_path) as store:
        for known, told in ((knowledge, False), (informed, True)):
            commands = Commands(Desk(Checker(known, None, lambda: NOW), store, lambda: NOW), ())
            reply = await commands.run("privacy", "", MEMBER)
            assert any("Google" in line and said in line for line in reply.caveats) is told
