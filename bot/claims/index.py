"""The claim index as a check asks it: by link, by words and meaning. Follows updates of the index by itself."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.claims import judge, vectors
from bot.claims.english import is_english
from bot.claims.search import Meaning, search, texts_for_meaning, told
from bot.claims.shelf import STATE, Shelf
from bot.errors import ClaimFeedError
from bot.model import ClaimMatch, MatchHow

if TYPE_CHECKING:
    from bot.claims.generation import Generation
    from bot.claims.search import Hit
    from bot.claims.vectors import Encoder, Vectors
    from bot.model import Link

SAME: Final = 3
"""Fact-checks of the same claim that are shown."""
RELATED: Final = 2
"""Related ones that are offered besides; none where there is one of the same claim."""
LONGEST_QUERIES: Final = 4
"""Texts of one check that are searched for."""

_SPOILT: Final = "the claim index at hand is spoilt, import the feeds again"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Opened:
    generation: Generation | None
    vectors: Vectors | None
    english: Vectors | None
    stamp: tuple[int, int]
    """Of the state file that named it."""


class ClaimIndex:
    """Fact-checks by link, words and meaning."""

    def __init__(self, shelf: Shelf, encoder: Encoder | None = None, english: Encoder | None = None) -> None:
        """Open nothing yet.

        Args:
            shelf: where the index is kept.
            encoder: makes vectors of what is asked; None finds by words alone.
            english: the second model; None does without it.
        """
        self._shelf = shelf
        self._state = str(shelf.folder / STATE)
        self._encoder = encoder
        self._english = english
        self._opened = _Opened(None, None, None, (0, 0))
        self._taken = ((0, 0), "")
        self._told = (0, 0)
        self.fault = ""
        """Why nothing can be asked although there is an index; "" where it can, or where none was ever had."""

    def corpus(self) -> Generation | None:
        """Return what the index holds; None where there is none that can be read."""
        return self._current().generation

    def taken_at(self) -> str:
        """Return when a feed was last taken over, ISO with zone; "" for never."""
        stamp = self._stamp()
        if stamp != self._taken[0]:  # asked at every check, and the file says nothing new between two imports
            taken = max((feed.taken_at for feed in self._shelf.state().feeds.values()), default="")
            self._taken = (stamp, taken)
        return self._taken[1]

    async def for_link(self, link: Link) -> tuple[ClaimMatch, ...]:
        """Return fact-checks in whose appearances this link stands, or an address that it was unwrapped from."""
        generation = self._current().generation
        if generation is None:
            return ()
        urls = dict.fromkeys((link.url, *(step.url for step in link.steps)))
        numbers = dict.fromkeys(number for url in urls for number in generation.with_link(url))
        try:
            reviews = [generation.entry(number).review for number in numbers]
        except ValueError as error:
            self._spoilt(error)
            return ()
        reviews.sort(key=lambda review: review.review_date, reverse=True)
        return tuple(ClaimMatch(review, MatchHow.SAME_LINK, 1.0) for review in reviews[:SAME])

    async def for_words(self, queries: Sequence[str], language: str) -> tuple[ClaimMatch, ...]:
        """Return fact-checks of what these texts say, each text a query of its own; surest first."""
        opened = self._current()
        if opened.generation is None:
            return ()
        found: dict[int, Hit] = {}
        try:
            for text in list(dict.fromkeys(queries))[:LONGEST_QUERIES]:
                for hit in told(opened.generation, text, await self._meaning(opened, text)):
                    if hit.number not in found or _rank(hit) < _rank(found[hit.number]):
                        found[hit.number] = hit
            return tuple(_matches(found.values(), language))
        except ValueError as error:
            self._spoilt(error)
            return ()

    def search(self, text: str, limit: int) -> tuple[Hit, ...]:
        """Return the likeliest fact-checks with their scores, those that nobody would be told of included.

        Raises:
            ClaimFeedError: there is no index, or it cannot be read.
        """
        opened = self._open()
        if opened.generation is None:
            raise ClaimFeedError(str(self._shelf.folder), "no fact-checks are at hand: mop claims import")
        try:
            hits = search(opened.generation, text, self._meaning_of(opened, text), limit)
            _ = [hit.entry for hit in hits]  # read while it can be said in words that they cannot be
        except ValueError as error:
            raise ClaimFeedError(str(self._shelf.folder), f"{_SPOILT}: {error}") from error
        return hits

    def _spoilt(self, error: ValueError) -> None:
        """A file of the index was damaged after it was opened: that is no "nothing found", and said once."""
        self.fault = f"{_SPOILT}: {error}"
        if self._told != self._opened.stamp:
            self._told = self._opened.stamp
            _log.warning("%s: %s", self._shelf.folder, self.fault)

    async def _meaning(self, opened: _Opened, text: str) -> Meaning | None:
        """A text's vector takes some 30 ms of a core, those of a long mail ten times that: other chats go on."""
        return await asyncio.to_thread(self._meaning_of, opened, text) if opened.vectors else None

    def _meaning_of(self, opened: _Opened, text: str) -> Meaning | None:
        if self._encoder is None or opened.vectors is None:
            return None
        texts = texts_for_meaning(text)
        if not texts:
            return None
        second = None
        if self._english is not None and opened.english is not None and is_english(text):
            second = Meaning(opened.english, self._english.queries(texts))
        return Meaning(opened.vectors, self._encoder.queries(texts), second)

    def _current(self) -> _Opened:
        """The index at hand; the one before where a new one cannot be read, since an old answer beats none."""
        try:
            opened = self._open()
        except ClaimFeedError as error:
            if not self.fault:
                _log.warning("%s", error)
            self.fault = "" if self._opened.generation else str(error)
            return self._opened
        self.fault = ""
        return opened

    def _open(self) -> _Opened:
        stamp = self._stamp()
        if stamp != self._opened.stamp:
            generation = self._shelf.open()
            first = self._vectors_of(generation, self._encoder, vectors.MEANING)
            second = self._vectors_of(generation, self._english, vectors.ENGLISH)
            self._opened = _Opened(generation, first, second, stamp)
        return self._opened

    def _stamp(self) -> tuple[int, int]:
        try:
            status = os.stat(self._state)  # noqa: PTH116 - asked ten times a check, and four times as dear by Path
        except OSError:
            return (0, 0)
        return (status.st_mtime_ns, status.st_ino)

    @staticmethod
    def _vectors_of(generation: Generation | None, encoder: Encoder | None, kind: vectors.Kind) -> Vectors | None:
        if generation is None or encoder is None or not vectors.have(generation.folder, kind):
            return None
        return vectors.Vectors(generation.folder, len(generation), kind)


def _rank(hit: Hit) -> tuple[int, float]:
    return (hit.how or MatchHow.RELATED, -hit.score)


def _matches(hits: Iterable[Hit], language: str) -> Iterable[ClaimMatch]:
    """Surest first; of fact-checks of one claim those in the reader's language; one of each publisher's page."""
    wanted = language.partition("-")[0]
    ordered = sorted(
        hits,
        key=lambda hit: (
            hit.how or MatchHow.RELATED,
            hit.entry.review.language.partition("-")[0] != wanted,
            -hit.score,
        ),
    )
    seen: set[str] = set()
    same = [hit for hit in ordered if hit.how is MatchHow.SAME_CLAIM]
    chosen = same[:SAME] if same else ordered[:RELATED]
    for hit in chosen:
        if hit.how and hit.entry.review.url not in seen:
            seen.add(hit.entry.review.url)
            yield ClaimMatch(hit.entry.review, hit.how, round(judge.chance(hit.score), 4))
