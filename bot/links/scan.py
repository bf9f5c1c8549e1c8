"""Where the addresses stand in a message, and where each of them ends.

One pass from left to right: ``http://`` and its like first, and in the gaps between them dots with a host round
them. Every step moves on by what it has read, or reads a bounded amount, so that no message takes more than a
time proportional to its length.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from bot.links.bare import bare_host
from bot.links.ending import host_end, tail_end
from bot.links.scripts import STOPS

if TYPE_CHECKING:
    from collections.abc import Iterator

_SCHEME_END = re.compile(r"[tT][pP][sS]?(?:[:：](?:\\/\\/|[/\\／]{2}|/(?=[^\W_]))|//(?=[wW]{3}\.))")
"""The end of ``http://`` and its misspellings: an expression that begins with ``h`` tries at every other word."""
_USERINFO = re.compile(rf"[^/\\?#()\[\]{{}},;{STOPS}]*@(?=[^\s@])")
_ANGLED = re.compile(r"[^\s<>|]++(?=[>|])")
"""An autolink of CommonMark, which may hold anything but blanks, or Slack's ``<address|words>``."""
_LABEL = "[a-z0-9]++(?:-++[a-z0-9]++)*+"
_PLAIN = re.compile(
    rf"(?!(?:www\.)?t\.co[/?#])(?:{_LABEL}\.)++[a-z]{{2,}}+"
    r"(?:[/?#][A-Za-z0-9/?#_.=&%+,~-]*(?<=[A-Za-z0-9/=%+-]))?(?=[ \n]|\Z)"
)
"""Behind ``https://``, most addresses: up to a blank, and of characters of which none needs a second look. What this
finds, the rules of ``ending`` would find too and take twice as long; the tests compare."""
_REPEATED = re.compile("https?:/", re.IGNORECASE)
_DOT = re.compile(r"\.(?=\w)(?!\d+(?:[\s,;:!?)%]|$))")
"""A dot that may be a host's; that of a number such as 3.5, of which messages are full, is none."""
_TAGS = frozenset("@#$＠＃")
"""Before an address they make it a mention, a hashtag or a stock symbol, as readers of chats see it."""


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Give start and end of every address in a text, in order, none overlapping.

    The text has been refanged already (``refang.refang``).
    """
    schemes = list(_schemes(text)) if ":" in text or "//" in text or "：" in text else []
    joints = [start for start, _ in schemes[1:] if _is_joint(text, start)]
    joints.append(len(text))
    place = 0
    for start, begin in schemes:
        if start < place:
            continue
        for span in _bare(text, place, start, joints):
            yield span
            place = span[1]
        if start < place:
            continue
        end, place = _whole(text, start, begin, joints)
        if end and _may_start(text, start):
            yield start, end
    yield from _bare(text, place, len(text), joints)


def _schemes(text: str) -> Iterator[tuple[int, int]]:
    """Give start and end of every ``http://``, and of ``ttp://``, as some write it to keep machines off."""
    for scheme in _SCHEME_END.finditer(text):
        start, end = scheme.span()
        before = text[max(0, start - 2) : start].lower()
        if before == "ht":
            yield start - 2, end
        elif before.endswith("t") and not before[:-1].isalnum():
            yield start - 1, end


def _is_joint(text: str, start: int) -> bool:
    """Whether a second address begins here with nothing between: ``http://a.com/bhttp://c.com``."""
    before = text[start - 1]
    return before.isalnum() or before in ",;|)]}"


def _may_start(text: str, start: int) -> bool:
    return not (start and text[start - 1] in _TAGS) or (start > 1 and text[start - 2].isalnum())


def _whole(text: str, start: int, begin: int, joints: list[int]) -> tuple[int, int]:
    """Give where the address with the scheme between two places ends, 0 for none, and where to go on reading."""
    stop = _stop(joints, begin)
    plain = _PLAIN.match(text, begin, stop + 1)
    if plain and plain.end() <= stop and text[start - 1 : start] != "<":
        return plain.end(), plain.end()
    if start and text[start - 1] == "<" and (closed := _ANGLED.match(text, begin)):
        return closed.end(), closed.end()
    if _REPEATED.match(text, begin):  # "http://https://...": the second one is meant
        return 0, begin
    user = _USERINFO.match(text, begin)
    host_start = user.end() if user else begin
    end, whole, read = host_end(text, host_start)
    if not end:
        return 0, max(begin, read)
    if whole:
        host, backslashes = text[host_start:end], text[begin - 1] == "\\"
        end = tail_end(text, start, end, _stop(joints, end), host=host, backslashes=backslashes)
    return end, end


def _stop(joints: list[int], place: int) -> int:
    return joints[bisect_left(joints, place)]


def _bare(text: str, place: int, stop: int, joints: list[int]) -> Iterator[tuple[int, int]]:
    """Give the addresses without a scheme between two places."""
    read = place
    while (dot := _DOT.search(text, read, stop)) is not None:
        start, end, read = bare_host(text, dot.start(), place, stop, _stop(joints, dot.end()))
        if end:
            yield start, end
            place = read = end
