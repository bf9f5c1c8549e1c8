"""Every place in which a link hides in Discord."""

from __future__ import annotations

from typing import Any

import discord
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from adapters.discord.images import DiscordPicture
from adapters.discord.places import server_of
from adapters.discord.to_message import holds_anything, to_message, without_mentions
from bot.model import Conversation, ConversationKind, Message
from tests.adapters.discord.made import message, snapshot

URL = "https://gossip.example/x"
PICTURE: dict[str, Any] = {
    "id": "1",
    "filename": "meme.png",
    "size": 1,
    "url": "https://cdn.example/m",
    "proxy_url": "https://cdn.example/m",
}


def test_a_plain_message() -> None:
    """Words, place and number are kept, and nothing about who wrote it."""
    assert to_message(message(f"look {URL}")) == Message(
        f"look {URL}", conversation=Conversation("discord:700/701", ConversationKind.SERVER), reply_to="900"
    )
    direct = to_message(message("hello", server=None))
    assert direct.conversation == Conversation("discord:701", ConversationKind.DIRECT)


def test_a_server_that_is_not_described_yet_is_no_direct_message() -> None:
    """A message of a server that Discord has not described is still a server's, where silence is polite."""
    said = message("hello")
    assert said.guild is None
    assert server_of(said) == 700


def test_suppressed_links_are_respected_unless_somebody_asks() -> None:
    """A link in ``<...>`` is passed over when watching, and read when asked about; ``<@1>`` is nobody's words."""
    said = message(f"look <{URL}> and [this](<{URL}?2>) <@42> <:smile:43>")
    assert URL not in to_message(said).text
    assert f"<{URL}>" in to_message(said, asked=True).text
    assert "42" not in to_message(said).text
    assert "43" not in to_message(said).text


def test_a_forward_keeps_its_content_in_a_snapshot() -> None:
    """What was forwarded is read as if it had been written, its embeds and pictures too."""
    copy = snapshot(
        f"forwarded {URL}",
        embeds=[{"type": "rich", "title": "T", "url": f"{URL}?e"}],
        attachments=[{**PICTURE, "content_type": "image/png", "description": "says so"}],
    )
    said = to_message(message(message_snapshots=[copy]))
    assert said.text == f"forwarded {URL}\nT\nsays so"
    assert said.hidden_urls == (f"{URL}?e",)
    assert said.images == (DiscordPicture(PICTURE["url"], 1),)


def test_what_a_bot_wrote_in_an_embed_is_read() -> None:
    """Title, text, fields, author and footer of a written embed are words; its links are links."""
    embed = {
        "type": "rich",
        "title": "Title",
        "description": f"see [here]({URL})",
        "url": "https://a.example/t",
        "author": {"name": "Author", "url": "https://a.example/a"},
        "fields": [{"name": "Name", "value": "Value", "inline": False}],
        "footer": {"text": "Foot"},
    }
    said = to_message(message("x", embeds=[embed]))
    assert said.text == f"x\nAuthor\nTitle\nsee [here]({URL})\nName\nValue\nFoot"
    assert said.hidden_urls == ("https://a.example/t", "https://a.example/a")


def test_a_preview_gives_its_link_and_not_the_words_of_the_page() -> None:
    """Discord's own preview of a link holds the page's words, which are no claim of the message."""
    embed = {
        "type": "article",
        "title": "A headline",
        "description": "words",
        "url": URL,
        "author": {"name": "N", "url": "https://p.example/"},
    }
    said = to_message(message(URL, embeds=[embed]))
    assert said.text == URL
    assert said.hidden_urls == (URL,)


def test_buttons_and_text_of_components() -> None:
    """Links of buttons and words of text components are found, however deep they lie."""
    button = {"type": 2, "style": 5, "label": "Read", "url": URL}
    section = {
        "type": 9,
        "id": 1,
        "components": [{"type": 10, "id": 2, "content": "inside"}],
        "accessory": {**button, "id": 3},
    }
    said = to_message(
        message(
            components=[
                {
                    "type": 1,
                    "components": [
                        {**button, "url": f"{URL}?1"},
                        {"type": 2, "style": 1, "label": "No", "custom_id": "c"},
                    ],
                },
                {"type": 17, "id": 4, "components": [section]},
            ]
        )
    )
    assert said.hidden_urls == (f"{URL}?1", URL)
    assert said.text == "inside"


def test_polls_stickers_and_pictures() -> None:
    """A poll's words, a sticker named like a site and what a picture is said to show are read."""
    poll = {
        "question": {"text": f"Is {URL} right?"},
        "answers": [{"answer_id": 1, "poll_media": {"text": "Yes"}}],
        "expiry": "2026-11-23T12:00:00+00:00",
        "allow_multiselect": False,
        "layout_type": 1,
    }
    stickers = [
        {"id": "1", "name": "gossip.example", "format_type": 1},
        {"id": "2", "name": "Wave", "format_type": 1},
    ]
    picture = {**PICTURE, "description": "a meme", "content_type": "image/png"}
    film = {**PICTURE, "content_type": "video/mp4"}
    said = to_message(message(poll=poll, sticker_items=stickers, attachments=[picture, film, PICTURE]))
    assert said.text == f"a meme\ngossip.example\nIs {URL} right?\nYes"
    assert (said.images, said.unread_images) == ((DiscordPicture(PICTURE["url"], 1),), 1)


@pytest.mark.parametrize(
    ("fields", "anything"),
    [
        ({}, False),
        ({"sticker_items": [{"id": "2", "name": "Wave", "format_type": 1}]}, False),
        ({"content": "<@42>"}, False),
        ({"content": "<https://gossip.example>"}, True),
        ({"attachments": [{**PICTURE, "content_type": "image/png"}]}, True),
        ({"attachments": [PICTURE]}, False),
    ],
)
def test_whether_a_message_holds_anything(fields: dict[str, Any], *, anything: bool) -> None:
    """A sticker, a mention or a file alone is nothing to check."""
    assert holds_anything(message(**fields)) is anything


@given(st.text(max_size=200))
@settings(max_examples=200)
@example("<https://a.example" * 30)
@example("<@" * 50)
def test_any_text_is_read(text: str) -> None:
    """Whatever somebody writes, all of it but mentions and suppressed links is read."""
    said = message(text)
    assert to_message(said, asked=True).text == without_mentions(text)
    assert "<https://" not in to_message(said).text or ">" not in to_message(said).text.split("<https://", 1)[1]


def test_language_of_a_community() -> None:
    """A community's language is its readers'; every other server has en-US without having chosen it."""
    state = discord.Client(intents=discord.Intents.none())._connection
    data: Any = {"id": "700", "name": "S", "preferred_locale": "es-ES", "features": ["COMMUNITY"]}
    said = message("hola")
    said.guild = discord.Guild(data=data, state=state)
    assert to_message(said).language == "es-ES"
    data["features"] = []
    said.guild = discord.Guild(data=data, state=state)
    assert to_message(said).language == ""
