"""Every link of a message, as it was sent and as what it really is. Offline."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.errors import LinkError
from bot.links.canonical import canonical
from bot.links.paste import without_paste_marks
from bot.links.refang import refang
from bot.links.scan import spans
from bot.model import Link, Links, Message, Step, StepKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.links.rules import Rules

DEFAULT_LIMIT = 25
"""Links of one message that are looked at; the rest is counted and said."""


def find(message: Message, rules: Rules, limit: int = DEFAULT_LIMIT) -> Links:
    """Find a message's links: those of the text in order, the hidden ones, those of its pictures, each address once.

    Args:
        message: text in any markup (plain, Markdown, HTML-ish paste) and the URLs a platform hands over.
        rules: what is known of wrappers and tracking.
        limit: how many links are given; those beyond it are counted in ``left_out``.
    """
    found: dict[str, Link] = {}
    read: set[str] = set()
    for forwarded, exact, kind in _sent(message):
        if exact in read:
            continue  # platforms hand over again what the text shows
        read.add(exact)
        try:
            link = canonical(exact, rules)
        except LinkError:
            continue  # an e-mail address, tg://, a typing slip: nothing that could be opened
        if link.url not in found:
            steps = (Step(kind, exact), *link.steps) if kind else link.steps
            plain = exact == forwarded and not kind
            found[link.url] = link if plain else replace(link, forwarded=forwarded, steps=steps)
    links = tuple(found.values())
    return Links(links[:limit], max(0, len(links) - limit))


def _sent(message: Message) -> Iterator[tuple[str, str, StepKind | None]]:
    """Yield each address as it stands there, without paste marks, and what part of a picture it was in."""
    for text in addresses(message.text):
        yield text, without_paste_marks(text), None
    for url in message.hidden_urls:
        yield url, url, None
    for picture in message.read_images:
        for url in picture.links:
            yield url, url, StepKind.QR_CODE
        for text in addresses(picture.words):
            yield text, without_paste_marks(text), StepKind.PICTURE


def addresses(text: str) -> Iterator[str]:
    """Give the addresses in a text as they stand in it, in order, repeated ones repeated."""
    if "." not in text and ":" not in text and "：" not in text and "dot" not in text.lower():
        return
    plain, places = refang(text)
    for start, end in spans(plain):
        yield text[start:end] if places is None else text[places[start] : places[end]]
