"""What an answer's status and headers mean for reading a page. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import FetchError
from bot.model import Gap, GapReason, GapStep

if TYPE_CHECKING:
    from multidict import CIMultiDictProxy

_REDIRECTS = frozenset({300, 301, 302, 303, 307, 308})
_GONE = frozenset({404, 410})
_CHALLENGED = ("cf-mitigated", "challenge")
"""Header by which Cloudflare says that it shows a riddle in the page's place (its documentation, "Detect a Challenge
Page response")."""


def redirect_target(url: str, status: int, headers: CIMultiDictProxy[str]) -> str:
    """Where an answer points, as its header has it; "" when it is no redirect or names no place.

    Raises:
        FetchError: MALFORMED for two different places: which one counts is what such tricks play on.
    """
    places = set(headers.getall("Location", ())) if status in _REDIRECTS else set()
    if len(places) > 1:
        raise FetchError(url, Gap(GapStep.FETCH, GapReason.MALFORMED, "location"))
    return places.pop().strip() if places else ""


def gap_of_status(status: int, headers: CIMultiDictProxy[str]) -> Gap | None:
    """The gap that a final status stands for; None for success."""
    if 200 <= status < 300:
        return None
    if headers.get(_CHALLENGED[0], "").lower() == _CHALLENGED[1]:
        return Gap(GapStep.FETCH, GapReason.BOT_CHECK, str(status))
    if status in _GONE:
        return Gap(GapStep.FETCH, GapReason.NOT_FOUND, str(status))
    if status == 429 or (status == 503 and "Retry-After" in headers):
        return Gap(GapStep.FETCH, GapReason.RATE_LIMITED, str(status))
    if status < 200 or status > 599:
        return Gap(GapStep.FETCH, GapReason.MALFORMED, str(status))
    return Gap(GapStep.FETCH, GapReason.HTTP_STATUS, str(status))
