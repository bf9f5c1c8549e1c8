"""Messages in private chats, groups, topics and discussions, through the running program."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.adapters.telegram.bot_api import ME, USERNAME, BotApi, Fault, Refusal, bad, until
from tests.adapters.telegram.running import Web

pytestmark = pytest.mark.asyncio(loop_scope="module")

BAD = "http://gossip.example/x"
WARNING = "⚠️ The Gossip: not a source to rely on, according to The Editors."
SATIRE = "🎭 The Joker is satire: meant as a joke, not as news."
RUMOUR = "🔁 Going round since 1999: The moon is made of cheese."
NO_PICTURES = "I cannot read pictures here, and there is nothing else here that I know."
NOTHING_TO_CHECK = "There is no link and no text to check: answer a message with /check, or write /check and a link."
PHOTO = [{"file_id": "f", "file_unique_id": "u", "width": 10, "height": 10}]
CHANNEL = {"id": -1009, "type": "channel", "title": "A channel", "username": "rumours"}


# --- private chats ------------------------------------------------------------------------------------


async def test_a_forwarded_link_is_answered_in_private(api: BotApi) -> None:
    """A link gets an answer that replies to it, completed in place, with no preview of the bad link."""
    chat = api.chat()
    said = api.say(chat, f"look {BAD}")
    assert await api.answered(chat) == [WARNING]
    (answer,) = api.answers(chat)
    await until(lambda: "The page itself says" in answer["plain"])
    assert answer["reply_parameters"]["message_id"] == said["message_id"]
    assert answer["disable_notification"] is False
    assert answer["link_preview_options"] == {"is_disabled": True}
    assert answer["edits"] == 1


async def test_the_first_answer_does_not_wait_for_the_page(api: BotApi, pages: Web) -> None:
    """What the lists know is said while the page is still being read, and says so; then it is completed."""
    chat = api.chat()
    pages.may_answer.clear()
    api.say(chat, "http://slow.gossip.example/")
    assert await api.answered(chat) == [WARNING]
    (answer,) = api.answers(chat)
    assert "I am still reading the page." in answer["plain"]
    pages.may_answer.set()
    await until(lambda: "The page itself says" in answer["plain"])
    assert len(api.answers(chat)) == 1


async def test_typing_is_shown_while_it_works(api: BotApi, pages: Web) -> None:
    """Whoever waits for a slow page sees that somebody is typing, in their topic."""
    chat = api.chat()
    pages.may_answer.clear()
    api.say(chat, "http://slow.example/", is_topic_message=True, message_thread_id=5)
    await until(lambda: bool(api.called("sendChatAction", chat)))
    assert api.called("sendChatAction", chat)[0] == {"chat_id": chat, "action": "typing", "message_thread_id": 5}
    pages.may_answer.set()
    assert await api.answered(chat) == ["Nothing known about slow.example. That is not a clean bill."]


@pytest.mark.parametrize(
    "hidden",
    [
        {"text": "😀 a.b here", "entities": [{"type": "text_link", "offset": 3, "length": 3, "url": BAD}]},
        {"caption": f"😀😀 {BAD}", "caption_entities": [{"type": "url", "offset": 5, "length": 23}], "photo": PHOTO},
        {"text": "press", "reply_markup": {"inline_keyboard": [[{"text": "here", "url": BAD}]]}},
        {
            "text": "what?",
            "quote": {
                "text": "see here",
                "position": 0,
                "entities": [{"type": "text_link", "offset": 4, "length": 4, "url": BAD}],
            },
        },
        {"text": "look", "link_preview_options": {"url": BAD}},
        {
            "text": "and this?",
            "external_reply": {
                "origin": {"type": "hidden_user", "date": 1, "sender_user_name": "x"},
                "link_preview_options": {"url": BAD},
            },
        },
        {"text": BAD, "forward_origin": {"type": "user", "date": 1, "sender_user": {**ME, "is_bot": False}}},
        {"text": BAD, "forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "Somebody"}},
        {"text": BAD, "forward_origin": {"type": "chat", "date": 1, "sender_chat": {"id": -5, "type": "group"}}},
        {"text": BAD, "forward_origin": {"type": "channel", "date": 1, "chat": CHANNEL, "message_id": 3}},
    ],
    ids=["text_link", "caption", "button", "quote", "preview", "external", "user", "hidden", "chat", "channel"],
)
async def test_wherever_a_link_hides(api: BotApi, hidden: dict[str, Any]) -> None:
    """Every place of a message that holds a link is looked into."""
    chat = api.chat()
    api.say(chat, **hidden)
    assert await api.answered(chat) == [WARNING]


async def test_words_of_a_public_channel_name_their_source(api: BotApi) -> None:
    """A forwarded post that holds no link is checked by the channel that it came from."""
    chat = api.chat()
    api.say(chat, "hello", forward_origin={"type": "channel", "date": 1, "chat": CHANNEL, "message_id": 3})
    assert await api.answered(chat) == ["t.me: the page could not be reached. So I cannot say anything about it."]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ({"photo": PHOTO}, NO_PICTURES),
        ({"location": {"latitude": 1, "longitude": 1}}, NOTHING_TO_CHECK),
        ({"text": "good morning"}, "Nothing here that I can check: I know no rumour and no fact-check like it."),
        ({"text": "The moon is made of cheese!"}, RUMOUR),
        ({"text": "/check"}, NOTHING_TO_CHECK),
        ({"text": "/start"}, "Forward me a link"),
        ({"text": "/start lists"}, "I quote these, by name and in their own words"),
        ({"text": "/start aHR0cDovL2pva2VyLmV4YW1wbGUv"}, SATIRE),
        ({"text": "/start ???"}, "Forward me a link"),
        ({"text": f"@{USERNAME} http://joker.example/"}, SATIRE),
    ],
)
async def test_in_private_an_answer_always_comes(api: BotApi, content: dict[str, Any], line: str) -> None:
    """Whatever is sent in a private chat, something useful is answered."""
    chat = api.chat()
    api.say(chat, **content)
    (said,) = await api.answered(chat)
    assert said.startswith(line)


async def test_notices_and_bots_get_no_answer(api: BotApi) -> None:
    """Pinned messages, other bots, and Mop's own cards sent by inline mode are left alone."""
    chat = api.chat()
    api.say(chat, "", pinned_message=api.message(chat, BAD))
    api.say(chat, BAD, **{"from": {"id": 9, "is_bot": True, "first_name": "Other"}})
    api.say(chat, BAD, via_bot=ME)
    await api.settled(chat)
    assert api.answers(chat) == []


async def test_an_album_gets_one_answer(api: BotApi) -> None:
    """Pictures of one album are answered together, whichever of them has the words."""
    chat = api.chat()
    for caption in ("", f"look {BAD}", "http://joker.example/"):
        entities = [{"type": "url", "offset": caption.find("http"), "length": 40}] if "http" in caption else []
        more = {"caption": caption, "caption_entities": entities} if caption else {}
        api.say(chat, "", photo=PHOTO, media_group_id=f"album{chat}", **more)
    assert await api.answered(chat) == [WARNING]
    late = api.say(chat, "", photo=PHOTO, media_group_id=f"album{chat}")
    await asyncio.sleep(0.7)
    await api.settled(chat)
    assert len(api.answers(chat)) == 1
    api.update(edited_message={**late, "caption": "http://joker.example/", "edit_date": 1_700_000_100})
    await until(lambda: api.texts(chat) == [SATIRE])


async def test_an_edited_message_changes_its_answer(api: BotApi) -> None:
    """Another link, another answer in the same place; a picture that loses its words loses the answer."""
    chat = api.chat()
    said = api.say(chat, BAD)
    await api.answered(chat)
    api.edit(said, "http://joker.example/")
    await until(lambda: api.texts(chat) == [SATIRE])
    edited = {**said, "edit_date": 1_700_000_200}
    del edited["text"], edited["entities"]
    api.update(edited_message=edited)
    await until(lambda: api.texts(chat) == [])


async def test_a_link_that_must_not_be_opened(api: BotApi) -> None:
    """A phishing link is shown broken up and unlinked, is not previewed and not opened."""
    chat = api.chat()
    api.say(chat, "http://evil.example/login")
    (line,) = await api.answered(chat)
    (answer,) = api.answers(chat)
    assert line.startswith("⛔ Please do not open evil[.]example")
    assert "evil.example/login" not in answer["html"]
    assert "evil[.]example/login" in answer["plain"]
    assert "evil.example" not in str(answer["found"])
    assert answer["link_preview_options"] == {"is_disabled": True}


async def test_what_strangers_write_is_harmless(api: BotApi) -> None:
    """Markup, bidi controls and mentions in others' words are shown as plain words."""
    chat = api.chat()
    api.say(chat, "http://xn--80ak6aa92e.example/?<b>&\u202eabc @everyone_here")
    await api.answered(chat)
    (answer,) = api.answers(chat)
    assert "\u202e" not in answer["plain"]
    assert "@" not in answer["plain"]


async def test_the_reader_is_answered_in_their_language(api: BotApi) -> None:
    """Spanish readers get Spanish."""
    chat = api.chat()
    api.say(chat, BAD, **{"from": api.person(chat, "es")})
    (line,) = await api.answered(chat)
    assert "no " in line
    assert "not a source" not in line


async def test_a_hundred_links_get_one_answer(api: BotApi) -> None:
    """However many links a message holds, there is one answer that fits, and it says what was left out."""
    chat = api.chat()
    api.say(chat, " ".join(f"http://n{number}.gossip.example/{number}" for number in range(100)))
    await api.answered(chat)
    (answer,) = api.answers(chat)
    await until(lambda: "left out" in answer["plain"])


# --- groups -------------------------------------------------------------------------------------------


async def test_a_group_is_warned_once(api: BotApi) -> None:
    """A bad link gets a quiet answer with a way to dismiss it; the same again, or a harmless one, gets none."""
    chat = api.chat("supergroup")
    said = api.say(chat, BAD)
    assert await api.answered(chat) == [WARNING]
    (answer,) = api.answers(chat)
    assert answer["disable_notification"] is True
    assert answer["reply_parameters"]["message_id"] == said["message_id"]
    assert "dismiss" in str(answer["reply_markup"])
    api.say(chat, BAD)
    api.say(chat, "http://unheard-of.example/")
    api.say(chat, "good morning")
    api.say(chat, "", photo=PHOTO)
    await api.settled(chat)
    assert len(api.answers(chat)) == 1


@pytest.mark.parametrize("how", ["reply", "url", "mention", "caption", "addressed", "line"])
async def test_asked_in_a_group(api: BotApi, how: str) -> None:
    """/check as a reply, /check with a link, and a mention are always answered, under the message in question."""
    chat = api.chat("supergroup")
    api.say(chat, "/mode asked", sender_chat=api.chats[chat])
    await api.answered(chat)
    target = api.message(chat, "http://joker.example/")
    asked = {
        "reply": lambda: api.say(chat, "/check", reply_to_message=target),
        "url": lambda: api.say(chat, "/check http://joker.example/"),
        "mention": lambda: api.say(chat, f"@{USERNAME} is this true?", reply_to_message=target),
        "caption": lambda: api.say(chat, "", photo=PHOTO, caption="/check http://joker.example/"),
        "addressed": lambda: api.say(chat, f"/CHECK@{USERNAME.lower()} http://joker.example/"),
        "line": lambda: api.say(chat, "/check\nhttp://joker.example/"),
    }[how]()
    assert (await api.answered(chat, 2))[1] == SATIRE
    about = target if how in {"reply", "mention"} else asked
    assert api.answers(chat)[1]["reply_parameters"]["message_id"] == about["message_id"]


async def test_asked_again_it_points_to_its_answer(api: BotApi) -> None:
    """What was answered today is pointed to, in a topic too."""
    chat = api.chat("supergroup", is_forum=True)
    topic = {"is_topic_message": True, "message_thread_id": 77}
    api.say(chat, BAD, **topic)
    await api.answered(chat)
    api.say(chat, f"/check {BAD}", **topic)
    assert (await api.answered(chat, 2))[1].endswith("Already checked here today.")
    first, second = api.answers(chat)
    assert (first["message_thread_id"], second["message_thread_id"]) == (77, 77)
    link = f"https://t.me/c/{str(chat).removeprefix('-100')}/{first['message_id']}"
    assert link in second["html"]


async def test_what_is_said_to_others_is_not_answered(api: BotApi) -> None:
    """Commands of other bots, and commands nobody knows, are talk."""
    chat = api.chat("supergroup")
    api.say(chat, "/check@OtherBot http://joker.example/z")
    api.say(chat, "/dance")
    api.say(chat, "@OtherBot hello")
    await api.settled(chat)
    assert api.answers(chat)[1:] == []


async def test_the_general_topic_is_no_thread(api: BotApi) -> None:
    """In a forum's General topic, and in comments, the answer names no topic, which Telegram would refuse."""
    chat = api.chat("supergroup", is_forum=True)
    api.say(chat, BAD, message_thread_id=1)
    await api.answered(chat)
    assert "message_thread_id" not in api.answers(chat)[0]


async def test_a_channels_post_is_answered_in_its_discussion(api: BotApi) -> None:
    """A post that Telegram copies into the discussion group is answered there."""
    chat = api.chat("supergroup")
    telegram = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
    api.say(chat, BAD, sender_chat=CHANNEL, is_automatic_forward=True, **{"from": telegram})
    assert await api.answered(chat) == [WARNING]


async def test_an_edit_in_a_group(api: BotApi) -> None:
    """When the bad link is edited away the answer goes; an edited question is answered in the same place."""
    chat = api.chat("supergroup")
    said = api.say(chat, BAD)
    await api.answered(chat)
    api.edit(said, "never mind")
    await until(lambda: api.texts(chat) == [])
    asked = api.say(chat, "/check http://joker.example/1")
    await api.answered(chat)
    api.edit(asked, "/check http://courier.example/")
    await until(lambda: api.texts(chat) == ["The Courier: “good”, according to The Editors."])


async def test_mode_off_is_told_when_asked(api: BotApi) -> None:
    """A chat that switched Mop off hears only how to switch it on, and only when it asks."""
    chat = api.chat("supergroup")
    api.say(chat, "/mode off", sender_chat=api.chats[chat])
    await api.answered(chat)
    api.say(chat, BAD)
    api.say(chat, f"/check {BAD}")
    assert (await api.answered(chat, 2))[1].startswith("I am switched off in this chat.")


async def test_mode_always_answers_every_link(api: BotApi) -> None:
    """Where admins want it, harmless links are answered too."""
    chat = api.chat("supergroup")
    api.say(chat, "/mode always", sender_chat=api.chats[chat])
    await api.answered(chat)
    api.say(chat, "http://courier.example/")
    assert (await api.answered(chat, 2))[1].startswith("The Courier")


async def test_mops_own_words_are_not_checked(api: BotApi) -> None:
    """Asked about its own answer, Mop says that there is nothing to check."""
    chat = api.chat("supergroup")
    own = {**api.message(chat, "see http://joker.example/"), "from": ME}
    api.say(chat, "/check", reply_to_message=own)
    assert await api.answered(chat) == [NOTHING_TO_CHECK]


async def test_the_rest_of_the_day_goes_on(api: BotApi) -> None:
    """Blocked, muted, kicked out of a topic: Mop falls silent there and answers elsewhere."""
    chats = [api.chat("supergroup") for _ in range(3)]
    api.faults += [
        Fault("sendMessage", Refusal(403, "Forbidden: bot was kicked from the supergroup chat"), chats[0], 9),
        Fault("sendMessage", bad("not enough rights to send text messages to the chat"), chats[1], 9),
        Fault("sendMessage", bad("TOPIC_CLOSED"), chats[2], 9),
    ]
    for chat in chats:
        api.say(chat, BAD)
        await api.settled(chat)
        assert len(api.called("sendMessage", chat)) == 1
    alone = api.chat()
    api.say(alone, BAD)
    assert await api.answered(alone) == [WARNING]


async def test_a_group_that_grows_takes_everything_along(api: BotApi) -> None:
    """When a group becomes a supergroup, even while an answer is on its way, settings and answers move with it."""
    old, new = api.chat("group"), api.chat("supergroup")
    api.say(old, "/mode always", sender_chat=api.chats[old])
    await api.answered(old)
    api.chats[old]["migrated"] = new
    api.say(old, "http://courier.example/")
    assert (await api.answered(new))[0].startswith("The Courier")
    api.update(message={**api.message(old), "migrate_to_chat_id": new})
    api.update(message={**api.message(new), "migrate_from_chat_id": old})
    api.say(new, "http://courier.example/again")
    assert len(await api.answered(new, 2)) == 2


async def test_what_telegram_does_not_take_is_sent_plain(api: BotApi) -> None:
    """An answer whose markup is refused comes as plain text."""
    chat = api.chat()
    api.faults.append(Fault("sendMessage", bad("can't parse entities: Unsupported start tag"), chat))
    api.say(chat, "http://joker.example/")
    assert await api.answered(chat) == [SATIRE]
    assert "parse_mode" not in api.answers(chat)[0]


@pytest.mark.parametrize("fault", ["drop", "drop after", "retry", "away"])
async def test_a_bad_line_to_telegram(api: BotApi, fault: str) -> None:
    """A pause that Telegram asks for, a server that fails, a connection that breaks: answered once, never twice."""
    chat = api.chat()
    answer = {
        "retry": Refusal(429, "Too Many Requests: retry after 1", retry_after=1),
        "away": Refusal(502, "Bad Gateway"),
    }
    api.faults.append(Fault("sendMessage", answer.get(fault, fault), chat))
    said = api.say(chat, "good evening")
    await api.settled(chat)
    sent = len(api.answers(chat))
    assert sent == {"drop": 0, "drop after": 1, "retry": 1, "away": 1}[fault], said


async def test_an_edit_over_a_bad_line_is_made_again(api: BotApi) -> None:
    """Calls that say nothing new are repeated when their connection broke."""
    chat = api.chat()
    said = api.say(chat, BAD)
    await api.answered(chat)
    await api.settled(chat)
    api.faults.append(Fault("editMessageText", "drop", chat))
    api.edit(said, "http://joker.example/")
    await until(lambda: api.texts(chat) == [SATIRE])
