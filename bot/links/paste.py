"""Marks that HTML, JSON and Markdown leave in an address that is pasted as text."""

from __future__ import annotations

import re

_ENTITIES = re.compile("&(?:amp;)+", re.IGNORECASE)
_ESCAPES = re.compile(r"\\+(?=[_*~/&=?.#-])")
_AUTHORITY = re.compile(r"(?:[a-z]*:)?[/\\]*[^/\\?#]*", re.IGNORECASE)


def without_paste_marks(address: str) -> str:
    r"""Take out ``&amp;`` (HTML) and the backslashes of ``\/`` (JSON) and ``\_`` (Markdown), behind the host only.

    Within the host a backslash ends it, as it does for a browser: ``http://evil.com\_.google.com`` is evil.com.
    Not for addresses from a platform or a server, which are exact.
    """
    plain = _ENTITIES.sub("&", address) if ";" in address else address
    if "\\" not in plain:
        return plain
    authority = _AUTHORITY.match(plain)
    end = authority.end() if authority else 0
    return plain[:end] + _ESCAPES.sub("", plain[end:])
