"""Discord's message -> Message: every place a link hides, and nothing about who sent it. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import discord

from adapters.discord.images import pictures_of, shows_what_cannot_be_read
from adapters.discord.places import language_of, place_of_message
from bot.model import Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from adapters.discord.images import Pictures
    from bot.model import Conversation

    Said = discord.Message | discord.MessageSnapshot
    """A message, or the copy of one that a forward holds."""

SUPPRESSED: Final = re.compile(r"<(?:https?://|www\.)[^\s<>]{1,2048}>")
"""A link in angle brackets: whoever wrote it wants no fuss about it (Discord shows no preview either)."""

MENTION: Final = re.compile(r"<(?:@[!&]?|#)\d{1,20}>|<a?:\w{1,32}:\d{1,20}>")
"""People, roles, channels and emoji of a server: no words of the message."""

WRITTEN: Final = "rich"
"""Type of embeds that a bot or webhook wrote; every other one is Discord's preview of a link in the text, whose words
are the linked page's own."""


def to_message(
    message: discord.Message,
    *,
    place: Conversation | None = None,
    asked: bool = False,
    language: str | None = None,
    pictures: Pictures | None = None,
) -> Message:
    """Return one message of ours for one of Discord's.

    Args:
        message: with the content that Discord gives.
        place: where the answer goes; the message's own place where None.
        asked: somebody asked about it; links in ``<...>`` are then read too.
        language: BCP 47 of the reader; the server's where None.
        pictures: fetches attachments; None where nobody is going to read them.
    """
    parts = list(_parts(message))
    return Message(
        text="\n".join(filter(None, (_words(part, asked=asked) for part in parts))),
        hidden_urls=tuple(dict.fromkeys(url for part in parts for url in _hidden(part))),
        language=language_of(message.guild) if language is None else language,
        conversation=place or place_of_message(message),
        reply_to=str(message.id),
        asked=asked,
        images=tuple(pictures_of(_attachments(parts), pictures)),
        unread_images=sum(map(shows_what_cannot_be_read, _attachments(parts))),
    )


def holds_anything(message: discord.Message) -> bool:
    """Tell whether a message has words, links or pictures at all; a sticker alone has none."""
    return not to_message(message, asked=True).is_empty


def without_mentions(text: str) -> str:
    """Return text without people, roles, channels and emoji."""
    return MENTION.sub(" ", text).strip()


def _parts(message: discord.Message) -> Iterator[Said]:
    yield message
    yield from message.message_snapshots


def _words(part: Said, *, asked: bool) -> str:
    """Return what a reader sees: content, written embeds, text components, a poll, what a picture is said to show."""
    content = part.content if asked else SUPPRESSED.sub(" ", part.content)
    lines = [without_mentions(content)]
    for embed in part.embeds:
        lines.extend(_embed_words(embed))
    components = _flat(part.components)
    lines.extend(each.content for each in components if isinstance(each, discord.TextDisplay))
    lines.extend(attachment.description or "" for attachment in part.attachments)
    lines.extend(sticker.name for sticker in part.stickers if "." in sticker.name)
    poll = getattr(part, "poll", None)
    if poll is not None:
        lines.extend((poll.question, *(answer.text for answer in poll.answers)))
    return "\n".join(filter(None, lines))


def _embed_words(embed: discord.Embed) -> Iterator[str]:
    if embed.type != WRITTEN:
        return
    yield from filter(None, (embed.author.name, embed.title, embed.description))
    for field in embed.fields:
        yield from filter(None, (field.name, field.value))
    yield from filter(None, (embed.footer.text,))


def _hidden(part: Said) -> Iterator[str]:
    for embed in part.embeds:
        urls = (embed.url, embed.author.url if embed.type == WRITTEN else None)
        yield from filter(None, urls)
    for component in _flat(part.components):
        if isinstance(component, discord.Button) and component.url:
            yield component.url


def _flat(components: Iterable[object]) -> Iterator[object]:
    """Yield components with those inside them, however deep."""
    for component in components:
        yield component
        yield from _flat(getattr(component, "children", ()))
        accessory = getattr(component, "accessory", None)
        if accessory is not None:
            yield from _flat((accessory,))


def _attachments(parts: Iterable[Said]) -> Iterator[discord.Attachment]:
    for part in parts:
        yield from part.attachments
