"""The JSON report: all evidence, as docs/report.md describes; ``version`` changes when a field changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from datetime import datetime

    from bot.model import (
        Authority,
        ClaimMatch,
        ClaimReview,
        Evidence,
        Gap,
        Link,
        Page,
        PatternMatch,
        Reply,
        Report,
        SourceRating,
        Verdict,
    )
    from bot.policy import Decision

VERSION: Final = 1

JsonObject = dict[str, Any]
"""A JSON object; its fields stand in docs/report.md."""


def as_json(report: Report, decision: Decision, reply: Reply) -> JsonObject:
    """Return the whole report on one message as plain JSON values."""
    return {
        "version": VERSION,
        "checked_at": report.checked_at.isoformat(),
        "complete": report.complete,
        "outcome": report.verdicts[0].outcome.name,
        "speak": decision.speak,
        "reason": decision.reason.value,
        "links_left_out": report.links_left_out,
        "verdicts": [_verdict(verdict) for verdict in report.verdicts],
        "reply": reply_as_json(reply),
    }


def link_as_json(link: Link) -> JsonObject:
    """Return one link with its steps."""
    return {
        "forwarded": link.forwarded,
        "url": link.url,
        "host": link.host,
        "registrable_domain": link.registrable_domain,
        "steps": [{"kind": step.kind.value, "url": step.url} for step in link.steps],
    }


def reply_as_json(reply: Reply) -> JsonObject:
    """Return the answer that a reader would see."""
    return {
        "outcome": reply.outcome.name,
        "headline": reply.headline,
        "notes": [
            {"text": note.text, "citations": [{"label": each.label, "url": each.url} for each in note.citations]}
            for note in reply.notes
        ],
        "authorities": [_authority(page) for page in reply.authorities],
        "caveats": list(reply.caveats),
        "actions": [action.value for action in reply.actions],
        "blocked_urls": list(reply.blocked_urls),
    }


def _verdict(verdict: Verdict) -> JsonObject:
    return {"outcome": verdict.outcome.name, **_evidence(verdict.evidence)}


def _evidence(evidence: Evidence) -> JsonObject:
    look_alike = evidence.look_alike
    return {
        "link": link_as_json(evidence.link) if evidence.link else None,
        "page": _page(evidence.page) if evidence.page else None,
        "ratings": [_rating(rating) for rating in evidence.ratings],
        "look_alike": {
            "host": look_alike.host,
            "poses_as": look_alike.poses_as,
            "real_url": look_alike.real_url,
            "how": look_alike.how,
        }
        if look_alike
        else None,
        "claim_matches": [_claim_match(match) for match in evidence.claim_matches],
        "pattern_matches": [_pattern_match(match) for match in evidence.pattern_matches],
        "signals": [{"kind": signal.kind.value, "excerpt": signal.excerpt} for signal in evidence.signals],
        "authorities": [_authority(page) for page in evidence.authorities],
        "report_pages": [
            {"platform": page.platform, "how": page.how, "url": page.url, "illegal_url": page.illegal_url}
            for page in evidence.report_pages
        ],
        "is_fact_check": evidence.is_fact_check,
        "gaps": [_gap(gap) for gap in evidence.gaps],
    }


def _page(page: Page) -> JsonObject:
    return {
        "url": page.link.url,
        "title": page.title,
        "description": page.description,
        "author": page.author,
        "published": _moment(page.published),
        "modified": _moment(page.modified),
        "language": page.language,
        "site_name": page.site_name,
        "canonical": page.canonical,
        "text_characters": len(page.text),
        "claim_reviews": [_review(review) for review in page.claim_reviews],
        "fetched_at": _moment(page.fetched_at),
        "gaps": [_gap(gap) for gap in page.gaps],
    }


def _rating(rating: SourceRating) -> JsonObject:
    return {
        "subject": rating.subject,
        "name": rating.name,
        "rater": rating.rater,
        "rating": rating.rating,
        "reliability": rating.reliability.name if rating.reliability else None,
        "kind": rating.kind.value if rating.kind else None,
        "url": rating.url,
        "as_of": rating.as_of,
        "voice": rating.voice.name,
        "origin": rating.origin,
    }


def _claim_match(match: ClaimMatch) -> JsonObject:
    return {"how": match.how.name, "score": round(match.score, 4), "review": _review(match.review)}


def _review(review: ClaimReview) -> JsonObject:
    return {
        "claim_reviewed": review.claim_reviewed,
        "claimant": review.claimant,
        "textual_rating": review.textual_rating,
        "reliability": review.reliability.name if review.reliability else None,
        "publisher": review.publisher,
        "url": review.url,
        "review_date": review.review_date,
        "language": review.language,
        "appearances": list(review.appearances),
    }


def _pattern_match(match: PatternMatch) -> JsonObject:
    return {
        "pattern_id": match.pattern_id,
        "title": match.title,
        "excerpt": match.excerpt,
        "note": match.note,
        "since": match.since,
        "authorities": [_authority(page) for page in match.authorities],
        "reviews": [_review(review) for review in match.reviews],
    }


def _authority(page: Authority) -> JsonObject:
    return {
        "title": page.title,
        "url": page.url,
        "publisher": page.publisher,
        "topic": page.topic,
        "language": page.language,
        "region": page.region,
    }


def _gap(gap: Gap) -> JsonObject:
    return {"step": gap.step.value, "reason": gap.reason.value, "detail": gap.detail}


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
