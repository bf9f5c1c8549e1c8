"""Where the addresses stand in a message, and where each of them ends.

One pass from left to right: ``http://`` and its like first, and in the gaps between them dots with a host round
them. Every step moves on by what it has read, or reads a bounded amount, so that no message takes more than a
time proportional to its length.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.links.bare import bare_host
from bot.links.ending import host_end, tail_end
from bot.links.scripts import STOPS

if TYPE_CHECKING:
    from collections.abc import Iterator

_SCHEME = re.compile(
    r"h(?:ttps?|xxps?)(?:[:：](?:\\/\\/|[/\\／]{2}|/(?=[^\W_]))|//(?=www\.))|(?<![^\W_])ttps?://", re.IGNORECASE
)
_USERINFO = re.compile(rf"[^/\\?#()\[\]{{}},;{STOPS}]*@(?=[^\s@])")
_ANGLED = re.compile(r"[^\s<>|]++(?=[>|])")
"""An autolink of CommonMark, which may hold anything but blanks, or Slack's ``<address|words>``."""
_REPEATED = re.compile("https?:/", re.IGNORECASE)
_TAGS = frozenset("@#$＠＃")
"""Before an address they make it a mention, a hashtag or a stock symbol, as readers of chats see it."""


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Give start and end of every address in a text, in order, none overlapping.

    The text has been refanged already (``refang.refang``).
    """
    place = 0
    for scheme in _SCHEME.finditer(text) if "//" in text or ":" in text or "：" in text else ():
        if scheme.start() < place:
            continue
        for span in _bare(text, place, scheme.start()):
            yield span
            place = span[1]
        if scheme.start() < place:
            continue
        end, place = _whole(text, scheme)
        if end and _may_start(text, scheme.start()):
            yield scheme.start(), end
    yield from _bare(text, place, len(text))


def _may_start(text: str, start: int) -> bool:
    return not (start and text[start - 1] in _TAGS) or (start > 1 and text[start - 2].isalnum())


def _whole(text: str, scheme: re.Match[str]) -> tuple[int, int]:
    """Give where the address with this scheme ends, 0 for none, and where to go on reading."""
    begin = scheme.end()
    if text.startswith("<", scheme.start() - 1) and scheme.start() and (closed := _ANGLED.match(text, begin)):
        return closed.end(), closed.end()
    if _REPEATED.match(text, begin):  # "http://https://...": the second one is meant
        return 0, begin
    user = _USERINFO.match(text, begin)
    host_start = user.end() if user else begin
    end, whole, read = host_end(text, host_start)
    if not end:
        return 0, max(begin, read)
    if not whole:
        return end, end
    end = tail_end(text, scheme.start(), host_start, end, backslashes=text[begin - 1] == "\\")
    return end, end


def _bare(text: str, place: int, stop: int) -> Iterator[tuple[int, int]]:
    """Give the addresses without a scheme between two places."""
    dot = text.find(".", place, stop)
    while dot >= 0:
        start, end, read = bare_host(text, dot, place, stop)
        if end:
            yield start, end
            place = end
        dot = text.find(".", max(read, dot + 1), stop) if not end else text.find(".", end, stop)
