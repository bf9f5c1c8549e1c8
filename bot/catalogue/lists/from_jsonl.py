"""JSON lines: one entry a line."""

from __future__ import annotations

import json
from collections.abc import Iterator

from bot.catalogue.lists.from_json import ITSELF, lookup, text_at
from bot.catalogue.lists.record import MAX_ROWS, Record, missing, text_of
from bot.catalogue.lists.subscription import Subscription
from bot.errors import ListError


def records(raw: bytes, spec: Subscription, wanted: tuple[str, ...]) -> Iterator[Record]:
    """Entries of a file of JSON lines.

    Raises:
        ListError: a line is not whole JSON, or no entry has a host.
    """
    seen, entry = False, None
    lines = [line for line in text_of(raw, spec.id).split("\n") if line.strip()]
    for count, line in enumerate(lines):
        if count >= MAX_ROWS:
            raise ListError(spec.id, f"has more than {MAX_ROWS} rows")
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise ListError(spec.id, f"is not whole JSON in row {count + 1}: {error}") from error
        _, entry = lookup(entry, spec.rows)
        host = text_at(entry, spec.host or ITSELF)
        seen = seen or bool(host)
        if host:
            yield Record(host, {name: text_at(entry, name) for name in wanted})
    if lines and not seen:
        raise missing(
            spec.id, "host", spec.host or ITSELF, sorted(entry) if isinstance(entry, dict) else "other entries"
        )
