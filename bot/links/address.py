"""A parsed address, and how a text inside it is read as the address of something else."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote

from bot.links.domain import is_suffix


class Address(NamedTuple):
    """A parsed address, every part as the WHATWG serialiser writes it."""

    href: str
    scheme: str
    """``http:`` or ``https:``."""
    host: str
    path: str
    search: str
    """With its question mark; "" for none."""
    fragment: str
    """With its hash mark; "" for none."""


HTTP = re.compile(r"https?:[/\\]", re.IGNORECASE)
ENCODED_HTTP = re.compile(r"https?%(?:25)*3A", re.IGNORECASE)
BARE_TARGET = re.compile(r"(?:[^\W_][\w-]*\.)+([^\W\d_][\w-]+)(?:[/?#:]|$)")
_MAX_ENCODINGS = 4
"""How often a parameter may be percent-encoded; mail filters stack two or three."""


def from_parameters(address: Address, names: tuple[str, ...]) -> str:
    """Give the target that one of these parameters holds; "" for none."""
    pieces = [piece.partition("=") for piece in address.search[1:].split("&")]
    for wanted in names:
        for name, _, value in pieces:
            if name == wanted and (target := as_target(value, address)):
                return target
    return ""


def as_target(value: str, address: Address) -> str:
    """Decode a parameter until it reads as an address; "" when it never does.

    "+" stays: in the target's own query it means a space there as well.
    """
    text = unquote(value) if "%" in value else value
    for _ in range(_MAX_ENCODINGS):
        if not ENCODED_HTTP.match(text):
            break
        text = unquote(text)
    if HTTP.match(text):
        return text
    if text.startswith("//"):
        return f"https:{text}"
    if text.startswith("/"):
        return f"{address.scheme}//{address.host}{text}"
    bare = BARE_TARGET.match(text)
    return f"https://{text}" if bare and is_suffix(bare[1]) else ""
