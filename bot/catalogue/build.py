"""Plain data of a checked sources.yaml -> rows. Faults are the business of schema.py and meaning.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.catalogue.lists.subscription import Format, Paths, Subscription, Use, hours
from bot.catalogue.rows import (
    KINDS,
    READINGS,
    SIGNAL_KINDS,
    Pattern,
    Platform,
    Rater,
    Rating,
    Reading,
    SignalWording,
    Source,
    Topic,
    Wording,
    Wordings,
)
from bot.model import Authority, ClaimReview, Reliability

if TYPE_CHECKING:
    Row = Mapping[str, Any]
    """One mapping of the plain data; its values' types are the schema's business."""


@dataclass(frozen=True, slots=True)
class Tables:
    """All rows of one sources.yaml."""

    raters: Mapping[str, Rater] = field(default_factory=dict)
    """Rater id -> rater."""
    reviewers: Mapping[str, Mapping[str, Reliability | None]] = field(default_factory=dict)
    """A fact-checker's host, or "all" -> the words of its verdicts -> how each is read."""
    sources: tuple[Source, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    unless_any: Wordings = field(default_factory=dict)
    signals: tuple[SignalWording, ...] = ()
    topics: tuple[Topic, ...] = ()
    platforms: tuple[Platform, ...] = ()
    links: Mapping[str, object] = field(default_factory=dict)
    """The ``links`` section as it stands, for ``bot.links.Rules``."""
    lists: tuple[Subscription, ...] = ()


def tables(data: Row) -> Tables:
    """Builds every row."""
    return Tables(
        raters={key: _rater(key, row) for key, row in data.get("raters", {}).items()},
        reviewers={host: _verdicts(row) for host, row in data.get("reviewers", {}).items()},
        sources=tuple(map(_source, data.get("sources", ()))),
        patterns=tuple(map(_pattern, data.get("patterns", ()))),
        unless_any=_wordings(data.get("unless_any", {})),
        signals=tuple(map(_signal, data.get("signals", ()))),
        topics=tuple(_topic(key, row) for key, row in data.get("topics", {}).items()),
        platforms=tuple(map(_platform, data.get("platforms", ()))),
        links=data.get("links", {}),
        lists=tuple(map(_subscription, data.get("lists", ()))),
    )


def reading(written: str | list[str]) -> Reading:
    """``unreliable``, ``satire``, ``none`` or a list of those, as a rater's word is read."""
    words = [written] if isinstance(written, str) else written
    levels = [READINGS[word] for word in words if word in READINGS]
    kinds = [KINDS[word] for word in words if word in KINDS]
    return Reading(levels[0] if levels else None, kinds[0] if kinds else None)


def _verdicts(row: Row) -> dict[str, Reliability | None]:
    return {word: READINGS[level] for level, words in row.items() for word in words}


def _rater(key: str, row: Row) -> Rater:
    words = {word: reading(written) for word, written in row["words"].items()}
    return Rater(key, row["name"], row["url"], words, row.get("derived_from", ""))


def _source(row: Row) -> Source:
    language = row.get("language", ())
    kind = row.get("kind")
    return Source(
        name=row["name"],
        host=row["host"],
        also=tuple(row.get("also", ())),
        kind=KINDS[kind] if kind else None,
        country=row.get("country", ""),
        languages=(language,) if isinstance(language, str) else tuple(language),
        url=row.get("url", ""),
        note=row.get("note", {}),
        ratings=tuple(_rating(each) for each in row.get("ratings", ())),
    )


def _rating(row: Row) -> Rating:
    return Rating(row["rater"], row["rating"], row.get("as_of", ""), row.get("url", ""))


def _pattern(row: Row) -> Pattern:
    return Pattern(
        id=row["id"],
        topic=row["topic"],
        since=row.get("since", ""),
        title=row["title"],
        says=_wordings(row["says"]),
        unless=_wordings(row.get("unless", {})),
        known=row["known"],
        authorities=tuple(_authority(each, "") for each in row["authorities"]),
        reviews=tuple(_review(each) for each in row.get("reviews", ())),
    )


def _review(row: Row) -> ClaimReview:
    return ClaimReview(
        claim_reviewed=row.get("claim", ""),
        claimant=row.get("claimant", ""),
        textual_rating=row["rating"],
        publisher=row["publisher"],
        url=row["url"],
        review_date=row.get("date", ""),
        language=row.get("language", ""),
    )


def _signal(row: Row) -> SignalWording:
    return SignalWording(SIGNAL_KINDS[row["kind"]], _wordings(row["says"]))


def _topic(key: str, row: Row) -> Topic:
    words = {language: tuple(each) for language, each in row["words"].items()}
    return Topic(key, row["name"], words, tuple(_authority(each, key) for each in row["authorities"]))


def _authority(row: Row, topic: str) -> Authority:
    language, region = row.get("language", ""), row.get("region", "")
    return Authority(row["title"], row["url"], row["publisher"], topic, language, region)


def _platform(row: Row) -> Platform:
    report, illegal = row["report"], row.get("illegal", {})
    hosts = tuple(row["hosts"])
    return Platform(row["id"], row["name"], hosts, report["url"], report["how"], illegal.get("url", ""))


def _subscription(row: Row) -> Subscription:
    urls = row.get("url", ())
    return Subscription(
        id=row["id"],
        rater=row.get("rater", ""),
        title=row["title"],
        urls=(urls,) if isinstance(urls, str) else tuple(urls),
        format=Format(row["format"]),
        use=Use(row.get("for", Use.RATINGS.value)),
        is_on=row.get("on", "yes") == "yes",
        why_off=row.get("why_off", ""),
        rows=row.get("rows", ""),
        host=row.get("host", ""),
        rating=row.get("rating", ""),
        says=row.get("says", ""),
        words=row.get("words", {}),
        as_of=row.get("as_of", ""),
        name=row.get("name", ""),
        page=row.get("page", ""),
        paths=Paths(row.get("paths", Paths.STRANGERS.value)),
        licence=row.get("licence", ""),
        attribution=row.get("attribution", ""),
        every_hours=hours(row.get("every", "7 days")),
        at_least=int(row.get("at_least", 1)),
        may_shrink_percent=int(row.get("may_shrink", 30)),
        may_rate=frozenset(row.get("may_rate", ())),
        leave_out=frozenset(row.get("leave_out", ())),
    )


def _wordings(row: Row) -> Wordings:
    return {language: tuple(map(_wording, each)) for language, each in row.items()}


def _wording(written: str | list[str]) -> Wording:
    return written if isinstance(written, str) else tuple(written)
