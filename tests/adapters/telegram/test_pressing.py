"""Buttons, inline mode, commands and membership, through the running program."""

from __future__ import annotations

from typing import Any

import pytest

from bot.commands import COMMANDS
from tests.adapters.telegram.bot_api import ME, USERNAME, BotApi, Fault, Refusal, until

pytestmark = pytest.mark.asyncio(loop_scope="module")

BAD = "http://gossip.example/x"
WARNING = "⚠️ The Gossip: not a source to rely on, according to The Editors."
TOO_LATE = "That answer is too old to look up again."
THANKS = "Thank you. Whoever runs this bot will look at it."


async def warned(api: BotApi, kind: str = "supergroup", **fields: object) -> tuple[int, dict[str, Any]]:
    """Return a chat in which a bad link was answered, and that answer."""
    chat = api.chat(kind)
    api.say(chat, BAD, **fields)
    await api.answered(chat)
    await api.settled(chat)
    return chat, api.answers(chat)[0]


# --- buttons ------------------------------------------------------------------------------------------


async def test_details_and_back(api: BotApi) -> None:
    """Details take the answer's place, and there is a way back."""
    chat, answer = await warned(api)
    short = answer["plain"]
    assert await api.toast(api.press(chat, answer["message_id"], "details")) == ""
    assert answer["plain"].startswith("⚠️ In detail: gossip.example")
    assert "back" in str(answer["reply_markup"])
    await api.toast(api.press(chat, answer["message_id"], "back"))
    assert answer["plain"] == short
    assert "details" in str(answer["reply_markup"])


async def test_share_the_facts(api: BotApi) -> None:
    """Share posts a text to forward, in the topic, with a button that sends a card to any chat; once."""
    chat, answer = await warned(api, is_topic_message=True, message_thread_id=9)
    await api.toast(api.press(chat, answer["message_id"], "share"))
    shared = api.answers(chat)[1]
    assert shared["plain"].split("\n")[0] == "The Gossip is not a source to rely on, according to The Editors:"
    assert shared["link_preview_options"] == {"url": "https://editors.example/gossip"}
    assert shared["message_thread_id"] == 9
    assert shared["disable_notification"] is True
    (button,) = shared["reply_markup"]["inline_keyboard"][0]
    assert button["switch_inline_query"] == BAD
    assert await api.toast(api.press(chat, answer["message_id"], "share")) == "The answer is above"
    assert len(api.answers(chat)) == 2


async def test_share_what_has_no_link(api: BotApi) -> None:
    """A rumour without a link is shared with the page that settles it, previewed."""
    chat = api.chat()
    api.say(chat, "The moon is made of cheese")
    await api.answered(chat)
    assert api.answers(chat)[0]["link_preview_options"]["url"] == "https://moon.example/rocks"
    await api.toast(api.press(chat, api.answers(chat)[0]["message_id"], "share"))
    shared = api.answers(chat)[1]
    assert shared["link_preview_options"] == {"url": "https://moon.example/rocks"}
    assert "reply_markup" not in shared


async def test_report_it(api: BotApi) -> None:
    """Report says how to report the post where it came from."""
    chat = api.chat()
    api.say(chat, "http://chatter.example/post/1 the moon is made of cheese")
    await api.answered(chat)
    assert await api.toast(api.press(chat, api.answers(chat)[0]["message_id"], "report")) == ""
    report = api.answers(chat)[1]
    assert report["plain"].split("\n")[0].endswith("Report it, do not feed it.")
    assert "https://chatter.example/report" in report["html"]


async def test_not_right_in_a_group(api: BotApi) -> None:
    """Objecting in a group is thanked for quietly, seen by whoever pressed alone."""
    chat, answer = await warned(api)
    assert await api.toast(api.press(chat, answer["message_id"], "not_right")) == THANKS
    assert len(api.answers(chat)) == 1


async def test_not_right_with_words(api: BotApi) -> None:
    """Alone with Mop, words and a link can follow; which answer they are about is known after a restart too."""
    chat, answer = await warned(api, "private")
    assert await api.toast(api.press(chat, answer["message_id"], "not_right")) == ""
    await api.toast(api.press(chat, answer["message_id"], "not_right"))
    _, question = api.answers(chat)
    assert question["plain"].startswith(THANKS)
    assert question["reply_markup"]["force_reply"] is True
    entities = [{**each, "offset": 0, "length": 1} for each in question["found"]]
    asked = {"message_id": question["message_id"], "date": 1, "chat": api.chats[chat], "from": ME}
    under = {**asked, "text": question["plain"], "entities": entities}
    api.say(chat, "It is our town's paper, see https://courier.example/", reply_to_message=under)
    assert (await api.answered(chat, 3))[2] == "Thank you. Whoever runs this bot will look at it, with your words."
    api.say(chat, f"/start objection-{answer['message_id']}")
    assert (await api.answered(chat, 4))[3].startswith(THANKS)
    gone = {**under, "entities": [{**entities[-1], "url": f"https://t.me/{USERNAME}?start=objection-99999"}]}
    api.say(chat, "and that one too", reply_to_message=gone)
    assert (await api.answered(chat, 5))[4] == TOO_LATE


async def test_dismiss(api: BotApi) -> None:
    """The poster and admins make an answer vanish; nobody else does."""
    chat, answer = await warned(api)
    number = answer["message_id"]
    refused = "Only whoever posted the message, or an admin, can do that."
    assert await api.toast(api.press(chat, number, "dismiss", api.person(501))) == refused
    gone = {"reply_to_message": None}
    assert await api.toast(api.press(chat, number, "dismiss", api.person(500), **gone)) == refused
    await api.toast(api.press(chat, number, "dismiss", api.person(500)))
    assert api.answers(chat) == []
    other, answer = await warned(api)
    api.admins[other] = [502]
    await api.toast(api.press(other, answer["message_id"], "dismiss", api.person(502)))
    assert api.answers(other) == []


async def test_buttons_that_lead_nowhere(api: BotApi) -> None:
    """A button of an answer that is gone or too old says so; one that is not Mop's does nothing."""
    chat, answer = await warned(api)
    assert await api.toast(api.press(chat, answer["message_id"], "nonsense")) == ""
    assert await api.toast(api.press(chat, 999_998, "details")) == TOO_LATE
    assert await api.toast(api.press(chat, answer["message_id"], "details", date=0)) == TOO_LATE
    api.update(callback_query={"id": "q0", "from": api.person(), "chat_instance": "1", "data": "details"})
    assert await api.toast("q0") == ""
    api.faults.append(Fault("getChatAdministrators", Refusal(400, "Bad Request: CHAT_ADMIN_REQUIRED"), chat))
    assert (await api.toast(api.press(chat, answer["message_id"], "dismiss"))).startswith("Something went wrong")
    api.faults.append(Fault("answerCallbackQuery", Refusal(400, "Bad Request: query is too old")))
    api.press(chat, answer["message_id"], "nonsense")
    await api.settled(chat)


# --- inline mode --------------------------------------------------------------------------------------


async def test_inline_mode_shows_a_card(api: BotApi) -> None:
    """``@bot URL`` shows the answer as a card, in the language of whoever types."""
    query = api.type("http://joker.example/", 601, "es")
    await until(lambda: query in api.cards)
    (card,) = api.cards[query]
    assert card["title"].startswith("The Joker es ")
    assert "The Joker" in card["plain"]
    assert card["input_message_content"]["link_preview_options"] == {"is_disabled": True}


async def test_inline_mode_without_anything_to_check(api: BotApi) -> None:
    """Empty or idle typing shows no card."""
    for words in ("", "hello"):
        query = api.type(words, 602)
        await until(lambda query=query: query in api.cards)  # type: ignore[misc]
        assert api.cards[query] == []


# --- commands -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("/start", "I check forwarded links: who rates the source, who checked the claim, what to read instead."),
        ("/help", "What I can do"),
        ("/mode", "I speak here: when asked, and when something is worth a warning."),
        ("/language", "I answer in the reader's own language."),
        ("/trust", "Write the source, and why: /trust example.org our town's paper"),
        ("/distrust", "Write the source, and why: /distrust example.org our town's paper"),
        ("/lists", "I quote these, by name and in their own words"),
        ("/stats", "Nothing checked here yet."),
        ("/privacy", "I keep no message text and no names. What I do keep:"),
        ("/forget", "I keep nothing about you."),
        ("/about", "Mop checks forwarded links."),
    ],
)
async def test_commands_for_everybody(api: BotApi, text: str, line: str) -> None:
    """What anybody may ask is answered, under the question."""
    chat = api.chat("supergroup")
    said = api.say(chat, text, **{"from": api.person(555)})
    assert (await api.answered(chat))[0].startswith(line)
    assert api.answers(chat)[0]["reply_parameters"]["message_id"] == said["message_id"]


async def test_admin_commands(api: BotApi) -> None:
    """Only admins change anything: named ones, anonymous ones, and the linked channel."""
    chat = api.chat("supergroup")
    api.admins[chat] = [700]
    api.linked[chat] = -1009
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    channel = {"id": -1009, "type": "channel", "title": "Ours"}
    stranger = {"id": -1010, "type": "channel", "title": "Another"}
    senders: list[dict[str, Any]] = [
        {"from": api.person(701)},
        {"from": anonymous, "sender_chat": stranger},
        {"from": api.person(700)},
        {"from": anonymous, "sender_chat": api.chats[chat]},
        {"from": anonymous, "sender_chat": channel},
    ]
    for sender in senders:
        api.say(chat, "/trust gossip.example our own paper", **sender)
    said = await api.answered(chat, 5)
    assert said[:2] == ["Only this chat's admins can do that."] * 2
    assert {line.split(":")[0] for line in said[2:]} == {"Noted"}
    assert len(api.called("getChatAdministrators", chat)) == 1
    api.say(chat, f"/check {BAD}")
    assert (await api.answered(chat, 6))[5] == "The Gossip: trusted by this group's admins."


async def test_when_nobody_can_tell_who_is_an_admin(api: BotApi) -> None:
    """Where Telegram does not say who the admins are, that is no refusal."""
    chat = api.chat("supergroup")
    api.faults.append(Fault("getChatAdministrators", Refusal(400, "Bad Request: CHAT_ADMIN_REQUIRED"), chat))
    api.say(chat, "/mode off")
    assert (await api.answered(chat))[0].startswith("Something went wrong on my side")


async def test_the_menus_are_set(api: BotApi) -> None:
    """Every scope has its commands in each language, admins theirs too."""
    await until(lambda: len(api.commands) == 6)
    everybody = [command["command"] for command in api.commands["all_group_chats", ""]]
    assert everybody == [command.name for command in COMMANDS if not command.for_admins]
    assert len(api.commands["all_chat_administrators", "es"]) == len(COMMANDS)
    english, spanish = api.commands["all_private_chats", ""], api.commands["all_private_chats", "es"]
    assert english[0]["description"] != spanish[0]["description"]


# --- membership ---------------------------------------------------------------------------------------


def changed(api: BotApi, chat: int, old: str, new: str, **fields: object) -> None:
    """Let Mop's membership change."""
    member = {"user": ME, "until_date": 0, "is_member": True}
    restricted = dict.fromkeys(_RIGHTS, False)
    api.update(
        my_chat_member={
            "chat": api.chats[chat],
            "from": api.person(),
            "date": 1,
            "old_chat_member": {"status": old, **member, **restricted},
            "new_chat_member": {"status": new, **member, **restricted, **fields},
        }
    )


_RIGHTS = (
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_send_messages",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_manage_topics",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_edit_tag",
    "can_react_to_messages",
)


async def test_first_words(api: BotApi) -> None:
    """On being added Mop says in three lines what it does and what it keeps; once, and without a sound."""
    chat = api.chat("supergroup")
    changed(api, chat, "left", "member")
    await api.answered(chat)
    (welcome,) = api.answers(chat)
    assert len(welcome["plain"].split("\n")) == 3
    assert welcome["disable_notification"] is True
    changed(api, chat, "member", "kicked")
    changed(api, chat, "kicked", "restricted")
    changed(api, chat, "restricted", "restricted", is_member=False)
    await api.settled(chat)
    assert len(api.answers(chat)) == 1


async def test_being_blocked_and_taken_back(api: BotApi) -> None:
    """Whoever blocks Mop and takes it back is not greeted, and is answered as before."""
    chat = api.chat()
    changed(api, chat, "member", "kicked")
    changed(api, chat, "kicked", "member")
    api.say(chat, BAD)
    assert await api.answered(chat) == [WARNING]
