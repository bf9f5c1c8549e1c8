"""What a page says of itself in its head: title, metas, links, refresh, JSON-LD. The body is left for later.

Stopping at the head makes a 200 KB article cheap; what may stand anywhere (JSON-LD) is found in the rest by a plain
search for its type.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from bot.claims.json_ld import MAX_CHARACTERS
from bot.pages.charset import decode
from bot.pages.tokens import Token, attributes, tokens, unescape

_MOST_TOKENS: Final = 6_000
_MOST_METAS: Final = 300
_MOST_LINKS: Final = 30
_MOST_SCRIPTS: Final = 40
_LONGEST_TITLE: Final = 4_000
_SMALL: Final = 16_384
"""A page this short is read whole: a redirect stub often has its refresh in the body, or no head at all."""
_KEPT_LINKS: Final = frozenset({"canonical", "amphtml", "bookmark", "author"})
_JSON_LD: Final = "application/ld+json"
_SPELT: Final = ("pplication/ld+json", "pplication/ld&#x2B;json")
"""How the type is written in the body, with either A; ASP.NET escapes its plus, everywhere on the page. The longer
what is searched for, the faster."""

_REFRESH: Final = re.compile(
    r"""\s*+(?P<seconds>\d++)?+[\d.]*+(?:\s*+[;,]|\s)\s*+(?:url\s*+=\s*+)?+
    (?:(?P<quote>["'])(?P<quoted>.*?)(?:(?P=quote)|\Z)|(?P<bare>.+))""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
_SLOWEST_REFRESH: Final = 30
"""Seconds. What takes longer reloads a live page; it is no redirect."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """The head of a page, unjudged: every text as the page has it, character references read."""

    title: str = ""
    """Of the title element, at most 4,000 characters; "" without one."""
    metas: tuple[tuple[str, str], ...] = ()
    """(name, property, itemprop or http-equiv in lower case; content), in order, at most 300."""
    links: tuple[tuple[str, str], ...] = ()
    """(rel, href) of canonical, amphtml, bookmark and author, as written."""
    base: str = ""
    """href of the base element; "" without one."""
    refresh: str = ""
    """Where a meta refresh within 30 seconds leads, as written, perhaps relative; "" without one, or for one that
    only browsers without scripts follow (in a noscript)."""
    json_ld: tuple[str, ...] = ()
    """The contents of the JSON-LD scripts of the whole page."""
    language: str = ""
    """lang of the html element, as written."""
    charset: str = ""
    """The encoding the bytes were read in, such as "windows-1252"."""
    source: str = field(default="", repr=False)
    """The whole page as text."""
    body_start: int = 0
    """Where in ``source`` the body begins; 0 where no tag says so."""


@dataclass(slots=True)
class _Head:
    title: str = ""
    base: str = ""
    refresh: str = ""
    language: str = ""
    metas: list[tuple[str, str]] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    inside: set[str] = field(default_factory=set)
    """svg and noscript, while they are open."""
    body_start: int = 0
    end: int = 0


def parse(body: bytes, content_type: str) -> Parsed:
    """Read the head of a page. Never raises; linear in the body, at most about 0.1 s of processor for 512 KiB.

    Args:
        body: the bytes, perhaps cut off anywhere.
        content_type: the header's value; "" without one.
    """
    text, charset = decode(body, content_type)
    head = _Head()
    for token in tokens(text, most=_MOST_TOKENS):
        head.end = token.end
        if token.name in {"/head", "body"}:
            head.body_start = head.body_start or token.end
            if len(text) > _SMALL:
                break
        _take(head, token)
    scripts = head.scripts + _scripts_after(text, head.end, _SPELT[0])
    scripts = scripts or _scripts_after(text, head.end, _SPELT[1])
    return Parsed(
        title=head.title,
        metas=tuple(head.metas),
        links=tuple(head.links),
        base=head.base,
        refresh=head.refresh,
        json_ld=tuple(scripts[:_MOST_SCRIPTS]),
        language=head.language,
        charset=charset,
        source=text,
        body_start=head.body_start,
    )


def _take(head: _Head, token: Token) -> None:
    match token.name:
        case "meta":
            _take_meta(head, attributes(token.source))
        case "link" if any(rel in token.source.lower() for rel in _KEPT_LINKS):
            _take_link(head, attributes(token.source))
        case "title":
            if not head.title and "svg" not in head.inside:
                head.title = unescape(token.content[:_LONGEST_TITLE])
        case "script":
            if 0 < len(token.content) <= MAX_CHARACTERS and is_json_ld(token.source):
                head.scripts.append(token.content)
        case "html":
            head.language = head.language or attributes(token.source).get("lang", "")
        case "base":
            head.base = head.base or attributes(token.source).get("href", "")
        case "svg" | "noscript" | "/svg" | "/noscript" if not token.source.endswith("/"):
            (head.inside.discard if token.name[0] == "/" else head.inside.add)(token.name.lstrip("/"))


def _take_meta(head: _Head, found: dict[str, str]) -> None:
    content = found.get("content", "")
    if found.get("http-equiv", "").strip().lower() == "refresh" and "noscript" not in head.inside:
        head.refresh = head.refresh or refresh_target(content)
    if len(head.metas) < _MOST_METAS:
        head.metas.extend(meta_items(found))


def meta_items(found: dict[str, str]) -> list[tuple[str, str]]:
    """Return (name, content) for each way in which one meta element names its content."""
    content = found.get("content", "")
    names = " ".join(found.get(key, "") for key in ("property", "name", "itemprop", "http-equiv"))
    return [(name, content) for name in dict.fromkeys(names.lower().split()[:4])] if content else []


def _take_link(head: _Head, found: dict[str, str]) -> None:
    rels = _KEPT_LINKS.intersection(found.get("rel", "").lower().split())
    href = found.get("href", "").strip()
    if href and len(head.links) < _MOST_LINKS:
        head.links.extend((rel, href) for rel in sorted(rels))


def refresh_target(content: str) -> str:
    """Return where the content of a meta refresh leads, by the HTML Standard's steps; "" for nowhere else.

    A refresh without an address reloads the page, and one after more than 30 seconds is no redirect: both are "".
    """
    found = _REFRESH.match(content[:4_096])
    if not found or (not found["seconds"] and not content.lstrip().startswith(".")):
        return ""
    if len(found["seconds"] or "") > 3 or int(found["seconds"] or 0) > _SLOWEST_REFRESH:
        return ""
    return (found["quoted"] if found["quote"] else found["bare"] or "").strip()


def is_json_ld(source: str) -> bool:
    """Say whether the attributes of a script declare JSON-LD."""
    return "json" in source.lower() and attributes(source).get("type", "").strip().lower().startswith(_JSON_LD)


def _scripts_after(text: str, start: int, spelt: str) -> list[str]:
    """Find the JSON-LD scripts behind the head by a plain search, without cutting the body into tags."""
    scripts: list[str] = []
    at = text.find(spelt, start)
    for _ in range(_MOST_SCRIPTS):
        if at < 0:
            break
        token = _script_at(text, text.rfind("<", max(start, at - 400), at))
        if token and 0 < len(token.content) <= MAX_CHARACTERS:
            scripts.append(token.content)
        at = text.find(spelt, max(token.end if token else 0, at + 1))
    return scripts


def _script_at(text: str, opening: int) -> Token | None:
    # Only a script is cut here: asking for the end of every comment that says "ld+json" would be quadratic.
    if opening < 0 or text[opening : opening + 7].lower() != "<script":
        return None
    token = next(tokens(text, opening, most=1))
    return token if token.name == "script" and is_json_ld(token.source) else None
