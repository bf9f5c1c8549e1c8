"""Pages and fact-checks broken in every way, through the whole check."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from bot.model import Message
from bot.pages import parse, read
from tests.claims.samples import parse_json_ld
from tests.conftest import REPOSITORY
from tests.fuzz.answering import answer_all
from tests.fuzz.breaking import FUZZ, broken_bytes, broken_json, broken_text
from tests.samples import NOW

if TYPE_CHECKING:
    from bot.model import Link, Page

RECORDED = [path.read_bytes() for path in sorted((REPOSITORY / "tests" / "data" / "pages").glob("*.html"))]
SCRIPTS = [
    found.decode("utf-8", "replace")
    for page in RECORDED
    for found in re.findall(rb"(?s)<script[^>]*ld\+json[^>]*>(.*?)</script>", page)
]
REVIEW = {
    "@context": "https://schema.org",
    "@graph": [
        {
            "@type": ["ClaimReview", "Review"],
            "url": "https://fullfact.org/x",
            "claimReviewed": "The moon is cheese",
            "datePublished": "2024-03-01T10:00:00Z",
            "author": {"@type": "Organization", "name": "Full Fact", "url": "https://fullfact.org/"},
            "itemReviewed": {
                "@type": "Claim",
                "appearance": [{"url": "https://a.example/1"}],
                "author": {"name": "A"},
            },
            "reviewRating": {"ratingValue": 1, "bestRating": 5, "worstRating": 1, "alternateName": "False"},
        }
    ],
}
CONTENT_TYPES = [
    "text/html",
    "text/html; charset=utf-8",
    "text/html; charset=gb2312",
    "application/xhtml+xml",
    "",
    "x/y",
]
URLS = ["https://news.example/2020/01/02/story", "https://fullfact.org/online/x", "https://www.bbc.co.uk/news/1"]


@given(broken_bytes(RECORDED), broken_text(CONTENT_TYPES), st.sampled_from(URLS))
@FUZZ
def test_any_page_gets_a_sound_answer(body: bytes, content_type: str, url: str) -> None:
    """Whatever a server sends as a page: read, quoted within bounds, and never taken for markup of ours."""

    def page(link: Link) -> Page:
        return read(parse(body, content_type), link, NOW)

    report = answer_all(Message(url), page)
    for verdict in report.verdicts:
        for each in (verdict.evidence.page,) if verdict.evidence.page else ():
            assert len(each.title) <= 2_000
            assert len(each.claim_reviews) <= 50


@given(broken_json([REVIEW]) | broken_text(SCRIPTS or [json.dumps(REVIEW)]))
@FUZZ
def test_any_claim_review_is_read_or_left(value: object) -> None:
    """Whatever a publisher marks up: fact-checks with a publisher, a web address and a rating, or none."""
    text = value if isinstance(value, str) else json.dumps(value)
    for review in parse_json_ld([f'{text} "ClaimReview"', text], "https://fullfact.org/x"):
        assert review.url.startswith(("http://", "https://"))
        assert all(url.startswith(("http://", "https://")) for url in review.appearances)
        assert len(review.claim_reviewed) <= 2_000
