"""The first line of an answer: true and useful alone, since a notification shows no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.catalogue import OWN_LIST
from bot.display import harmless
from bot.model import ClaimMatch, GapReason, GapStep, Kind, MatchHow, Outcome, Voice
from bot.reply.sources import deciding_rating, host_name, kind_phrase, rater_name, source_name
from bot.verdict import ANYONE_KINDS, PASSING_KINDS, WARNING_KINDS, deciding_ratings, kinds_of, raters_far_apart

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.locales import Localizer
    from bot.model import Evidence, Gap, Verdict


def headline(verdict: Verdict, localizer: Localizer) -> str:
    """Return the one sentence that says what is known of a link, or of a message's words."""
    return _BY_OUTCOME[verdict.outcome](verdict, localizer)


def surest_match(evidence: Evidence) -> ClaimMatch | None:
    """Return the fact-check of this very link or claim, if there is one."""
    exact = [match for match in evidence.claim_matches if match.how is not MatchHow.RELATED]
    return min(exact, key=lambda match: (match.how, -match.score), default=None)


def gap_clause(gap: Gap, localizer: Localizer) -> str:
    """Return why something could not be looked at, as a clause without capital or full stop.

    A refused address reads like one that cannot be reached: else Mop would tell strangers which hosts
    are on the operator's own network (port scanning through a fetcher).
    """
    reason = GapReason.UNREACHABLE if gap.reason is GapReason.REFUSED_ADDRESS else gap.reason
    if gap.step is GapStep.CLAIMS:
        reason = reason if reason in OF_SERVICE else GapReason.HTTP_STATUS
        return localizer.text(f"claims-gap-{reason.value}")
    return localizer.text(f"gap-{reason.value}")


OF_SERVICE: Final = frozenset(
    {
        GapReason.SOURCE_FAILED,
        GapReason.TIMED_OUT,
        GapReason.OUT_OF_TIME,
        GapReason.RATE_LIMITED,
        GapReason.UNREACHABLE,
        GapReason.MALFORMED,
    }
)
"""Reasons that have a sentence on fact-checks; any other one is an error of the service, as a reader is told."""


def capital(sentence: str) -> str:
    """Return ``sentence`` with a capital first letter."""
    return sentence[:1].upper() + sentence[1:]


def _dangerous(verdict: Verdict, localizer: Localizer) -> str:
    return localizer.text("headline-dangerous", host=host_name(verdict))


def _impersonation(verdict: Verdict, localizer: Localizer) -> str:
    look_alike = verdict.evidence.look_alike
    assert look_alike  # noqa: S101 - weigh() gives this outcome only with a look-alike
    return localizer.text("headline-impersonation", host=host_name(verdict), name=look_alike.poses_as)


def _claim_checked(verdict: Verdict, localizer: Localizer) -> str:
    match = surest_match(verdict.evidence)
    assert match  # noqa: S101 - weigh() gives this outcome only with a match
    publisher = harmless(match.review.publisher, 80)
    if not match.review.textual_rating:
        return localizer.text("headline-claim-checked-plain", publisher=publisher)
    rating = harmless(match.review.textual_rating, 80)
    return localizer.text("headline-claim-checked", publisher=publisher, rating=rating)


def _unreliable(verdict: Verdict, localizer: Localizer) -> str:
    evidence = verdict.evidence
    if not deciding_ratings(evidence.ratings):
        rating = deciding_rating(evidence, WARNING_KINDS)
        if rating.rater == OWN_LIST:
            return _kind_headline("headline-kind-stated", verdict, rating.kind, "", localizer)
        return _kind_headline("headline-kind-warning", verdict, rating.kind, rater_name(rating, localizer), localizer)
    rater = rater_name(deciding_rating(evidence), localizer)
    return localizer.text("headline-unreliable", name=source_name(verdict), rater=rater)


def _kind_headline(message_id: str, verdict: Verdict, kind: Kind | None, rater: str, localizer: Localizer) -> str:
    phrase = kind_phrase(kind, localizer) if kind else ""
    return localizer.text(message_id, name=source_name(verdict), kind=phrase, rater=rater)


def _pattern(verdict: Verdict, localizer: Localizer) -> str:
    match = verdict.evidence.pattern_matches[0]
    if match.since:
        return localizer.text("headline-pattern-since", since=match.since[:4], title=match.title)
    return localizer.text("headline-pattern", title=match.title)


def _state_controlled(verdict: Verdict, localizer: Localizer) -> str:
    rating = deciding_rating(verdict.evidence, frozenset({Kind.STATE_CONTROLLED}))
    if rating.rater == OWN_LIST:
        return _kind_headline("headline-kind-stated", verdict, rating.kind, "", localizer)
    rater = rater_name(rating, localizer)
    return localizer.text("headline-state-controlled", name=source_name(verdict), rater=rater)


def _raters_disagree(verdict: Verdict, localizer: Localizer) -> str:
    ratings = deciding_ratings(verdict.evidence.ratings)
    if raters_far_apart(ratings) or len(ratings) != 1:
        return localizer.text("headline-raters-disagree", name=source_name(verdict))
    rater = rater_name(ratings[0], localizer)
    return localizer.text("headline-raters-mixed", name=source_name(verdict), rater=rater)


def _satire(verdict: Verdict, localizer: Localizer) -> str:
    return localizer.text("headline-satire", name=source_name(verdict))


def _old_story(verdict: Verdict, localizer: Localizer) -> str:
    page = verdict.evidence.page
    assert page  # noqa: S101 - weigh() gives this outcome only with a dated page
    assert page.published  # noqa: S101 - as above
    return localizer.text("headline-old-story", date=page.published.date())


def _user_generated(verdict: Verdict, localizer: Localizer) -> str:
    kind = next(iter(sorted(kinds_of(verdict.evidence) & ANYONE_KINDS, key=lambda kind: kind.value)))
    message_id = f"headline-{kind.value.replace('_', '-')}"
    return localizer.text(message_id, name=source_name(verdict))


def own_review(evidence: Evidence) -> ClaimMatch | None:
    """Return the fact-check that a page is, where it is a listed fact-checker's."""
    own = (match for match in evidence.claim_matches if match.how is MatchHow.SAME_LINK)
    return next(own, None) if evidence.is_fact_check else None


def _fact_check(verdict: Verdict, localizer: Localizer) -> str:
    own = own_review(verdict.evidence)
    if own is not None:
        claim, rating = harmless(own.review.claim_reviewed, 200), harmless(own.review.textual_rating, 80)
        if not rating:
            return localizer.text("headline-own-review-plain", claim=claim)
        return localizer.text("headline-own-review", claim=claim, rating=rating)
    return localizer.text("headline-fact-check", name=source_name(verdict))


def _reliable(verdict: Verdict, localizer: Localizer) -> str:
    ratings = deciding_ratings(verdict.evidence.ratings)
    name = source_name(verdict)
    if not ratings:
        return localizer.text("headline-primary", name=name, kind=kind_phrase(Kind.PRIMARY, localizer))
    best = ratings[-1]
    rater = rater_name(best, localizer)
    if best.voice is not Voice.RATER:
        return localizer.text("headline-trusted-here", name=name, rater=rater)
    return localizer.text("headline-reliable", name=name, rating=harmless(best.rating, 80), rater=rater)


def _nothing_found(verdict: Verdict, localizer: Localizer) -> str:
    evidence = verdict.evidence
    if evidence.link is None:
        return localizer.text("headline-nothing-words")
    stated = next((rating for rating in evidence.ratings if rating.kind), None)
    if stated is None or stated.kind is None:
        return localizer.text("headline-nothing-found", host=host_name(verdict))
    phrase = kind_phrase(stated.kind, localizer)
    return localizer.text("headline-nothing-rated", name=source_name(verdict), kind=phrase)


def _not_checked(verdict: Verdict, localizer: Localizer) -> str:
    evidence = verdict.evidence
    if evidence.link is None:
        return localizer.text("headline-no-words", gap_capital=capital(gap_clause(evidence.gaps[0], localizer)))
    gap = evidence.gaps[0]
    if kinds_of(evidence) & PASSING_KINDS:
        return localizer.text("headline-hidden", host=host_name(verdict), gap=gap_clause(gap, localizer))
    if gap.reason is GapReason.NOT_FETCHED:
        stated = next((rating.kind for rating in evidence.ratings if rating.kind), None)
        if stated is None:
            return localizer.text("headline-not-fetched", host=host_name(verdict))
        return _kind_headline("headline-nothing-rated", verdict, stated, "", localizer)
    clause = gap_clause(gap, localizer)
    if evidence.ratings:
        name = source_name(verdict)
        return localizer.text("headline-not-checked-source", gap_capital=capital(clause), name=name)
    return localizer.text("headline-not-checked", host=host_name(verdict), gap=clause)


_BY_OUTCOME: Mapping[Outcome, Callable[[Verdict, Localizer], str]] = {
    Outcome.DANGEROUS: _dangerous,
    Outcome.IMPERSONATION: _impersonation,
    Outcome.CLAIM_CHECKED: _claim_checked,
    Outcome.UNRELIABLE_SOURCE: _unreliable,
    Outcome.KNOWN_PATTERN: _pattern,
    Outcome.STATE_CONTROLLED: _state_controlled,
    Outcome.RATERS_DISAGREE: _raters_disagree,
    Outcome.SATIRE: _satire,
    Outcome.OLD_STORY: _old_story,
    Outcome.USER_GENERATED: _user_generated,
    Outcome.FACT_CHECK: _fact_check,
    Outcome.RELIABLE_SOURCE: _reliable,
    Outcome.NOTHING_FOUND: _nothing_found,
    Outcome.NOT_CHECKED: _not_checked,
}
