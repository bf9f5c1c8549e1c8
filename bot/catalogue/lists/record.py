"""What every format is read into, and the faults they share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.errors import ListError

MAX_ROWS: Final = 3_000_000
"""Rows beyond which a file is not a list but an attack on the disk."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a list, before its words are read."""

    host: str
    """Host or address, as the list has it."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """The columns that the subscription names, by name."""


@dataclass(frozen=True, slots=True)
class Row:
    """What a list says of one host or path, in the catalogue's terms."""

    subject: str
    word: str
    """The rater's word."""
    as_of: str = ""
    name: str = ""
    page: str = ""


def text_of(raw: bytes, name: str) -> str:
    """The text of a downloaded list.

    Raises:
        ListError: it is not UTF-8, or it is a web page: an error page is often served with status 200.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ListError(name, "is not UTF-8 text") from error
    if "\0" in text:
        raise ListError(name, "has binary data in it")
    if text[:200].lstrip().lower().startswith(("<!doctype", "<html", "<head", "<?xml", "<body")):
        raise ListError(name, "is a web page and not a list: perhaps an error page, or the list has moved")
    return text


def missing(name: str, place: str, wanted: str, there: object) -> ListError:
    """The fault of a column or path that the list does not have."""
    return ListError(name, f'{place} is "{wanted}", but the list has {there}')
