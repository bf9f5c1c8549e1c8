"""Mop among people, on a simulated Discord that checks permissions as the real one does."""

from __future__ import annotations

import discord
import pytest
from simcord.env import Env
from simcord.results import InteractionResult

from adapters.discord.answering import Answering
from adapters.discord.client import MopClient
from adapters.discord.settings import DiscordSettings
from bot.desk import Desk
from bot.errors import StoreError
from bot.model import Mode
from tests.adapters.discord.conftest import BAD
from tests.samples import NOW

GOSSIP = "**The Gossip: not a source to rely on, according to The Editors.**"
EVIL = "https://evil.example/x"


def said_in(result: InteractionResult) -> str:
    """Return what an interaction was answered with; "" where it was not."""
    return result.response.content if result.response else ""


async def test_a_command_and_its_buttons(env: Env) -> None:
    """A private answer, what its buttons show, and an objection written in a form."""
    channel = env.create_guild().create_text_channel("general")
    alice = env.guild.add_member(env.create_user("alice"))
    asked = await alice.slash(channel, "check", text=BAD)
    assert (asked.ephemeral, said_in(asked)) == (True, GOSSIP)
    assert asked.response
    details = await alice.click(asked.response, label="Details")
    assert said_in(details) == "**In detail: gossip.example**"
    shared = await alice.click(asked.response, label="Share the facts")
    assert said_in(shared).endswith("https://editors.example/gossip")
    form = await alice.click(asked.response, label="Not right?")
    thanks = await alice.submit_modal(form, {"mop:words": "It is ours", "mop:link": ""})
    assert "with your words" in said_in(thanks)


async def test_watching_a_channel(env: Env, desk: Desk) -> None:
    """Unasked, Mop speaks only where admins said so, once about a link, quietly and without mentioning anybody."""
    guild = env.create_guild()
    watched, quiet = guild.create_text_channel("watched"), guild.create_text_channel("quiet")
    alice = guild.add_member(env.create_user("alice"))
    await desk.store.set_mode(f"discord:{guild.id}/{watched.id}", Mode.WARN, NOW)
    await alice.send(quiet, EVIL)
    message = await alice.send(watched, EVIL)
    assert len(quiet.history()) == 1
    answer = watched.last_message
    assert answer
    assert answer.reference
    assert answer.reference.message_id == message.id
    assert answer.flags.silent
    await alice.send(watched, EVIL)
    assert len(watched.history()) == 3


async def test_talk_and_bots_are_not_answered(env: Env, desk: Desk) -> None:
    """Talk, stickers, other bots and webhooks are met with silence."""
    guild = env.create_guild()
    channel = guild.create_text_channel("general")
    alice = guild.add_member(env.create_user("alice"))
    robot = guild.add_member(env.create_user("robot", bot=True))
    await desk.store.set_mode(f"discord:{guild.id}", Mode.ALWAYS, NOW)
    await alice.send(channel, "good morning")
    await alice.send(channel, "<@1>")
    await robot.send(channel, EVIL)
    await guild.create_webhook(channel).send(EVIL)
    assert len(channel.history()) == 4


async def test_an_answer_follows_its_message(env: Env, desk: Desk) -> None:
    """Edited, the answer changes; deleted, it goes."""
    guild = env.create_guild()
    channel = guild.create_text_channel("general")
    alice = guild.add_member(env.create_user("alice"))
    await desk.store.set_mode(f"discord:{guild.id}", Mode.WARN, NOW)
    message = await alice.send(channel, EVIL)
    await alice.edit(message, "https://joker.example/")
    assert channel.last_message
    assert "satire" in channel.last_message.content
    await alice.delete(message)
    assert channel.history() == []


async def test_forwards_and_mentions(env: Env) -> None:
    """Mentioned in a reply, Mop reads the message replied to, also where that is a forward."""
    guild = env.create_guild()
    channel, elsewhere = guild.create_text_channel("general"), guild.create_text_channel("elsewhere")
    alice = guild.add_member(env.create_user("alice"))
    forwarded = await alice.forward(await alice.send(elsewhere, BAD), channel)
    assert env.bot.user
    mention = f"<@{env.bot.user.id}>"
    await alice.send(channel, f"{mention} true?", reply_to=forwarded)
    assert channel.last_message
    assert channel.last_message.content == GOSSIP
    await alice.send(channel, f"{mention} https://joker.example/", reply_to=forwarded)
    assert "satire" in channel.last_message.content
    await alice.send(channel, mention)
    assert "There is nothing to check" in channel.last_message.content
    before = len(channel.history())
    await alice.send(channel, "thanks", reply_to=channel.last_message)
    await alice.send(channel, f"{mention} hello", reply_to=channel.last_message)
    assert len(channel.history()) == before + 3  # the second one mentions Mop, and is answered for its own words


async def test_switched_off_means_off(env: Env, desk: Desk) -> None:
    """In a server that switched Mop off a mention is met with silence, /check for all with one sentence."""
    guild = env.create_guild()
    channel = guild.create_text_channel("general")
    alice = guild.add_member(env.create_user("alice"))
    await desk.store.set_mode(f"discord:{guild.id}", Mode.OFF, NOW)
    assert env.bot.user
    await alice.send(channel, f"<@{env.bot.user.id}> {BAD}")
    assert len(channel.history()) == 1
    shown = await alice.slash(channel, "check", text=BAD, show_to_all=True)
    assert "switched off" in said_in(shown)
    private = await alice.slash(channel, "check", text=BAD)
    assert said_in(private) == GOSSIP


@pytest.mark.parametrize(
    ("missing", "shown"),
    [
        ({"embed_links": False}, "- The Editors: “bad” (2023) (<https://editors.example/gossip>)"),
        ({"read_message_history": False}, GOSSIP),
    ],
)
async def test_with_fewer_permissions(env: Env, missing: dict[str, bool], shown: str) -> None:
    """Without Embed Links the answer is plain text, without Read Message History it is no reply."""
    guild = env.create_guild()
    everyone = discord.PermissionOverwrite(**missing)
    channel = guild.create_text_channel("general", overwrites={guild.default_role: everyone})
    alice = guild.add_member(env.create_user("alice"))
    assert env.bot.user
    await alice.send(channel, f"<@{env.bot.user.id}> {BAD}")
    assert channel.last_message
    assert shown in channel.last_message.content


async def test_without_the_right_to_speak(env: Env) -> None:
    """Where Mop may not write it is silent, without a word in the log that anybody must read."""
    guild = env.create_guild()
    me = discord.PermissionOverwrite(send_messages=False)
    alice = guild.add_member(env.create_user("alice"))
    assert guild.me
    channel = guild.create_text_channel("general", overwrites={guild.me: me})
    assert env.bot.user
    await alice.send(channel, f"<@{env.bot.user.id}> {BAD}")
    assert len(channel.history()) == 1


async def test_the_answer_is_dismissed_by_poster_and_moderators(env: Env) -> None:
    """Whoever posted the message may dismiss its answer, others may not unless they moderate."""
    guild = env.create_guild()
    channel = guild.create_text_channel("general")
    moderators = guild.create_role("moderators", permissions=discord.Permissions(manage_messages=True))
    alice, bob = (guild.add_member(env.create_user(name)) for name in ("alice", "bob"))
    carol = guild.add_member(env.create_user("carol"), roles=[moderators])
    assert env.bot.user
    for person, dismissed in ((bob, False), (carol, True), (alice, True)):
        await alice.send(channel, f"<@{env.bot.user.id}> https://joker.example/{person.name}")
        answer = channel.last_message
        assert answer
        await person.click(answer, label="Dismiss")
        assert (answer.id not in [each.id for each in channel.history()]) is dismissed


async def test_without_the_database(env: Env, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the database is away a check is answered, and a command says that something went wrong."""
    channel = env.create_guild().create_text_channel("general")
    admins = env.guild.create_role("admins", permissions=discord.Permissions(manage_guild=True))
    alice = env.guild.add_member(env.create_user("alice"), roles=[admins])

    async def fail(*arguments: object) -> None:
        raise StoreError("nowhere", "is away")

    for name in ("set_mode", "keep_answer", "answer_with_id"):
        monkeypatch.setattr(desk.store, name, fail)
    asked = await alice.slash(channel, "check", text=BAD)
    assert said_in(asked) == GOSSIP
    failed = await alice.slash(channel, "mode", mode="warn")
    assert "Something went wrong" in said_in(failed)


async def test_a_fault_of_ours_is_admitted(env: Env, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever goes wrong, whoever asked is told that something did."""
    channel = env.create_guild().create_text_channel("general")
    alice = env.guild.add_member(env.create_user("alice"))

    async def fail(*arguments: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(desk, "hear", fail)
    asked = await alice.slash(channel, "check", text=BAD)
    assert "Something went wrong" in said_in(asked)


async def test_too_late_for_an_answer(env: Env) -> None:
    """An interaction that Discord no longer knows is not worked on, and one that Discord does not take is let go."""
    channel = env.create_guild().create_text_channel("general")
    alice = env.guild.add_member(env.create_user("alice"))
    env.inject_error("POST", "/interactions/*/callback", status=404, code=10062)
    assert not (await alice.slash(channel, "help")).acknowledged
    env.inject_error("PATCH", "/webhooks/*", status=404, code=10015)
    assert said_in(await alice.slash(channel, "help")) == ""
    assert "What I can do" in said_in(await alice.slash(channel, "help"))


async def test_direct_commands_and_messages(env: Env) -> None:
    """In direct messages commands answer for all to see, which is one person, and a picture is honestly unread."""
    user = env.create_user("alice")
    env.create_guild().add_member(user)
    asked = await user.slash("check", text=BAD)
    assert not asked.ephemeral
    await user.send_dm("https://joker.example/")
    assert user.dm_channel.last_message
    assert "satire" in user.dm_channel.last_message.content


async def test_commands_that_did_not_change_are_not_told_again(env: Env, desk: Desk, mop: MopClient) -> None:
    """A second start tells Discord nothing; where somebody deleted a command there, it is told all of them."""

    def told() -> int:
        return sum(1 for each in env.http_requests if each.method == "PUT" and each.path.endswith("/commands"))

    assert told() == 1
    await env.restart_bot(MopClient(desk, DiscordSettings("a.b.c"), mop._data_dir))
    await env.settle()
    assert told() == 1
    assert isinstance(env.bot, MopClient)
    await env.bot.http.bulk_upsert_global_commands(env.backend.application_id, payload=[])
    await env.restart_bot(MopClient(desk, DiscordSettings("a.b.c"), mop._data_dir))
    await env.settle()
    assert told() == 3


async def test_where_discord_takes_no_commands(mop: MopClient, caplog: pytest.LogCaptureFixture) -> None:
    """A Discord that refuses the commands is no reason not to start."""
    simulated = Env(mop, shard_count=1)
    simulated.inject_error("PUT", "/applications/*/commands", status=403, code=50001, times=None)
    await simulated.start()
    try:
        await simulated.settle()
        assert "the commands stay as they were" in caplog.text
    finally:
        await simulated.shutdown()


async def test_a_message_that_cannot_be_fetched(env: Env, desk: Desk, mop: MopClient) -> None:
    """Asked about a message that Discord does not show, Mop says what can be done instead."""
    guild = env.create_guild()
    channel = guild.create_text_channel("general")
    alice = guild.add_member(env.create_user("alice"))
    asking = await alice.send(channel, "hello", reply_to=await alice.send(channel, BAD))
    assert asking.reference
    assert mop.user
    asking.reference.resolved = None
    asking.content = f"<@{mop.user.id}>"
    env.inject_error("GET", "/channels/*/messages/*", status=403, code=50001)
    mop.answering = Answering(mop, desk, mop.turns, passive=False)
    mop.answering.heard(asking)
    await mop.turns.done()
    assert channel.last_message
    assert "There is nothing to check" in channel.last_message.content


async def test_the_database_goes_away_under_a_message(
    env: Env, desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A message that cannot be served without the database is told in one line of the log."""
    channel = env.create_guild().create_text_channel("general")
    alice = env.guild.add_member(env.create_user("alice"))

    async def fail(*arguments: object, **more: object) -> None:
        raise StoreError("nowhere", "is away")

    monkeypatch.setattr(desk, "hear", fail)
    assert env.bot.user
    await alice.send(channel, f"<@{env.bot.user.id}> {BAD}")
    assert [record.getMessage() for record in caplog.records if record.name == "adapters.discord.answering"] == [
        "a message could not be served without the database: is away: nowhere"
    ]


async def test_nothing_new_is_taken_on_at_the_end(env: Env, mop: MopClient) -> None:
    """Once the end has begun messages, deletions and commands are left alone."""
    channel = env.create_guild().create_text_channel("general")
    alice = env.guild.add_member(env.create_user("alice"))
    await mop.finish()
    assert mop.user
    message = await alice.send(channel, f"<@{mop.user.id}> {BAD}")
    assert not (await alice.slash(channel, "help")).acknowledged
    await alice.delete(message)
    assert channel.history() == []


async def test_a_form_that_discord_does_not_take(env: Env) -> None:
    """A form that cannot be shown, or an answer that Discord does not take, ends in silence."""
    channel = env.create_guild().create_text_channel("general")
    alice = env.guild.add_member(env.create_user("alice"))
    asked = await alice.slash(channel, "check", text=BAD)
    assert asked.response
    env.inject_error("POST", "/interactions/*/callback", status=400, code=50035)
    assert (await alice.click(asked.response, label="Not right?")).modal is None
    env.inject_error("PATCH", "/webhooks/*", status=400, code=50035)
    assert said_in(await alice.slash(channel, "about")) == ""


async def test_nothing_to_check(env: Env) -> None:
    """A text without words gets one sentence, and so does a message without any."""
    channel = env.create_guild().create_text_channel("general")
    alice = env.guild.add_member(env.create_user("alice"))
    assert "no link and no text" in said_in(await alice.slash(channel, "check", text="  "))
    empty = await alice.send(channel, "<@1>")
    assert "no link and no text" in said_in(await alice.context_menu(channel, "Check links", empty))


async def test_the_language_of_a_server(env: Env) -> None:
    """An admin chooses the language of a server, and what is said to all is said in it."""
    channel = env.create_guild().create_text_channel("general")
    admins = env.guild.create_role("admins", permissions=discord.Permissions(manage_guild=True))
    alice = env.guild.add_member(env.create_user("alice"), roles=[admins])
    assert "Hecho" in said_in(await alice.slash(channel, "language", language="es"))
    shown = await alice.slash(channel, "check", text=BAD, show_to_all=True)
    assert "no es una fuente" in said_in(shown)
    distrusted = await alice.slash(channel, "distrust", source="joker.example", reason="not funny")
    assert "no confía" in said_in(distrusted)


async def test_not_even_sorry(
    env: Env, desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Where even the apology cannot be shown, a line in the log is all."""
    channel = env.create_guild().create_text_channel("general")
    alice = env.guild.add_member(env.create_user("alice"))

    async def fail(*arguments: object) -> None:
        raise StoreError("nowhere", "is away")

    monkeypatch.setattr(desk.store, "counts", fail)
    caplog.set_level("INFO")
    env.inject_error("PATCH", "/webhooks/*", status=400, code=50035)
    await alice.slash(channel, "stats")
    assert "could not even say sorry" in caplog.text
