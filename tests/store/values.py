"""Values that the tests keep, with every field different from its neighbours."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.model import Kind, Reliability, SourceRating, Voice
from bot.state import Answer, Dispute, WaitingUpdate

NOW = datetime(2026, 11, 22, 12, 30, 15, 123456, tzinfo=UTC)
DAY = timedelta(days=1)
CHAT = "telegram:-100123"
OTHER = "telegram:-100999"

ANSWER = Answer(
    chat=CHAT,
    message="41",
    answer="42",
    urls=("https://example.org/a", "https://example.net/b"),
    pattern_ids=("poppies-banned",),
    outcome="KNOWN_PATTERN",
    language="en",
    at=NOW,
    asked=True,
)

RATING = SourceRating(
    subject="example.org/blog",
    rater="this chat's admins",
    rating="not trusted",
    reliability=Reliability.UNRELIABLE,
    kind=Kind.CONTENT_FARM,
    url="https://t.me/c/123",
    as_of="2026-11-22",
    name="Example",
    voice=Voice.CHAT_ADMINS,
    origin="elsewhere",
)

BARE_RATING = SourceRating("example.net", "the operator", "trusted", None, None, "https://mop.example/", "")

DISPUTE = Dispute(
    id=0,
    chat=CHAT,
    answer="42",
    urls=("https://example.org/a",),
    outcome="UNRELIABLE_SOURCE",
    what_was_said="example.org: not a source to rely on",
    what_should_be_said="It is a public library.",
    link="https://example.org/about",
    filed_by="telegram:777",
    at=NOW,
)

UPDATE = WaitingUpdate("telegram", "9001", CHAT, '{"message": {"text": "secret words"}}', NOW)


def answer(**changes: Any) -> Answer:  # noqa: ANN401 - any field of an answer
    """Return ``ANSWER`` with some fields changed."""
    return replace(ANSWER, **changes)


def update(number: object, **changes: Any) -> WaitingUpdate:  # noqa: ANN401 - any field of an update
    """Return ``UPDATE`` with another id and some fields changed."""
    return replace(UPDATE, id=str(number), **changes)
