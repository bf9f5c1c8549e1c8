"""What a page says of itself in its head: title, metas, links, refresh, JSON-LD. The body is left for later.

Stopping at the head makes a 200 KB article cheap; what may stand anywhere (JSON-LD) is found in the rest by a plain
search for its type.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from bot.claims.json_ld import MAX_CHARACTERS
from bot.pages.scripts import MOST_SCRIPTS, is_any_after, is_json_ld, scripts_after
from bot.pages.source import Source
from bot.pages.tokens import ATTRIBUTES, LONGEST_VALUE, RAW, TAG, attributes, closing, past, unescape

_MOST_TOKENS: Final = 6_000
_MOST_METAS: Final = 300
_MOST_LINKS: Final = 30
_LONGEST_TITLE: Final = 4_000
_SMALL: Final = 16_384
"""A page this short is read whole: a redirect stub often has its refresh in the body, or no head at all."""
_KEPT_LINKS: Final = frozenset({"canonical", "amphtml", "bookmark", "author"})
_END: Final = "</head>"
CLAIM_REVIEW: Final = "schema.org/ClaimReview"
"""What the type of a ClaimReview in microdata ends in."""
_ENDS: Final = frozenset({"/head", "body"})
_TAKEN: Final = frozenset({"meta", "link", "title", "script", "html", "base", "svg", "noscript", "/svg", "/noscript"})
_IDLE: Final = (
    rf"""(?:link\s++rel="(?!(?i:canonical|amphtml|bookmark|author)")[\w-]++"{ATTRIBUTES}|/script|/style)>"""
)
_USUAL_META, _PASSED_OVER, _ANY_TAG = 2, 3, 5
_TAG: Final = re.compile(
    rf"""<(?:
        meta\s++(?:property|name)="([^"&\s]{{1,200}}+)"\s++content="([^"&]++)"\s*+/?>
      | {_IDLE}(?:\s*+<{_IDLE})*+()
      | {TAG})""",
    re.VERBOSE,
)
"""By its last group: a meta as nine in ten are written, tags that nobody asks for, any tag; without one a comment."""

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
    page: Source = field(default_factory=Source, repr=False)
    """The whole page."""
    body_start: int = 0
    """Where in ``source`` the body begins; 0 where no tag says so."""

    @property
    def source(self) -> str:
        """The whole page as text."""
        return self.page.text


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
    is_closed: bool = False
    """True where a ``</head>`` ended the reading."""
    end: int = 0


def parse(body: bytes, content_type: str) -> Parsed:
    """Read the head of a page. Never raises; linear in the body, at most about 0.1 s of processor for 512 KiB.

    Args:
        body: the bytes, perhaps cut off anywhere.
        content_type: the header's value; "" without one.
    """
    page = Source.of(body, content_type)
    small = not page.is_longer(_SMALL)
    ends = [] if small else page.find_all(_END)
    head = _read_alone(page, ends[0]) if ends else None
    if head is None:
        page = page.read_whole()
        head = _read(page.text, whole=small)
        head.end = len(page.text[: head.end].encode("utf-8", "replace"))
    head.scripts += scripts_after(page, head.end, escaped=not head.scripts)
    return _parsed(page, head)


def parse_head(body: bytes, content_type: str, most_bytes: int) -> Parsed | None:
    """As ``parse``, for a page of which no more than so many bytes are to be looked at, whatever its length.

    Returns:
        None where the head is longer or ends nowhere clearly, where JSON-LD or a ClaimReview may stand behind it,
        where the page is so short that all of it is read, and where all of it must be decoded first.
    """
    page = Source.undecoded(body, content_type)
    end = page.data.find(_END.encode(), 0, most_bytes) if page and page.is_longer(_SMALL) else -1
    if page is None or end < 0 or is_any_after(page, end) or page.find_all(CLAIM_REVIEW):
        return None
    head = _read_alone(page, end)
    return _parsed(page, head) if head else None


def _read_alone(page: Source, end: int) -> _Head | None:
    """Read a head that seems to end at a place in the bytes; None where that ``</head>`` is but words in a script.

    Its ``end`` is one in the bytes.
    """
    end += len(_END)
    text = page.piece(0, end)
    head = _read(text, whole=False)
    is_whole = head.is_closed and head.end == len(text)
    head.end = end
    return head if is_whole else None


def _parsed(page: Source, head: _Head) -> Parsed:
    return Parsed(
        title=head.title,
        metas=tuple(head.metas[:_MOST_METAS]),
        links=tuple(head.links),
        base=head.base,
        refresh=head.refresh,
        json_ld=tuple(head.scripts[:MOST_SCRIPTS]),
        language=head.language,
        charset=page.named,
        page=page,
        body_start=head.body_start,
    )


def _read(text: str, *, whole: bool) -> _Head:
    """Cut a page as ``tokens`` does, without making anything of what nobody asks for.

    Args:
        text: the page, or its beginning.
        whole: whether to go on behind the head.
    """
    head = _Head()
    position = 0
    unclosed: set[str] = set()
    for _ in range(_MOST_TOKENS):
        found = _TAG.search(text, position)
        if found is None:
            position = len(text)
            break
        position = found.end()
        if found.lastindex == _USUAL_META:
            head.metas.append((found[1].lower(), found[2][:LONGEST_VALUE]))
        elif found.lastindex == _ANY_TAG:
            name, content = found[4].lower(), ""
            if name in RAW:
                close = closing(text, found[4], position, unclosed)
                content, position = text[position:close], close
            if name in _TAKEN:
                _take(head, name, found[5], content)
            elif name in _ENDS:
                head.body_start = head.body_start or position
                head.is_closed = not whole and name == "/head"
                if not whole:
                    break
        elif found.lastindex != _PASSED_OVER:
            position = past(text, found)
    head.end = position
    return head


def _take(head: _Head, name: str, source: str, content: str) -> None:
    match name:
        case "meta":
            _take_meta(head, attributes(source))
        case "link" if any(rel in source.lower() for rel in _KEPT_LINKS):
            _take_link(head, attributes(source))
        case "title":
            if not head.title and "svg" not in head.inside:
                head.title = unescape(content[:_LONGEST_TITLE])
        case "script":
            if 0 < len(content) <= MAX_CHARACTERS and is_json_ld(source):
                head.scripts.append(content)
        case "html":
            head.language = head.language or attributes(source).get("lang", "")
        case "base":
            head.base = head.base or attributes(source).get("href", "")
        case "svg" | "noscript" | "/svg" | "/noscript" if not source.endswith("/"):
            (head.inside.discard if name[0] == "/" else head.inside.add)(name.lstrip("/"))


def _take_meta(head: _Head, found: dict[str, str]) -> None:
    content = found.get("content", "")
    if found.get("http-equiv", "").strip().lower() == "refresh" and "noscript" not in head.inside:
        head.refresh = head.refresh or refresh_target(content)
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
