"""Feeds of fact-checks broken in every way."""

from __future__ import annotations

import contextlib
import gzip
import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given

from bot.claims.feed import Tally, read
from bot.errors import ClaimFeedError
from tests.fuzz.breaking import FUZZ, broken_bytes

REVIEW = {
    "@type": "ClaimReview",
    "url": "https://fullfact.org/x",
    "claimReviewed": "The moon is cheese",
    "datePublished": "2024-03-01",
    "author": {"@type": "Organization", "name": "Full Fact", "url": "https://fullfact.org/"},
    "itemReviewed": {"@type": "Claim", "appearance": [{"url": "https://a.example/1"}], "author": {"name": "A"}},
    "reviewRating": {"ratingValue": 1, "bestRating": 5, "worstRating": 1, "alternateName": "False"},
}
WHOLE = json.dumps(REVIEW)
FEEDS = [
    json.dumps({"@type": "DataFeed", "dataFeedElement": [{"item": [REVIEW]}, {"item": None}]}).encode(),
    f"[{WHOLE}, {WHOLE}]".encode(),
    f"{WHOLE}\n{WHOLE}\n".encode(),
    f"<script type='application/ld+json'>{WHOLE}</script>\n".encode(),
    b"claim;claimant;rating;publisher;url;date\nThe moon is cheese;A;False;Full Fact;https://fullfact.org/x;2024-03-01\n",
]


def entries(raw: bytes) -> int:
    """Return how many fact-checks a feed holds, each of them sound."""
    found = 0
    with TemporaryDirectory() as folder:
        path = Path(folder) / "feed"
        path.write_bytes(raw)
        for entry in read(path, Tally()):
            found += 1
            assert entry.review.url.startswith(("http://", "https://"))
            assert entry.review.publisher or entry.review.claim_reviewed
    return found


@pytest.mark.parametrize("raw", FEEDS)
def test_every_feed_is_fuzzed(raw: bytes) -> None:
    """The feeds that are broken here are of all forms, and whole before that."""
    assert entries(raw) >= 1
    assert entries(gzip.compress(raw)) == entries(raw)


@given(broken_bytes(FEEDS) | broken_bytes([gzip.compress(raw, mtime=0) for raw in FEEDS]))
@example(gzip.compress(FEEDS[0], mtime=0)[:11] + b"\xff" * 40)  # a spoilt block is no OSError
@FUZZ
def test_any_feed_is_read_or_refused(raw: bytes) -> None:
    """Whatever its server sends, a feed gives fact-checks with a web address, or one reason."""
    with contextlib.suppress(ClaimFeedError):
        entries(raw)
