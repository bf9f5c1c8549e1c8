"""Google's Fact Check Tools API as a live source: off unless the operator sets a key (docs/claims.md).

``GET {url}/v1alpha1/claims:search?query=...`` with the key in ``X-Goog-Api-Key``, never in the address, so that no
log and no exception can hold it. It is the operator's own configured endpoint, not a stranger's link: plain aiohttp,
TLS verified, no redirects. Every failure is a Gap with its reason; nothing is tried twice within a check, and after a
failure nothing is asked for a while.
"""

from __future__ import annotations

import asyncio
import json
import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import urlsplit

import aiohttp
from cachetools import TTLCache

from bot.claims.claimreview import web_url
from bot.claims.entry import Entry
from bot.dates import iso_day
from bot.errors import FetchError
from bot.fetch.answers import gap_of_status
from bot.fetch.exchange import tls_context, user_agent
from bot.fetch.failures import FOREIGN, gap_for
from bot.fetch.patience import LONGEST_WAIT, wait_of
from bot.links import registrable_domain
from bot.model import ClaimReview, Gap, GapReason, GapStep
from bot.tidy import tidy

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType

    from bot.fact_check_service import Service

SECONDS: Final = 2.5
"""The longest that one question may take; most are answered in a third of a second."""
MAX_BYTES: Final = 256 * 1024
PAGE_SIZE: Final = 10
KEPT_SECONDS: Final = 3600.0
"""A fact-check that appears meanwhile is told an hour late; a wave of forwards asks once."""
MOST_KEPT: Final = 2_048
AT_ONCE: Final = 4
LEAST_SECONDS: Final = 0.2
"""With less than this left nothing is asked: the answer would come too late."""
FAIR_SECONDS: Final = 1.0
"""Whoever did not answer within this long is slow; within less, we were in a hurry."""
REST: Final = timedelta(seconds=30)
"""After a failure nobody waits for the next one: the same is told at once."""
REFUSED_REST: Final = timedelta(minutes=10)
"""After a refusal (a wrong key, a project that is not allowed): that is for the operator to mend."""
_FAR_FUTURE: Final = datetime(2999, 1, 1, tzinfo=UTC)
"""A review's date is only shown, and a date to come is the publisher's own mistake."""

_log = logging.getLogger(__name__)


class FactCheckTools:
    """Asks Google what fact-checks it has. Open it with ``async with``.

    Args:
        settings: key, address, what may be sent.
        clock: aware time now, for the cache and Retry-After.
        contact_url: told in the user agent, as everywhere.
    """

    def __init__(self, settings: Service, clock: Callable[[], datetime], contact_url: str = "") -> None:
        self.sends = settings.sends
        self._settings = settings
        self._contact_url = contact_url
        self._kept: TTLCache[str, tuple[Entry, ...]] = TTLCache(
            MOST_KEPT, KEPT_SECONDS, timer=lambda: clock().timestamp()
        )
        self._clock = clock
        self._rests_until = clock()
        self._why: Gap | None = None
        """Why it rests."""
        self._places = asyncio.Semaphore(AT_ONCE)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def search(self, text: str, seconds: float) -> tuple[Entry, ...] | Gap:
        """Return what Google has on a text, unjudged and unadmitted; a gap where it cannot be asked.

        Args:
            text: what is sent, and all that is sent.
            seconds: what is left of the check's own deadline.
        """
        kept = self._kept.get(text)
        if kept is not None:
            return kept
        if self._why is not None and self._clock() < self._rests_until:
            return self._why
        allowed = min(SECONDS, seconds)
        if allowed < LEAST_SECONDS:
            return Gap(GapStep.CLAIMS, GapReason.OUT_OF_TIME)
        try:
            async with asyncio.timeout(allowed):
                found = await self._asked(text)
        except TimeoutError:
            gap = Gap(GapStep.CLAIMS, GapReason.TIMED_OUT)
            return self._rest(gap, REST) if allowed >= FAIR_SECONDS else gap
        except FetchError as error:
            return self._failed(error)
        self._kept[text], self._why = found, None
        return found

    def _failed(self, error: FetchError) -> Gap:
        gap = Gap(GapStep.CLAIMS, error.gap.reason, error.gap.detail)
        if isinstance(error, _ComeBackLaterError):
            return self._rest(gap, error.wait)
        refused = gap.detail.startswith("4")
        return self._rest(gap, REFUSED_REST if refused else REST)

    def _rest(self, gap: Gap, how_long: timedelta) -> Gap:
        """Ask nothing for a while; the log says so once a failure, without the key and without what was asked."""
        self._rests_until, self._why = self._clock() + how_long, gap
        said = f"{gap.reason.value} {gap.detail}".strip()
        _log.warning("fact-checks cannot be asked at %s: %s; not asked for %s", self._settings.url, said, how_long)
        return gap

    async def _asked(self, text: str) -> tuple[Entry, ...]:
        """Ask once.

        Raises:
            FetchError: it failed, with the reason.
        """
        address = f"{self._settings.url}/v1alpha1/claims:search"
        asked = {"query": text, "pageSize": str(PAGE_SIZE)}
        try:
            async with self._places, self._opened().get(address, params=asked, allow_redirects=False) as answer:
                gap = gap_of_status(answer.status, answer.headers)
                if gap is not None:
                    if gap.reason is GapReason.RATE_LIMITED:
                        wait = wait_of(answer.headers.get("Retry-After", ""), self._clock())
                        raise _ComeBackLaterError(address, gap, min(wait, LONGEST_WAIT))
                    raise FetchError(address, gap)
                return parse(await _body(answer))
        except FOREIGN as error:
            raise FetchError(address, gap_for(error)) from error

    def _opened(self) -> aiohttp.ClientSession:
        """Open the session at the first question: most checks ask none."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(ssl=tls_context(), limit=AT_ONCE),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
                headers={"X-Goog-Api-Key": self._settings.key, "User-Agent": user_agent(self._contact_url)},
            )
        return self._session


class _ComeBackLaterError(FetchError):
    """The service wants to be left alone for a while."""

    def __init__(self, url: str, gap: Gap, wait: timedelta) -> None:
        self.wait = wait
        super().__init__(url, gap)


async def _body(answer: aiohttp.ClientResponse) -> bytes:
    """Read an answer whole.

    Raises:
        ValueError: it is longer than any answer is.
        aiohttp.ClientError: it broke off.
    """
    body = bytearray()
    async for chunk in answer.content.iter_chunked(16 * 1024):
        body += chunk
        if len(body) > MAX_BYTES:
            raise ValueError("the answer is too long")
    return bytes(body)


def parse(body: bytes) -> tuple[Entry, ...]:
    """Return the fact-checks of an answer; what has no claim or no address is passed over.

    Raises:
        ValueError: it is no such answer. ``{}`` is one: nothing was found.
    """
    try:
        answer = json.loads(body)
    except RecursionError as error:
        raise ValueError("the answer is nested too deeply") from error
    claims = answer.get("claims", []) if isinstance(answer, dict) else None
    if not isinstance(claims, list):
        raise ValueError("the answer holds no claims")  # noqa: TRY004 - of what a stranger sent, like bad JSON
    found = (_entry(claim, review) for claim in claims for review in _reviews(claim))
    return tuple(entry for entry in found if entry is not None)


def _reviews(claim: object) -> list[object]:
    reviews = claim.get("claimReview") if isinstance(claim, dict) else None
    return reviews if isinstance(reviews, list) else []


def _entry(claim: Mapping[str, Any], review: object) -> Entry | None:
    """One review; None where it is not on the site that it gives as its publisher's own."""
    if not isinstance(review, dict):
        return None
    publisher = review.get("publisher")
    publisher = publisher if isinstance(publisher, dict) else {}
    url, words = web_url(_text(review.get("url"), 2_048)), _text(claim.get("text"), 1_000)
    if not url or not words or not _on_own_site(url, _text(publisher.get("site"), 253)):
        return None
    return Entry(
        ClaimReview(
            claim_reviewed=words,
            claimant=_text(claim.get("claimant"), 200),
            textual_rating=_text(review.get("textualRating"), 200),
            publisher=_text(publisher.get("name"), 200),
            url=url,
            review_date=iso_day(_text(review.get("reviewDate"), 40), _FAR_FUTURE),
            language=_text(review.get("languageCode"), 35),
        ),
        headline=_text(review.get("title"), 300),
    )


def _on_own_site(url: str, site: str) -> bool:
    """Whoever hands fact-checks over cannot make one site speak in another's name."""
    host = urlsplit(url).hostname or ""
    return not site or registrable_domain(host) == registrable_domain(site)


def _text(value: object, longest: int) -> str:
    return tidy(value, longest) if isinstance(value, str) else ""
