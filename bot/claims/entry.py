"""One fact-check as the index keeps it, and the one line of JSON that it is written in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from bot.model import ClaimReview, Reliability

_FIELDS = 11


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact-check, and what the index knows of it besides."""

    review: ClaimReview
    headline: str = ""
    """Title of the fact-checker's page; "" where the feed has none."""
    source: str = ""
    """Id of the feed it came from."""


def key_of(entry: Entry) -> bytes:
    """Return what makes two entries one: the review's page and the claim (a page may review several)."""
    text = f"{entry.review.url}\n{entry.review.claim_reviewed}"
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).digest()


def meaning_of(entry: Entry) -> str:
    """Return the text whose vector stands for the entry: the headline, then the claim."""
    claim = entry.review.claim_reviewed
    return f"{entry.headline}. {claim}" if entry.headline and entry.headline != claim else claim


def to_line(entry: Entry) -> bytes:
    """Return the entry as one line of JSON, without the line's end."""
    review = entry.review
    row = [
        review.claim_reviewed,
        review.claimant,
        review.textual_rating,
        review.publisher,
        review.url,
        review.review_date,
        review.language,
        list(review.appearances),
        review.reliability.value if review.reliability else 0,
        entry.headline,
        entry.source,
    ]
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def from_line(line: bytes) -> Entry:
    """Return the entry of a line.

    Raises:
        ValueError: the line is not one that ``to_line`` wrote.
    """
    row = json.loads(line)
    if not isinstance(row, list) or len(row) != _FIELDS:
        raise ValueError("not a line of the claim index")
    texts = [row[at] for at in (0, 1, 2, 3, 4, 5, 6, 9, 10)]
    if not all(isinstance(text, str) for text in texts) or not isinstance(row[7], list):
        raise ValueError("not a line of the claim index")
    links = tuple(str(link) for link in cast("Sequence[object]", row[7]))
    reading = Reliability(row[8]) if row[8] else None
    claim, claimant, rating, publisher, url, day, language, headline, source = texts
    review = ClaimReview(claim, claimant, rating, publisher, url, day, language, links, reading)
    return Entry(review, headline, source)
