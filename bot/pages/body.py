"""The body of a page, cut into blocks of text with their place; stops once there is text enough."""

from __future__ import annotations

import enum
import html
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from bot.pages.head import Parsed, meta_items
from bot.pages.tokens import Token, attributes, tokens

ENOUGH: Final = 6_000
"""Characters of paragraphs after which the rest of a page is left unread."""
_MOST_BLOCKS: Final = 800
_LONGEST_BLOCK: Final = 4_000
"""Characters; below the 4,300 past which ``html.unescape`` raises on the digits of one reference."""
_PARAGRAPH: Final = 60
_MOST_FINDS: Final = 100


class Place(enum.Enum):
    """Where on the page a block stands."""

    ARTICLE = "article"
    """Within article or main."""
    OPEN = "open"
    EDGE = "edge"
    """Navigation, header, footer, aside, form, button or dialogue."""


@dataclass(frozen=True, slots=True)
class Block:
    """One run of text between two block-level tags, on one line."""

    text: str
    tag: str
    """The block-level tag it stands in: "p", "li", "h1"; "" before the first one."""
    place: Place
    linked: float = 0.0
    """Share of its characters that are links, 0..1."""


@dataclass(frozen=True, slots=True)
class Time:
    """One time element."""

    moment: str
    """Its datetime attribute, as written."""
    marks: str
    """Its other attributes, lower case, unread."""
    place: Place


@dataclass(frozen=True, slots=True)
class Body:
    """What can be seen on a page, in order."""

    blocks: tuple[Block, ...] = ()
    times: tuple[Time, ...] = ()
    metas: tuple[tuple[str, str], ...] = ()
    """Metas and itemprops of the body, like those of ``Parsed``."""
    password: bool = False
    """True when a password is asked for."""
    loads: tuple[str, ...] = ()
    """Addresses of scripts and frames, as written."""
    whole: bool = True
    """False when reading stopped before the end, with text enough or tags too many."""

    def seen(self) -> int:
        """Return how many characters of text there are."""
        return sum(len(block.text) for block in self.blocks)


_BLOCK: Final = frozenset({
    "address", "article", "aside", "blockquote", "body", "button", "caption", "center", "dd",
    "details", "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
    "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "label", "legend", "li",
    "main", "menu", "nav", "ol", "option", "p", "pre", "section", "select", "summary", "table",
    "tbody", "td", "tfoot", "th", "thead", "title", "tr", "ul", "video",
})  # fmt: skip
_UNSEEN: Final = frozenset({"noscript", "template", "svg", "math", "select", "object", "audio", "video"})
_EDGE: Final = frozenset({"nav", "footer", "aside", "form", "button", "dialog", "menu", "header"})
_ARTICLE: Final = frozenset({"article", "main"})
_NESTING: Final = _UNSEEN | _EDGE | _ARTICLE
_READ: Final = frozenset({"time", "meta", "input", "script", "iframe", "frame"})
"""Whose attributes are looked at."""
_SPACES: Final = frozenset({"br", "img", "td", "th", "wbr"})


@dataclass(slots=True)
class _Reader:
    blocks: list[Block] = field(default_factory=list)
    times: list[Time] = field(default_factory=list)
    metas: list[tuple[str, str]] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    password: bool = False
    pieces: list[str] = field(default_factory=list)
    linked: int = 0
    in_link: bool = False
    tag: str = ""
    unseen: Counter[str] = field(default_factory=Counter)
    edges: Counter[str] = field(default_factory=Counter)
    articles: Counter[str] = field(default_factory=Counter)
    paragraphs: int = 0
    """Characters of paragraphs so far."""

    def place(self) -> Place:
        if any(self.edges.values()):
            return Place.EDGE
        return Place.ARTICLE if any(self.articles.values()) else Place.OPEN


def read_body(parsed: Parsed) -> Body:
    """Read the body of a page, at most until there is text enough. Linear, at most about 0.1 s of processor."""
    reader = _Reader()
    whole = False
    for token in tokens(parsed.source, parsed.body_start):
        if token.before and not any(reader.unseen.values()):
            _take_text(reader, token.before)
        if not token.name:
            whole = True
        _take_tag(reader, token)
        if reader.paragraphs >= ENOUGH or len(reader.blocks) >= _MOST_BLOCKS:
            break
    _flush(reader, "")
    return Body(
        blocks=tuple(reader.blocks),
        times=tuple(reader.times),
        metas=tuple(reader.metas),
        password=reader.password,
        loads=tuple(reader.loads),
        whole=whole,
    )


def _take_text(reader: _Reader, text: str) -> None:
    reader.pieces.append(text)
    if reader.in_link:
        reader.linked += len(text)


def _take_tag(reader: _Reader, token: Token) -> None:
    closing = token.name[:1] == "/"
    name = token.name[1:] if closing else token.name
    if name in _BLOCK:
        _flush(reader, "" if closing else name)
    elif name in _SPACES:
        reader.pieces.append(" ")
    elif name == "a":
        reader.in_link = not closing
    if name in _NESTING:
        _nest(reader, name, closing, token.source)
    if token.source and (name in _READ or "itemprop" in token.source):
        _take_attributes(reader, name, token.source)


def _nest(reader: _Reader, name: str, closing: bool, source: str) -> None:
    if source.endswith("/") and name in _UNSEEN:
        return  # <svg/>: in foreign content the slash does close
    for group, counts in ((_UNSEEN, reader.unseen), (_EDGE, reader.edges), (_ARTICLE, reader.articles)):
        if name in group:
            counts[name] = max(0, counts[name] + (-1 if closing else 1))
    if name in _ARTICLE and not closing:
        reader.edges.clear()  # no article stands in navigation: somebody forgot to close it


def _flush(reader: _Reader, tag: str) -> None:
    if reader.pieces:
        raw = "".join(reader.pieces)[:_LONGEST_BLOCK]
        text = " ".join((html.unescape(raw) if "&" in raw else raw).split())
        if text and any(char.isalnum() for char in text):
            place = reader.place()
            linked = min(1.0, reader.linked / len(text))
            reader.blocks.append(Block(text, reader.tag, place, linked))
            if place is not Place.EDGE and reader.tag == "p" and len(text) >= _PARAGRAPH and linked < 0.5:
                reader.paragraphs += len(text)
        reader.pieces.clear()
        reader.linked = 0
    reader.tag = tag


def _take_attributes(reader: _Reader, name: str, source: str) -> None:
    if name == "time" and len(reader.times) < _MOST_FINDS:
        moment = attributes(source).get("datetime", "")
        reader.times.append(Time(moment, source[:300].lower(), reader.place()))
    if (name == "meta" or "itemprop" in source) and len(reader.metas) < _MOST_FINDS:
        _take_named(reader, attributes(source))
    elif name == "input" and not reader.password and "password" in source.lower():
        reader.password = attributes(source).get("type", "").lower() == "password"
    elif name in {"script", "iframe", "frame"} and len(reader.loads) < _MOST_FINDS:
        address = attributes(source).get("src", "")
        if address:
            reader.loads.append(address)


def _take_named(reader: _Reader, found: dict[str, str]) -> None:
    """Keep what a meta or an itemprop names: its content, or a time's or an abbreviation's machine-readable side."""
    content = found.get("content") or found.get("datetime") or found.get("title") or ""
    reader.metas.extend(meta_items({**found, "content": content}))
