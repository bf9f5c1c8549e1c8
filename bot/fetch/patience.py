"""Sites that asked us to come back later (429, Retry-After), for as long as they said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from cachetools import LRUCache

if TYPE_CHECKING:
    from collections.abc import Callable

DEFAULT_WAIT = timedelta(minutes=1)
"""After a 429 that names no time."""
LONGEST_WAIT = timedelta(days=1)
"""Nobody is remembered for longer, whatever the header says."""
REMEMBERED_HOSTS = 2_048


class Patience:
    """Remembers which hosts are to be left alone, and until when. Bounded; the longest unused go first."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._until: LRUCache[str, datetime] = LRUCache(REMEMBERED_HOSTS)

    def seconds_left(self, host: str) -> int:
        """How long a host wants to be left alone; 0 when it may be asked."""
        until = self._until.get(host)
        if until is None:
            return 0
        left = (until - self._clock()).total_seconds()
        if left <= 0:
            del self._until[host]
        return max(0, int(left) + (left > int(left)))

    def note(self, host: str, retry_after: str) -> None:
        """Take note of a Retry-After header; "" for none."""
        now = self._clock()
        self._until[host] = now + min(LONGEST_WAIT, wait_of(retry_after, now))


def wait_of(retry_after: str, now: datetime) -> timedelta:
    """Read Retry-After (RFC 9110 10.2.3): seconds or a date; anything else is DEFAULT_WAIT."""
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:9]), LONGEST_WAIT.total_seconds()))
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return DEFAULT_WAIT
    date = date if date.tzinfo else date.replace(tzinfo=UTC)
    return max(timedelta(0), date - now)
