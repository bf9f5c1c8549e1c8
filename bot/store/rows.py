"""Rows of the database <-> the values of bot.state and bot.model."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING

from bot.model import Kind, Reliability, SourceRating, Voice
from bot.state import Answer, Dispute, DisputeState, WaitingUpdate
from bot.store.database import fit, from_micros, to_micros

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.store.database import Row, Value


def key_of(text: str) -> str:
    """Return what a link or subject is found by: PostgreSQL's indexes hold no text longer than 2,704 bytes."""
    return sha256(str(fit(text)).encode()).hexdigest()[:40]


def of_answer(answer: Answer) -> tuple[Value, ...]:
    """Return an answer as chat, message, answer, urls, pattern_ids, outcome, language, at, asked."""
    return (
        answer.chat,
        answer.message,
        answer.answer,
        _packed(answer.urls),
        _packed(answer.pattern_ids),
        answer.outcome,
        answer.language,
        to_micros(answer.at),
        int(answer.asked),
    )


def to_answer(row: Row) -> Answer:
    """Return the answer of such a row."""
    chat, message, answer, urls, pattern_ids, outcome, language, at, asked = row
    return Answer(
        chat,
        message,
        answer,
        _unpacked(urls),
        _unpacked(pattern_ids),
        outcome,
        language,
        from_micros(at),
        bool(asked),
    )


def of_rating(rating: SourceRating) -> tuple[Value, ...]:
    """Return a rating as subject, rater, rating, reliability, kind, url, as_of, name, voice, origin."""
    return (
        rating.subject,
        rating.rater,
        rating.rating,
        None if rating.reliability is None else rating.reliability.value,
        None if rating.kind is None else rating.kind.value,
        rating.url,
        rating.as_of,
        rating.name,
        rating.voice.value,
        rating.origin,
    )


def to_rating(row: Row) -> SourceRating:
    """Return the rating of such a row."""
    subject, rater, rating, reliability, kind, url, as_of, name, voice, origin = row
    return SourceRating(
        subject,
        rater,
        rating,
        None if reliability is None else Reliability(reliability),
        None if kind is None else Kind(kind),
        url,
        as_of,
        name,
        Voice(voice),
        origin,
    )


def of_dispute(dispute: Dispute) -> tuple[Value, ...]:
    """Return a dispute without its number: chat, answer, urls, outcome, the two sayings, link, filed_by, at, ..."""
    return (
        dispute.chat,
        dispute.answer,
        _packed(dispute.urls),
        dispute.outcome,
        dispute.what_was_said,
        dispute.what_should_be_said,
        dispute.link,
        dispute.filed_by,
        to_micros(dispute.at),
        dispute.state.value,
        dispute.reason,
    )


def to_dispute(row: Row) -> Dispute:
    """Return the dispute of a row that begins with its number."""
    number, chat, answer, urls, outcome, said, should_be_said, link, filed_by, at, state, reason = row
    return Dispute(
        number,
        chat,
        answer,
        _unpacked(urls),
        outcome,
        said,
        should_be_said,
        link,
        filed_by,
        from_micros(at),
        DisputeState(state),
        reason,
    )


def to_update(row: Row) -> WaitingUpdate:
    """Return the update of a row: platform, id, chat, payload, received_at."""
    platform, number, chat, payload, received_at = row
    return WaitingUpdate(platform, number, chat, payload, from_micros(received_at))


def _packed(texts: Sequence[str]) -> str:
    return json.dumps([fit(text) for text in texts], ensure_ascii=False, separators=(",", ":"))


def _unpacked(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))
