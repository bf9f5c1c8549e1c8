"""Small values that tests are built from."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.model import (
    Authority,
    ClaimMatch,
    ClaimReview,
    Evidence,
    Kind,
    Link,
    LookAlike,
    MatchHow,
    Page,
    PatternMatch,
    Reliability,
    SourceRating,
    Voice,
)

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def link(url: str = "https://news.example/story", forwarded: str = "") -> Link:
    """Return a link whose registrable domain is its host."""
    host = url.split("/")[2]
    return Link(forwarded or url, url, host, host)


def rating(
    reliability: Reliability | None = None,
    *,
    word: str = "",
    kind: Kind | None = None,
    rater: str = "Some Rater",
    voice: Voice = Voice.RATER,
    origin: str = "",
    name: str = "",
) -> SourceRating:
    """Return a rating of news.example."""
    said = word or (reliability.name.lower() if reliability else "")
    url = f"https://{rater.lower().replace(' ', '-')}.example/news"
    return SourceRating(
        "news.example", rater, said, reliability, kind, url, "2024", name=name, voice=voice, origin=origin
    )


def review(
    word: str = "False", reliability: Reliability | None = None, url: str = "https://checks.example/1"
) -> ClaimReview:
    """Return a fact-check by Checks."""
    return ClaimReview("The moon is cheese", "", word, "Checks", url, "2024-03-01", reliability=reliability)


def match(
    how: MatchHow = MatchHow.SAME_CLAIM, word: str = "False", reliability: Reliability | None = None
) -> ClaimMatch:
    """Return a fact-check that speaks of a link."""
    return ClaimMatch(review(word, reliability), how, 0.9)


def authority(url: str = "https://authority.example/page", title: str = "The page") -> Authority:
    """Return a page to read instead."""
    return Authority(title, url, "The Authority", "food")


def pattern(pattern_id: str = "moon-cheese", since: str = "1999") -> PatternMatch:
    """Return a recognised rumour."""
    note = "The moon is rock. Astronauts brought some back."
    return PatternMatch(pattern_id, "moon is cheese", note, (authority(),), since, title="The moon is cheese")


def page(of: Link | None = None, **fields: object) -> Page:
    """Return a page with a title."""
    values: dict[str, object] = {"title": "A title", "description": "A description of some length.", **fields}
    return Page(of or link(), **values)  # type: ignore[arg-type]


def look_alike() -> LookAlike:
    """Return a host that poses as The News."""
    return LookAlike("nevvs.example", "The News", "https://thenews.example/", "HOMOGLYPH")


def evidence(*ratings: SourceRating, **fields: object) -> Evidence:
    """Return evidence on https://news.example/story."""
    return Evidence(**{"link": link(), "ratings": ratings, **fields})  # type: ignore[arg-type]
