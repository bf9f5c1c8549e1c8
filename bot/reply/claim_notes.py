"""The notes on fact-checks and on rumours that come round: one hoax, one note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.display import harmless
from bot.model import ConversationKind, MatchHow, Note, Outcome
from bot.reply.headline import own_review
from bot.reply.sources import cited

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.locales import Localizer
    from bot.model import ClaimMatch, ClaimReview, Evidence, Verdict


def claim_note(match: ClaimMatch, localizer: Localizer, *, own: bool = False) -> Note:
    """Return who checked which claim and in what word, with the link; the claim stands as the reviewer has it.

    Args:
        match: the fact-check.
        localizer: the reader's sentences.
        own: whether it stands on the very page that was sent.
    """
    review = match.review
    publisher, claim = harmless(review.publisher, 80), harmless(review.claim_reviewed, 200)
    rating, citation = harmless(review.textual_rating, 80), (cited(review.url),)
    if own:
        own_id = "note-own-review" if rating else "note-own-review-plain"
        return Note(localizer.text(own_id, claim=claim, **({"rating": rating} if rating else {})), citation)
    message_id = "note-related" if match.how is MatchHow.RELATED else "note-claim"
    if not rating:
        return Note(localizer.text(f"{message_id}-unrated", publisher=publisher, claim=claim), citation)
    named = {"publisher": publisher, "claim": claim, "rating": rating}
    if review.review_date:
        return Note(localizer.text(f"{message_id}-dated", date=review.review_date, **named), citation)
    return Note(localizer.text(message_id, **named), citation)


def pattern_notes(evidence: Evidence, localizer: Localizer) -> Iterator[Note]:
    """Yield what is known of the most telling rumour and who rated it how, in one note; a line on each other one."""
    for match in evidence.pattern_matches[:1]:
        citations = [cited(match.authorities[0].url)]
        ratings = []
        for review in match.reviews:
            if review.textual_rating:
                ratings.append(rated(review, localizer))
                citations.append(cited(review.url))
        text = localizer.text("note-pattern", known=match.note)
        if ratings:
            text = localizer.text("note-pattern-rated", known=match.note, ratings=" ".join(ratings))
        yield Note(text, tuple(dict.fromkeys(citations)))
    for match in evidence.pattern_matches[1:]:
        yield Note(localizer.text("note-also", title=match.title), (cited(match.authorities[0].url),))


def rated(review: ClaimReview, localizer: Localizer) -> str:
    """Return who rated it, in which word, in which year."""
    publisher, rating = harmless(review.publisher, 80), harmless(review.textual_rating, 80)
    if review.review_date:
        return localizer.text("rated-in", publisher=publisher, rating=rating, year=review.review_date[:4])
    return localizer.text("rated", publisher=publisher, rating=rating)


def claim_notes(verdict: Verdict, localizer: Localizer, kind: ConversationKind) -> Iterator[Note]:
    """Yield a line on each fact-check, but for what the first line or a rumour's own note says already."""
    evidence = verdict.evidence
    told = {review.url for pattern in evidence.pattern_matches[:1] for review in pattern.reviews}
    own = own_review(evidence)
    for match in evidence.claim_matches:
        said = verdict.outcome is Outcome.FACT_CHECK and match is own
        if match.how is MatchHow.RELATED:
            if kind is ConversationKind.DIRECT and match.review.url not in told:
                yield claim_note(match, localizer)
        elif not said and match.review.url not in told:
            yield claim_note(match, localizer, own=evidence.is_fact_check)


def exact_reviews(verdict: Verdict) -> set[str]:
    """Return the pages of the fact-checks of this very link or claim."""
    matches = verdict.evidence.claim_matches
    return {match.review.url for match in matches if match.how is not MatchHow.RELATED}
