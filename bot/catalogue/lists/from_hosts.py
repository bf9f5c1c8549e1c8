"""Hosts files: an address that leads nowhere, then the hosts that are sent there."""

from __future__ import annotations

from collections.abc import Iterator

from bot.catalogue.lists.from_lines import bare
from bot.catalogue.lists.record import MAX_ROWS, Record, text_of
from bot.catalogue.lists.subscription import Subscription
from bot.errors import ListError

_ADDRESS = frozenset("0123456789abcdefABCDEF.:%")
_LOCAL = frozenset({"localhost", "localhost.localdomain", "local", "broadcasthost", "0.0.0.0", "ip6-localhost"})  # noqa: S104 - a name in a file, no socket is bound to it
"""Names that every hosts file begins with."""


def records(raw: bytes, spec: Subscription, wanted: tuple[str, ...]) -> Iterator[Record]:
    """Hosts of a hosts file.

    Raises:
        ListError: a line does not begin with an address, or there are too many.
    """
    del wanted
    for count, line in enumerate(text_of(raw, spec.id).splitlines()):
        if count >= MAX_ROWS:
            raise ListError(spec.id, f"has more than {MAX_ROWS} rows")
        words = bare(line).split()
        if not words:
            continue
        if not _ADDRESS.issuperset(words[0]) or not any(mark in words[0] for mark in ".:"):
            raise ListError(spec.id, f"is no hosts file: line {count + 1} does not begin with an address")
        for host in words[1:]:
            if host not in _LOCAL:
                yield Record(host)
