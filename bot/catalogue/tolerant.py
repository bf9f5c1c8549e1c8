"""Looking into plain data that may have any shape: what is not as it should be reads as absent."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator

from bot.catalogue.plain import Path, Plain


def rows_of(data: Plain, section: str) -> Iterator[tuple[Path, dict[str, Plain]]]:
    """The rows of a section that are mappings, each with its place."""
    for at, row in enumerate(list_at(data, section)):
        if isinstance(row, dict):
            yield (section, at), row


def value_at(data: Plain, path: Path) -> Plain:
    """What is found at a path that exists."""
    for step in path:
        if isinstance(data, dict) and isinstance(step, str):
            data = data.get(step, "")
        elif isinstance(data, list) and isinstance(step, int):
            data = data[step]
    return data


def mapping_at(value: Plain, key: str) -> dict[str, Plain]:
    """The mapping under a key; an empty one where there is none."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def list_at(value: Plain, key: str) -> list[Plain]:
    """The list under a key; an empty one where there is none."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []


def text_at(value: Plain, key: str) -> str:
    """The text under a key; "" where there is none."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""


def label(row: Plain) -> str:
    """What a reader would call a row: its name, id or title."""
    return text_at(row, "name") or text_at(row, "id") or text_at(row, "title")


def suggest(word: str, known: Collection[str]) -> str:
    """A remedy that names what could have been meant."""
    close = difflib.get_close_matches(word, known, n=3)
    shown = close or sorted(known)[:12]
    return "Use one of: " + ", ".join(shown) if shown else "There is none yet: add it first"
