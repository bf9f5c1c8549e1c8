"""What a stranger wrote, made harmless in Discord's Markdown. Pure."""

from __future__ import annotations

import re
from typing import Final

from bot.display import harmless

_MARKUP: Final = re.compile(r"[\\*_~`|<>\[\]@#]")
"""Emphasis, code, spoilers, quotes, headings, masked links, mentions (``<@1>``, ``@everyone``), timestamps, emoji."""

_SCHEME: Final = re.compile(r"(?<=[a-zA-Z]):(?=//)")
"""A backslash before the colon keeps Discord from making a link of an address."""

_LIST: Final = re.compile(r"^(\s*)(-|\+|\d+(?=[.)]))(?=[\s.)#]|$)")
_INVITE: Final = re.compile(r"(?i)(discord(?:app)?\.(?:gg|com|me|io))/")
"""Discord shows a card with a button for an invitation even without ``https://``."""

_UNSAFE_IN_URL: Final = {char: f"%{ord(char):02X}" for char in " \"'()<>[\\]^`{|}*_~"} | {
    "_": "_",
    "~": "~",
    "*": "%2A",
}


def escaped(text: str) -> str:
    """Return one line of text that shows as it is: no markup, no mention, no link, no bidi or zero-width trick."""
    shown = _MARKUP.sub(r"\\\g<0>", harmless(text))
    shown = _SCHEME.sub(r"\\:", shown)
    shown = _INVITE.sub(r"\1\\/", shown)
    return _LIST.sub(_without_list, shown)


def linked(label: str, url: str) -> str:
    """Return a masked link, or the label alone where the address is no web address."""
    target = safe_url(url)
    return f"[{escaped(label)}]({target})" if target else escaped(label)


def safe_url(url: str) -> str:
    """Return a web address that cannot end a masked link early; "" for anything else."""
    if not url.startswith(("https://", "http://")) or any(char.isspace() or not char.isprintable() for char in url):
        return ""
    return "".join(_UNSAFE_IN_URL.get(char, char) for char in url)


def in_code(text: str) -> str:
    """Return text in a code span, where nothing is markup and nothing is a link."""
    return f"`{harmless(text).replace('`', chr(0x2CB))}`"


def _without_list(found: re.Match[str]) -> str:
    """Escape what makes a list item of a line: ``-``, ``+``, and the dot after a number."""
    space, mark = found[1], found[2]
    return f"{space}\\{mark}" if mark in "-+" else f"{space}{mark}\\"
