"""``mop discord`` as a whole, line by line of what it promises, against Discord as a local server plays it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from discord.http import Route

from adapters.discord.program import serve
from adapters.discord.settings import read_discord_settings
from bot.desk import Desk
from bot.fetch.exchange import tls_context
from bot.startup import clock, open_checker
from bot.store import open_store
from tests.adapters.discord.mop_process import mop_discord
from tests.adapters.discord.played import MESSAGE_CONTENT, TOKEN, Fault, PlayedDiscord, environment, played_discord
from tests.adapters.discord.web_played import PlayedWeb, played_web
from tests.adapters.discord.wire import (
    CHANNEL,
    DIRECT,
    EPHEMERAL,
    GROUP,
    MANAGE_GUILD,
    MANAGE_MESSAGES,
    Person,
    answer_to,
    buttons_of,
    replies_to,
    reply_to,
    words_of,
)
from tests.conftest import SMALL

OTHER_DIRECT = {**DIRECT, "id": "803"}
BAD = "https://gossip.example/x"
GOSSIP = "The Gossip: not a source to rely on, according to The Editors."

pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass
class World:
    """One running Mop with all that is round it."""

    discord: PlayedDiscord
    web: PlayedWeb

    def person(self, **more: object) -> Person:
        """Return somebody in the server's channel."""
        return Person(self.discord, **more)  # type: ignore[arg-type] # handed on as they are


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["a process of its own", "this process"])
async def running(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> AsyncIterator[World]:
    """Run Mop twice for this file: as people run it, and where its lines are counted."""
    folder = tmp_path_factory.mktemp("discord")
    run = as_process if request.param == "a process of its own" else in_process
    async with AsyncExitStack() as stack:
        web = await stack.enter_async_context(played_web(folder))
        played = await stack.enter_async_context(played_discord(PlayedDiscord()))
        await stack.enter_async_context(run(played, folder, {**web.environment, "MOP_DISCORD_PASSIVE": "true"}))
        await played.until(lambda: played.session_of() and played.commands)
        yield World(played, web)


@asynccontextmanager
async def as_process(played: PlayedDiscord, folder: Path, settings: Mapping[str, str]) -> AsyncIterator[None]:
    """Run ``mop discord``; nothing that it says is a traceback or holds the token."""
    async with mop_discord(played, folder, settings) as process:
        yield
        status, said = await process.stop()
    assert (status, "Traceback" in said, TOKEN in said) == (0, False, False)


@asynccontextmanager
async def in_process(played: PlayedDiscord, folder: Path, more: Mapping[str, str]) -> AsyncIterator[None]:
    """Serve in this process, with the same parts."""
    named = {**dict(environment(played)), **more, "MOP_DATA_DIR": str(folder / "data"), "MOP_SOURCES": str(SMALL)}
    settings, own = read_discord_settings(named)
    stop = asyncio.Event()
    with pytest.MonkeyPatch.context() as patch, ExitStack() as stack:
        patch.setenv("SSL_CERT_FILE", more["SSL_CERT_FILE"])
        patch.setattr(Route, "BASE", own.api_url)
        tls_context.cache_clear()  # whatever was read before knows another authority
        stack.callback(tls_context.cache_clear)
        async with open_checker(settings) as checker, open_store(settings.data_dir) as store:
            serving = asyncio.create_task(serve(Desk(checker, store, clock), own, settings.data_dir, stop))
            yield
            stop.set()
            await serving


@pytest_asyncio.fixture(loop_scope="module")
async def world(running: World) -> AsyncIterator[World]:
    """Hand out the running Mop, and see that all it did was as Discord wants it."""
    yield running
    assert running.discord.wrong == []


async def test_commands_are_set_up_by_themselves(world: World) -> None:
    """Every command and both menu entries are there, for servers and accounts, in all of Discord's places."""
    by_name = {command["name"]: command for command in world.discord.commands}
    everybody = {"check", "lists", "privacy", "forget", "help", "about", "Check links", "Share the facts"}
    admins = {"mode", "language", "trust", "distrust"}
    assert set(by_name) == everybody | admins | {"stats"}
    for name in everybody:
        assert by_name[name]["integration_types"] == [0, 1]
        assert by_name[name]["contexts"] == [0, 1, 2]
        assert by_name[name]["default_member_permissions"] is None
    for name in admins:
        assert int(by_name[name]["default_member_permissions"]) == MANAGE_GUILD
        assert by_name[name]["integration_types"] == [0]
    assert by_name["check"]["name_localizations"] == {"es-ES": "comprobar", "es-419": "comprobar"}
    assert by_name["check"]["description_localizations"]["es-ES"].startswith("Comprueba")
    assert by_name["Check links"]["name_localizations"]["es-419"] == "Comprobar enlaces"


async def test_least_intents(world: World) -> None:
    """Mop asks for servers, messages and their words, and for no members and no presences."""
    assert world.discord.identified[0]["intents"] == 1 | 1 << 9 | 1 << 12 | MESSAGE_CONTENT


async def test_check_is_private_and_in_two_stages(world: World) -> None:
    """/check is acknowledged as private, answered by editing, and completed by editing the same answer."""
    token = await world.person().command("check", text=BAD)
    answer = await answer_to(world.discord, token, "The page itself says")
    assert world.discord.acknowledged[token] == {"type": 5, "data": {"flags": EPHEMERAL}}
    assert answer["content"] == f"**{GOSSIP}**"
    assert "“bad” (2023) ([editors.example](https://editors.example/gossip))" in words_of(answer)
    assert buttons_of(answer) == ["Details", "Share the facts", "Report it", "Not right?"]
    edits = world.discord.asked("PATCH", f"/webhooks/1001/{token}/messages/@original")
    assert [("page itself" in str(edit.body)) for edit in edits] == [False, True]


async def test_acknowledged_before_anything_is_looked_up(world: World) -> None:
    """While a page keeps everybody waiting the interaction is acknowledged already: the order of events says so."""
    token = await world.person().command("check", text="https://slow.example/x")
    await world.discord.until(lambda: token in world.discord.acknowledged)
    assert token not in world.discord.original
    world.web.let_go.set()
    assert "slow.example" in words_of(await answer_to(world.discord, token))


async def test_acknowledged_while_everything_else_waits(world: World) -> None:
    """Forty people who ask at once are all acknowledged before the page that each of them waits for comes."""
    world.web.let_go.clear()
    people = [world.person(number=str(600 + number)) for number in range(40)]
    tokens = [await each.command("check", text=f"https://slow.example/{each.user['id']}") for each in people]
    await world.discord.until(lambda: set(tokens) <= set(world.discord.acknowledged))
    assert not set(tokens) & set(world.discord.original)
    world.web.let_go.set()
    for token in tokens:
        await answer_to(world.discord, token)


async def test_shown_to_all(world: World) -> None:
    """With "show to all" the answer is everybody's, and can be dismissed by who asked, not by others."""
    asker, other = world.person(), world.person(number="502")
    token = await asker.command("check", text="https://joker.example/", show_to_all=True)
    answer = await answer_to(world.discord, token, "satire")
    assert not world.discord.acknowledged[token].get("data")
    assert "Dismiss" in buttons_of(answer)
    asked_by = {"id": "1", "type": 2, "user": asker.user, "authorizing_integration_owners": {}}
    shown = {**answer, "interaction_metadata": asked_by}
    refused = await other.press(shown, "mop:dismiss")
    await world.discord.until(lambda: world.discord.asked("POST", f"/webhooks/1001/{refused}"))
    said = world.discord.asked("POST", f"/webhooks/1001/{refused}")[0].body
    assert said["content"] == "Only whoever posted the message, or an admin, can do that."
    assert said["flags"] == EPHEMERAL
    world.discord.original[pressed := await press_dismiss(asker, shown)] = answer["id"]
    await world.discord.until(lambda: world.discord.asked("DELETE", f"/webhooks/1001/{pressed}/messages/@original"))


async def press_dismiss(person: Person, message: dict[str, object]) -> str:
    """Press Dismiss and have the played Discord know which message that button belongs to."""
    event = person.interaction(3, {"custom_id": "mop:dismiss", "component_type": 2}, message)
    person.played.original[event["token"]] = str(message["id"])
    await person.played.dispatch("INTERACTION_CREATE", event)
    return str(event["token"])


@pytest.mark.parametrize("channel", [CHANNEL, DIRECT, GROUP, {**CHANNEL, "guild_id": "799", "id": "798"}])
async def test_menus_work_everywhere(world: World, channel: dict[str, object]) -> None:
    """Both entries of a message's menu work in servers, in direct messages, in groups and where Mop is no member."""
    person = world.person(channel=channel)
    target = person.written(f"look at this: <{BAD}>")
    checked = await answer_to(world.discord, await person.menu("Check links", target), "Gossip")
    assert checked["content"] == f"**{GOSSIP}**"
    assert checked["flags"] == (0 if channel is DIRECT else EPHEMERAL)
    shared = await answer_to(world.discord, await person.menu("Share the facts", target), "Editors")
    assert shared["content"].endswith("https://editors.example/gossip")
    assert shared["embeds"] == []
    nothing = await answer_to(world.discord, await person.menu("Share the facts", person.written("<@1>")), "no")
    assert "There is no link and no text" in words_of(nothing)


async def test_in_the_readers_own_language(world: World) -> None:
    """A reader whose Discord is Spanish is answered in Spanish."""
    person = world.person(locale="es-419")
    answer = await answer_to(world.discord, await person.command("check", text=BAD), "Gossip")
    assert "no es una fuente" in words_of(answer)
    assert buttons_of(answer)[0] == "Detalles"
    assert "Cito" in words_of(await answer_to(world.discord, await person.command("lists"), "Editors"))


async def test_buttons_tell_whoever_presses_them(world: World) -> None:
    """Details, the text to share and how to report it are shown to whoever pressed, alone."""
    person = world.person()
    answer = await answer_to(world.discord, await person.command("check", text=BAD), "page itself")
    for custom_id, words in (
        ("mop:details", "In detail: gossip.example"),
        ("mop:share", "https://editors.example/gossip"),
        ("mop:report", "Report it, do not feed it."),
    ):
        shown = await answer_to(world.discord, await person.press(answer, custom_id), words)
        assert shown["flags"] == EPHEMERAL
        assert shown["components"] == []


async def test_an_objection_in_a_form(world: World) -> None:
    """The button "Not right?" opens a form at once, and what is written in it is filed."""
    person = world.person()
    answer = await answer_to(world.discord, await person.command("check", text=BAD), "page itself")
    pressed = await person.press(answer, "mop:not_right")
    await world.discord.until(lambda: pressed in world.discord.acknowledged)
    form = world.discord.acknowledged[pressed]
    assert form["type"] == 9
    sent = await person.fill_in(
        form["data"], answer, words="It is our own paper", link="https://gossip.example/about"
    )
    thanks = await answer_to(world.discord, sent)
    assert "with your words" in words_of(thanks)


async def test_a_button_under_an_answer_nobody_remembers(world: World) -> None:
    """A button under an answer that is no longer kept says so."""
    old = world.discord.stand({"content": "old"}, "701")
    shown = await answer_to(world.discord, await world.person().press(old, "mop:details"))
    assert "too old" in words_of(shown)


async def test_an_interaction_that_comes_twice_is_answered_once(world: World) -> None:
    """A command delivered a second time is not answered a second time."""
    person = world.person()
    event = person.interaction(2, {"id": "1", "name": "help", "type": 1})
    await world.discord.dispatch("INTERACTION_CREATE", event)
    await answer_to(world.discord, event["token"], "What I can do")
    await world.discord.dispatch("INTERACTION_CREATE", event)
    await answer_to(world.discord, await person.command("about"), "Mop checks forwarded links")
    assert len(world.discord.asked("POST", f"/interactions/{event['id']}/.*")) == 1


async def test_a_command_that_no_longer_exists(world: World) -> None:
    """A command that Discord still shows and Mop no longer has is answered all the same."""
    token = await world.person().command("juggle")
    assert "Something went wrong" in words_of(await answer_to(world.discord, token))


async def test_direct_messages_are_answered(world: World) -> None:
    """A link in a direct message is answered as a reply; talk without one gets an honest answer, too."""
    person = world.person(channel=DIRECT)
    reply = await reply_to(world.discord, await person.say(BAD), "page itself")
    assert reply["content"] == f"**{GOSSIP}**"
    assert "Nothing known about unheard-of.example" in words_of(
        await reply_to(world.discord, await person.say("https://unheard-of.example/"))
    )


async def test_a_channel_is_watched_only_when_its_admins_say_so(world: World) -> None:
    """By default nothing is said unasked; /mode warn watches one channel, and the other stays unwatched."""
    admin = world.person(permissions=MANAGE_GUILD)
    quiet = await admin.say(BAD)
    set_to = await answer_to(world.discord, await admin.command("mode", mode="warn"))
    assert "Done." in words_of(set_to)
    assert "this channel" in words_of(set_to)
    loud = await admin.say(BAD)
    await reply_to(world.discord, loud, "Gossip")
    assert replies_to(world.discord, quiet) == []
    other = world.person(channel={**CHANNEL, "id": "702"})
    unwatched = await other.say("https://evil.example/x")
    await reply_to(world.discord, await other.say("<@1001> https://joker.example/"), "satire")
    assert replies_to(world.discord, unwatched) == []


async def test_only_who_manages_the_server_changes_it(world: World) -> None:
    """Somebody without Manage Server sees the mode and changes nothing."""
    person = world.person()
    assert "Only this chat" in words_of(await answer_to(world.discord, await person.command("mode", mode="off")))
    assert "I speak here" in words_of(await answer_to(world.discord, await person.command("mode")))


async def test_edits_and_deletions_are_followed(world: World) -> None:
    """The answer changes with its message, and goes with it; what Discord adds by itself changes nothing."""
    admin = world.person(permissions=MANAGE_GUILD, channel={**CHANNEL, "id": "702"})
    await answer_to(world.discord, await admin.command("mode", mode="always"), "Done.")
    message = await admin.say("https://evil.example/watched")
    first = await reply_to(world.discord, message, "evil[.]example")
    assert "https://evil" not in words_of(first)
    await admin.edit(message, "https://evil.example/watched", "")  # a preview was added
    await admin.edit(message, "https://state.example/", "2026-11-22T12:01:00+00:00")
    assert (await reply_to(world.discord, message, "state-controlled"))["id"] == first["id"]
    await admin.delete(message)
    await world.discord.until(lambda: first["id"] not in world.discord.messages)
    several = [await admin.say(f"https://evil.example/{number}") for number in range(2)]
    answers = [(await reply_to(world.discord, each, "evil"))["id"] for each in several]
    await admin.delete(*several)
    await world.discord.until(lambda: not set(answers) & set(world.discord.messages))


async def test_a_mention_in_a_reply_asks_about_the_message_replied_to(world: World) -> None:
    """Whoever mentions Mop in a reply asks about that message; with nothing there Mop says what to do."""
    person = world.person(channel={**CHANNEL, "id": "702"})
    target = person.written("look https://courier.example/story")
    reference = {"type": 0, "message_id": target["id"], "channel_id": "702", "guild_id": "700"}
    await person.say("<@1001> is that right?", message_reference=reference, type=19)
    assert "according to The Editors" in words_of(await reply_to(world.discord, target, "Courier"))
    empty = await person.say("<@1001>")
    assert "reply to a message and mention me" in words_of(await reply_to(world.discord, empty))


async def test_suppressed_links_are_left_alone(world: World) -> None:
    """A link in ``<...>`` is not spoken of unasked."""
    admin = world.person(permissions=MANAGE_GUILD, channel={**CHANNEL, "id": "702"})
    await answer_to(world.discord, await admin.command("mode", mode="always"), "Done.")
    left_alone = await admin.say("<https://evil.example/quiet>")
    await reply_to(world.discord, await admin.say("https://evil.example/loud"), "evil")
    assert replies_to(world.discord, left_alone) == []


async def test_forums_and_threads_are_answered_in_place(world: World) -> None:
    """A post in a forum is answered in the post, and follows the forum's mode."""
    post = {"id": "711", "type": 11, "name": "a post", "parent_id": "710", "guild_id": "700"}
    admin = world.person(permissions=MANAGE_GUILD, channel=post)
    await answer_to(world.discord, await admin.command("mode", mode="warn"), "Done.")
    answer = await reply_to(world.discord, await admin.say("https://evil.example/post"), "evil")
    assert answer["channel_id"] == "711"


async def test_trust_and_forget(world: World) -> None:
    """What admins trust is shown beside the raters in their server; /forget deletes it."""
    admin = world.person(permissions=MANAGE_GUILD, channel={**CHANNEL, "id": "780", "guild_id": "779"})
    assert "Noted" in words_of(
        await answer_to(world.discord, await admin.command("trust", source="gossip.example", reason="our paper"))
    )
    checked = await answer_to(world.discord, await admin.command("check", text=BAD), "admins")
    assert "this group's admins" in words_of(checked)
    assert "One check" in words_of(await answer_to(world.discord, await admin.command("stats"), "check"))
    assert "no message text" in words_of(await answer_to(world.discord, await admin.command("privacy")))
    assert "Deleted" in words_of(await answer_to(world.discord, await admin.command("forget")))


async def test_moderators_dismiss(world: World) -> None:
    """Somebody with Manage Messages may take any answer away."""
    person = world.person(channel={**CHANNEL, "id": "702"}, number="503", permissions=MANAGE_MESSAGES)
    poster = world.person(channel={**CHANNEL, "id": "702"})
    answer = await reply_to(world.discord, await poster.say("<@1001> https://state.example/a"), "state")
    await press_dismiss(person, answer)
    await world.discord.until(lambda: answer["id"] not in world.discord.messages)


async def test_what_discord_refuses_is_silence(world: World) -> None:
    """Missing permissions, an archived thread, slow mode and blocked messages end in silence, and life goes on."""
    person = world.person(channel=DIRECT)
    sending = "/channels/801/messages"
    for status, code in ((403, 50013), (403, 50001), (400, 50083), (400, 20016), (403, 50007)):
        refusal = {"message": "refused", "code": code}
        world.discord.faults[:] = [Fault("POST", sending, status, refusal, times=3)]
        refused = len(world.discord.asked("POST", f"{sending} -> {status}"))
        message = await person.say(BAD)
        await answered(world, f"{sending} -> {status}", refused)
        await reply_to(world.discord, await world.person(channel=OTHER_DIRECT).say(BAD), "page itself")
        assert replies_to(world.discord, message) == []
    world.discord.faults.clear()
    await reply_to(world.discord, await person.say(BAD), "page itself")


async def answered(world: World, path: str, before: int) -> None:
    """Wait for one more request that is answered so."""
    await world.discord.until(lambda: len(world.discord.asked("POST", path)) > before)


async def test_being_asked_to_slow_down_and_a_fault_of_discords(world: World) -> None:
    """429 is obeyed and 502 tried again, until the answer stands."""
    slower = {"message": "You are being rate limited.", "retry_after": 0.01, "global": False}
    headers = {"Retry-After": "0.01", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": "0.01", "Via": "1.1 x"}
    person = world.person(channel=DIRECT)
    world.discord.faults.append(Fault("POST", "/channels/801/messages", 429, slower, headers=headers))
    await reply_to(world.discord, await person.say(BAD), "Gossip")
    world.discord.faults.append(Fault("POST", "/channels/801/messages", 502, {"message": "bad gateway"}))
    await reply_to(world.discord, await person.say("https://state.example/"), "state")
    assert len(world.discord.asked("POST", "/channels/801/messages -> (429|502)")) == 2


async def test_a_lost_connection_is_resumed(world: World) -> None:
    """What was said while the connection was lost is answered after it was resumed, at the same gateway."""
    session = world.discord.session_of()
    assert session
    person = world.person(channel=DIRECT)
    await session.socket.close(code=4000)
    message = person.written("https://state.example/lost")
    session.sent.append({"op": 0, "t": "MESSAGE_CREATE", "s": len(session.sent) + 1, "d": message})
    await reply_to(world.discord, message, "state")
    assert world.discord.resumed[-1]["session_id"] == session.id
    assert len(world.discord.identified) == 1


async def test_an_odd_event_is_passed_over(world: World) -> None:
    """An event that cannot be read ends nothing."""
    await world.discord.dispatch("MESSAGE_CREATE", {"id": "1", "nonsense": True})
    person = world.person(channel=DIRECT)
    await reply_to(world.discord, await person.say("https://state.example/odd"), "state")
