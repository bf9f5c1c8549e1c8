"""What a stranger's page says of itself, made fit to keep: entities read, tags dropped, harmless, cut short.

It builds on ``bot.display.harmless`` and adds what pages need: the second layer of HTML entities that publishers
leave in their metadata, stray inline tags, and a way past the slow grapheme rules for scripts that need none.
"""

from __future__ import annotations

import html
import re
from typing import Final

from bot.display import JOINERS, cut, harmless

_MOST_READ: Final = 4_000
"""Characters of one value that are looked at. Below 4,300, past which Python refuses to read a number, so that
``&#111...1;`` cannot raise out of ``html.unescape``."""

_TAG: Final = re.compile(
    r"<(?:/?(?:p|br|b|i|em|strong|span|a|sup|sub|u|small|ul|ol|li|blockquote)(?:[\s/][^<>]{0,500})?)>",
    re.IGNORECASE,
)
_ONE_EACH: Final = re.compile(
    "[ -~\u00a1-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027\u3001-\u3029\u3041-\u3096\u30a1-\u30ff\u4e00-\u9fff]*"
)
"""Latin, Greek, Cyrillic, kana and Han: one code point is one grapheme, so cutting needs no grapheme rules."""

# Zero-width joiners spell words in Arabic, Indic and South-East Asian scripts and build emoji; anywhere else they
# hide a difference ("pay<ZWNJ>pal") and go.
_JOINED: Final = (
    "\u0600-\u08ff\u0900-\u0dff\u0e80-\u109f\u1780-\u17ff\u1800-\u18af\ufb50-\ufdff\ufe70-\ufefe"
    "\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
)
_IDLE_JOINER: Final = re.compile(f"(?<![{_JOINED}])[{JOINERS}]+|[{JOINERS}]+(?![{_JOINED}{JOINERS}])")


def tidy(text: str, limit: int) -> str:
    """Return ``text`` on one line, fit to be shown and compared.

    Args:
        text: anything, such as the content of a meta tag.
        limit: longest result in graphemes, the ellipsis included; at least 2.
    """
    read = text[:_MOST_READ]
    if "&" in read:
        read = html.unescape(read)
    if "<" in read:
        read = _TAG.sub(" ", read)
    if read.isascii() and read.isprintable():
        return _short(" ".join(read.split()), limit)
    plain = harmless(read)
    if JOINERS[0] in plain or JOINERS[1] in plain:
        plain = _IDLE_JOINER.sub("", plain)
    return _short(plain, limit)


def _short(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    if not _ONE_EACH.fullmatch(text, 0, limit):
        # At most eight code points a grapheme are looked at: a longer pile of marks is no spelling of anything.
        return cut(text[: limit * 8], limit)
    head = text[: limit - 1]
    space = head.rfind(" ", limit * 2 // 3)
    return (head[:space] if space > 0 else head).rstrip(" ,;:-–—") + "…"
