"""Made-up fact-checks, and an index of them."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.claims.admission import Admission
from bot.claims.claimreview import reviews_in
from bot.claims.entry import Entry
from bot.claims.held import Feed
from bot.claims.json_ld import read_graph
from bot.claims.shelf import Incoming, Shelf
from bot.links import Rules
from bot.model import ClaimReview, Reliability

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
RULES = Rules()
LISTED = ("checks.example", "verifica.example")

CLAIMS = (
    ("Schools in Norwich have banned paper poppies from classrooms.", "Have Norwich schools banned poppies?"),
    (
        "A giant squid washed ashore near Plymouth and blocked the harbour for three days.",
        "Squid in Plymouth harbour",
    ),
    ("Drinking boiled garlic water cures the winter flu within 24 hours.", "Does garlic water cure flu?"),
    ("The mayor of Springfield said bicycles will be taxed at 45 pounds a year.", "Bicycle tax in Springfield?"),
    ("A photograph shows a lion walking through the streets of Lisbon during the blackout.", "The Lisbon lion"),
    ("Tap water in Manchester contains a hormone that makes fish change colour.", "Manchester's colourful fish"),
    ("An airline offers two free tickets to everyone who shares its anniversary post.", "Free anniversary tickets"),
    ("The moon landing was filmed in a warehouse in Nevada by a famous director.", "The moon landing warehouse"),
    ("A new law requires cat owners to register every kitten with the police.", "Kitten register?"),
    ("Mobile phone masts were removed from hospitals because nurses fell ill.", "Masts and nurses"),
)


def entry(number: int, *, host: str = "checks.example", source: str = "feed", **fields: object) -> Entry:
    """Return one of the made-up fact-checks."""
    claim, headline = CLAIMS[number % len(CLAIMS)]
    values: dict[str, object] = {
        "claim_reviewed": claim,
        "claimant": "",
        "textual_rating": "False",
        "publisher": "Checks",
        "url": f"https://{host}/{number}",
        "review_date": "2024-03-01",
        "language": "en",
        "appearances": (f"https://rumours.example/post/{number}",),
        **fields,
    }
    return Entry(ClaimReview(**values), headline, source)  # type: ignore[arg-type]  # tests name what they change


def entries(count: int = len(CLAIMS)) -> list[Entry]:
    """Return the first made-up fact-checks."""
    return [entry(number) for number in range(count)]


def filled(folder: Path, what: Iterable[Entry] | None = None) -> Shelf:
    """Return an index that holds these fact-checks, or all."""
    shelf = Shelf(folder)
    shelf.take_over(Incoming("feed", entries() if what is None else what), Feed(), RULES)
    return shelf


def admission() -> Admission:
    """Return an admission that knows two fact-checkers and a few words."""
    readings: dict[str, dict[str, Reliability | None]] = {
        "*": {"false": Reliability.FABRICATED, "true": Reliability.RELIABLE},
        "verifica.example": {"4/5": Reliability.UNRELIABLE, "true": None},
    }
    return Admission(lambda host: host.removeprefix("www.") in LISTED, readings)


class WordEncoder:
    """Vectors of the words of a text: texts with the same words have the same vector."""

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return vectors, a row each."""
        return np.vstack([self._vector(text) for text in texts])

    def _vector(self, text: str) -> NDArray[np.float32]:
        found = np.full(384, 0.01, np.float32)
        for word in text.lower().split():
            found[zlib.crc32(word.strip(".,?").encode()) % 384] += 1
        return np.asarray(found / np.linalg.norm(found), np.float32)

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return vectors, a row each."""
        return self.queries(texts)


def parse_json_ld(texts: Iterable[str], page_url: str = "") -> tuple[ClaimReview, ...]:
    """Return every ClaimReview in the JSON-LD scripts of one page, as ``bot.pages`` reads them."""
    return reviews_in(read_graph(text for text in texts if "ClaimReview" in text), page_url)
