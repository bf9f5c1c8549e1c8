"""JSON-LD scripts behind the head, found by the name of their type, without cutting the body into tags."""

from __future__ import annotations

import re
from typing import Final

from bot.claims.json_ld import MAX_CHARACTERS
from bot.pages.source import Source
from bot.pages.tokens import ATTRIBUTES, attributes

MOST_SCRIPTS: Final = 40
_JSON_LD: Final = "application/ld+json"
_SPELT: Final = "pplication/ld+json"
_ESCAPED: Final = "pplication/ld&#x2B;json"
"""How the type is written, with either A; ASP.NET escapes its plus, everywhere on the page."""
_OPENING: Final = re.compile(rf"<(script)(?![^\s/>])({ATTRIBUTES})(?:>|\Z)".encode(), re.IGNORECASE | re.VERBOSE)
_CLOSING: Final = re.compile(rb"</script", re.IGNORECASE)
_LONGEST_BEFORE: Final = 400
"""Bytes between a script's beginning and its type."""
_MAX_BYTES: Final = 4 * MAX_CHARACTERS


def is_json_ld(source: str) -> bool:
    """Say whether the attributes of a script declare JSON-LD."""
    return "json" in source.lower() and attributes(source).get("type", "").strip().lower().startswith(_JSON_LD)


def is_any_after(page: Source, start: int) -> bool:
    """Tell whether there may be a JSON-LD script behind a position in the page's bytes."""
    return any(at >= start for spelt in (_SPELT, _ESCAPED) for at in page.find_all(spelt))


def scripts_after(page: Source, start: int, *, escaped: bool) -> list[str]:
    """Return the contents of the JSON-LD scripts from a position in the page's bytes on.

    Args:
        page: the page.
        start: where its head ends.
        escaped: whether to look for the escaped spelling where the usual one is nowhere.
    """
    return _scripts(page, start, _SPELT) or (_scripts(page, start, _ESCAPED) if escaped else [])


def _scripts(page: Source, start: int, spelt: str) -> list[str]:
    scripts: list[str] = []
    looked_at = 0
    for at in page.find_all(spelt):
        if at < start or looked_at == MOST_SCRIPTS:
            continue
        looked_at += 1
        # No other element is read up to its end, since asking for that at each comment that says "ld+json" would be
        # quadratic.
        opening = page.data.rfind(b"<", max(start, at - _LONGEST_BEFORE), at)
        tag = _OPENING.match(page.data, opening) if opening >= 0 else None
        if tag and is_json_ld(page.piece(*tag.span(2))):
            start = _closing(page.data, tag)
            content = page.piece(tag.end(), min(start, tag.end() + _MAX_BYTES + 1))
            if 0 < len(content) <= MAX_CHARACTERS:
                scripts.append(content)
    return scripts


def _closing(data: bytes, tag: re.Match[bytes]) -> int:
    """Where a script's content ends, as ``tokens`` sees it: spelt as its opening first, which is found faster."""
    close = data.find(b"</" + tag[1], tag.end())
    if close < 0:
        found = _CLOSING.search(data, tag.end())
        close = found.start() if found else len(data)
    return close
