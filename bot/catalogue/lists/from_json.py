"""JSON: a collection somewhere in a document, and paths to what is wanted of each entry."""

from __future__ import annotations

import json
from collections.abc import Iterator

from bot.catalogue.lists.record import MAX_ROWS, Record, missing, text_of
from bot.catalogue.lists.subscription import Subscription
from bot.errors import ListError

ITSELF = "."
"""Path to the entry itself, where a list is of plain texts."""
KEY = "@key"
"""Path to the key of an entry, where the collection is a mapping."""


def records(raw: bytes, spec: Subscription, wanted: tuple[str, ...]) -> Iterator[Record]:
    """Entries of a JSON document.

    Raises:
        ListError: it is not whole JSON, or a path leads nowhere.
    """
    try:
        document = json.loads(text_of(raw, spec.id))
    except (ValueError, RecursionError) as error:
        raise ListError(spec.id, f"is not whole JSON: {error}") from error
    found, collection = lookup(document, spec.rows)
    if not found or not isinstance(collection, (list, dict)):
        raise missing(spec.id, "rows", spec.rows or "the whole document", _shape(document))
    pairs = collection.items() if isinstance(collection, dict) else (("", entry) for entry in collection)
    seen = False
    for count, (key, entry) in enumerate(pairs):
        if count >= MAX_ROWS:
            raise ListError(spec.id, f"has more than {MAX_ROWS} rows")
        host = text_at(entry, spec.host or ITSELF, key)
        seen = seen or bool(host)
        if host:
            yield Record(host, {name: text_at(entry, name, key) for name in wanted})
    if collection and not seen:
        raise missing(spec.id, "host", spec.host or ITSELF, _shape(entry))


def text_at(entry: object, path: str, key: str = "") -> str:
    """The text at a dotted path of an entry; "" where there is none."""
    value: object = key if path == KEY else lookup(entry, "" if path == ITSELF else path)[1]
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    # Escapes such as \ud800 are half a character, which no file can hold.
    return str(value).encode("utf-8", "ignore").decode().strip()


def lookup(value: object, path: str) -> tuple[bool, object]:
    """Whether a dotted path leads anywhere, and where to."""
    for step in path.split(".") if path else ():
        if not isinstance(value, dict) or step not in value:
            return False, None
        value = value[step]
    return True, value


def _shape(value: object) -> str:
    if isinstance(value, dict):
        return "the keys " + ", ".join(list(map(str, value))[:12])
    return f"a {type(value).__name__}"
