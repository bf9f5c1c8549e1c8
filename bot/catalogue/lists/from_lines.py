"""Plain lines: a host or an address each, with remarks."""

from __future__ import annotations

from collections.abc import Iterator

from bot.catalogue.lists.record import MAX_ROWS, Record, text_of
from bot.catalogue.lists.subscription import Subscription
from bot.errors import ListError


def records(raw: bytes, spec: Subscription, wanted: tuple[str, ...]) -> Iterator[Record]:
    """Lines of a file, without remarks (``#``, ``!``, ``;``) and empty ones.

    Raises:
        ListError: there are too many.
    """
    del wanted
    for count, line in enumerate(text_of(raw, spec.id).splitlines()):
        if count >= MAX_ROWS:
            raise ListError(spec.id, f"has more than {MAX_ROWS} rows")
        if host := bare(line):
            yield Record(host)


def bare(line: str) -> str:
    """A line without its remark."""
    text = line.partition(" #")[0].partition("\t#")[0].strip()
    return "" if text.startswith(("#", "!", ";", "//")) else text
