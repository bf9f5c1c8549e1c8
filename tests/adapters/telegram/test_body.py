"""What goes to Telegram as bytes is what python-telegram-bot would have sent."""

from __future__ import annotations

import json

import pytest
from telegram import LinkPreviewOptions, ReplyParameters

from adapters.telegram.body import KEPT_SECONDS, MOST_KEPT, Contents, body, content, markup_of
from adapters.telegram.keyboard import keyboard
from adapters.telegram.render import render
from adapters.telegram.target import Target
from bot.locales import localizer
from bot.model import Action, Authority, Reply

ENGLISH, SPANISH = localizer("en"), localizer("es")
READ = Authority("The page", "https://read.example/", "Them", "")
REPLY = Reply("So <it> is 🙂", authorities=(READ,), actions=(Action.DETAILS, Action.NOT_RIGHT, Action.DISMISS))


@pytest.mark.parametrize(
    ("target", "where"),
    [
        (Target(-1001, "supergroup", 5, topic=3), {"message_thread_id": 3, "disable_notification": True}),
        (Target(7, "private", 5), {"disable_notification": False}),
    ],
)
def test_the_whole_call(target: Target, where: dict[str, object]) -> None:
    """Chat, topic, the message that is answered, sound, words, preview and buttons, as the Bot API has them."""
    rendered = render(REPLY, ENGLISH)
    buttons = keyboard(REPLY, ENGLISH)
    assert buttons is not None
    preview = LinkPreviewOptions(url=READ.url, prefer_small_media=True, show_above_text=False)
    assert json.loads(body(9, target, Contents().of(REPLY, ENGLISH))) == {
        "chat_id": 9,
        **where,
        "reply_parameters": ReplyParameters(5, allow_sending_without_reply=True).to_dict(),
        "text": rendered.text,
        "parse_mode": "HTML",
        "link_preview_options": preview.to_dict(),
        "reply_markup": buttons.to_dict(),
    }


def test_a_plain_call() -> None:
    """Where Telegram does not take markup, the same goes without."""
    rendered = render(REPLY, ENGLISH)
    assert json.loads(content(rendered, markup_of(None), plain=True)) == {
        "text": rendered.plain,
        "link_preview_options": rendered.preview.fields,
    }


def test_a_reply_is_made_into_bytes_once() -> None:
    """The same reply is made once a language, for ten minutes; another one that is equal is made by itself."""
    now = [0.0]
    contents = Contents(lambda: now[0])
    first = contents.of(REPLY, ENGLISH)
    assert contents.of(REPLY, ENGLISH) is first
    spanish = contents.of(REPLY, SPANISH)
    assert spanish != first
    same = Reply(REPLY.headline, authorities=REPLY.authorities, actions=REPLY.actions)
    assert contents.of(same, SPANISH) == spanish
    assert contents.of(same, SPANISH) is not spanish
    now[0] = KEPT_SECONDS
    bare = Reply("Nothing to press")
    assert "reply_markup" not in json.loads(contents.of(bare, ENGLISH))
    assert [each.reply for each in contents._kept.values()] == [bare]
    several = [Reply(str(number)) for number in range(MOST_KEPT + 1)]
    for reply in several:
        contents.of(reply, ENGLISH)
    assert len(contents._kept) == MOST_KEPT
