"""Evidence -> Verdict: the precedence table. Pure; the clock is an argument.

Voices come first (this chat's admins, then the operator, then the raters); within a voice a source is not to be
relied on when its worst rating says so and nobody of that voice relies on it; where somebody does, the raters
disagree. So a worse rating never improves an outcome. NOTHING_FOUND and RELIABLE_SOURCE are impossible while
a gap hides the answer: they become NOT_CHECKED.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.model import (
    Evidence,
    GapReason,
    GapStep,
    Kind,
    MatchHow,
    Outcome,
    Reliability,
    SourceRating,
    Verdict,
    Voice,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

OLD_AFTER_DAYS: Final = 365
"""A news story is old news once a year has turned; evergreen pages (below) do not age."""

WARNING_KINDS: Final = frozenset(
    {
        Kind.INFLUENCE_OPERATION,
        Kind.FABRICATED_NEWS,
        Kind.CONSPIRACY,
        Kind.PSEUDOSCIENCE,
        Kind.PINK_SLIME,
        Kind.CONTENT_FARM,
    }
)
"""Kinds that are a reason not to rely on a source, whoever states them."""

ANYONE_KINDS: Final = frozenset(
    {Kind.USER_GENERATED, Kind.FILE_SHARE, Kind.PETITION, Kind.FUNDRAISING, Kind.PREPRINT}
)
"""Places where the author is anyone, so that the place says nothing of the post."""

PASSING_KINDS: Final = frozenset({Kind.SHORTENER, Kind.ARCHIVE, Kind.WRAPPER})
"""Addresses that stand for another one; on their own they say nothing."""

AGEING_KINDS: Final = frozenset(
    {
        Kind.NEWS,
        Kind.LOCAL_NEWS,
        Kind.TABLOID,
        Kind.PARTISAN,
        Kind.PUBLIC_BROADCASTER,
        Kind.STATE_CONTROLLED,
        Kind.CONTENT_FARM,
        Kind.PINK_SLIME,
    }
)
"""Kinds whose pages are news, and so grow old."""


def weigh(evidence: Evidence, now: datetime) -> Verdict:
    """Return the most serious outcome that the evidence supports.

    Args:
        evidence: everything found about one link or one message.
        now: the time of the check, aware.
    """
    return Verdict(_outcome(evidence, now), evidence)


def deciding_ratings(ratings: Iterable[SourceRating]) -> tuple[SourceRating, ...]:
    """Return the ratings of the first voice that says anything of reliability, worst first.

    Copies of another rater (``origin``) are passed over where that rater is present: they are one voice.
    """
    rated = [rating for rating in ratings if rating.reliability is not None]
    if not rated:
        return ()
    first = min(rating.voice for rating in rated)
    present = {rating.rater for rating in rated}
    copied = {rating for rating in rated if rating.origin and rating.origin in present}
    voiced = [rating for rating in rated if rating.voice is first and rating not in copied]
    return tuple(sorted(voiced, key=lambda rating: -(rating.reliability or 0)))


def kinds_of(evidence: Evidence) -> frozenset[Kind]:
    """Return all kinds that anyone states of the source."""
    return frozenset(rating.kind for rating in evidence.ratings if rating.kind is not None)


def answer_is_hidden(evidence: Evidence) -> bool:
    """Tell whether something that could change the answer could not be looked at.

    Fact-checks that are only old do not hide it: there is always a newer one to come.
    """
    gaps = [gap for gap in evidence.gaps if gap.reason is not GapReason.OUT_OF_DATE or gap.step is not GapStep.CLAIMS]
    return any(gap.step is not GapStep.IMAGES or evidence.link is None for gap in gaps)


def is_old(evidence: Evidence, now: datetime) -> bool:
    """Tell whether the page is news from more than ``OLD_AFTER_DAYS`` ago."""
    page = evidence.page
    if page is None or page.published is None or not kinds_of(evidence) & AGEING_KINDS:
        return False
    return (now - page.published).days > OLD_AFTER_DAYS


def raters_far_apart(ratings: Iterable[SourceRating]) -> bool:
    """Tell whether two ratings of the deciding voice are two steps apart or more."""
    steps = [rating.reliability for rating in deciding_ratings(ratings) if rating.reliability]
    return bool(steps) and max(steps) - min(steps) >= 2


def trap(evidence: Evidence, kinds: frozenset[Kind]) -> Outcome | None:
    """Return DANGEROUS or IMPERSONATION where the source alone is that, whatever its page says; None elsewhere.

    Args:
        evidence: what is known of the link.
        kinds: its ``kinds_of``.
    """
    if Kind.PHISHING in kinds:
        return Outcome.DANGEROUS
    if evidence.look_alike is not None and not _trusted_locally(evidence):
        return Outcome.IMPERSONATION
    return None


def _outcome(evidence: Evidence, now: datetime) -> Outcome:
    kinds = kinds_of(evidence)
    found = trap(evidence, kinds)
    if found is not None:
        return found
    source = _source_outcome(evidence, kinds)
    if source is Outcome.FACT_CHECK:
        return source
    candidates = [source, *_claim_outcomes(evidence)]
    if is_old(evidence, now):
        candidates.append(Outcome.OLD_STORY)
    outcome = min(candidates)
    if outcome in {Outcome.NOTHING_FOUND, Outcome.RELIABLE_SOURCE} and _hides(evidence, outcome):
        return Outcome.NOT_CHECKED
    return outcome


def _trusted_locally(evidence: Evidence) -> bool:
    """Admins and operators know their own town's site; phishing lists are not theirs to overrule."""
    ratings = deciding_ratings(evidence.ratings)
    return bool(ratings) and ratings[0].voice is not Voice.RATER and ratings[0].reliability is Reliability.RELIABLE


def _claim_outcomes(evidence: Evidence) -> Iterable[Outcome]:
    # What stands on a fact-checker's page is its own review: that page is the debunk, never the hoax.
    if not evidence.is_fact_check and any(match.how is not MatchHow.RELATED for match in evidence.claim_matches):
        yield Outcome.CLAIM_CHECKED
    if evidence.pattern_matches:
        yield Outcome.KNOWN_PATTERN


def _source_outcome(evidence: Evidence, kinds: frozenset[Kind]) -> Outcome:
    ratings = deciding_ratings(evidence.ratings)
    steps = {rating.reliability for rating in ratings}
    local = bool(ratings) and ratings[0].voice is not Voice.RATER
    doubtful = bool(steps & {Reliability.UNRELIABLE, Reliability.FABRICATED})
    if local:
        return _local_outcome(doubtful=doubtful, mixed=Reliability.MIXED in steps)
    if Kind.SATIRE in kinds and Reliability.FABRICATED not in steps:
        return Outcome.SATIRE
    if Kind.PREPRINT in kinds and Reliability.FABRICATED not in steps:
        return Outcome.USER_GENERATED
    if Reliability.RELIABLE in steps:
        return _relied_on_outcome(evidence, kinds, doubtful=doubtful)
    if doubtful or kinds & WARNING_KINDS:
        return Outcome.UNRELIABLE_SOURCE
    return _kind_outcome(evidence, kinds, mixed=Reliability.MIXED in steps)


def _local_outcome(*, doubtful: bool, mixed: bool) -> Outcome:
    if doubtful:
        return Outcome.UNRELIABLE_SOURCE
    return Outcome.RATERS_DISAGREE if mixed else Outcome.RELIABLE_SOURCE


def _relied_on_outcome(evidence: Evidence, kinds: frozenset[Kind], *, doubtful: bool) -> Outcome:
    """Return the outcome where at least one rater relies on the source."""
    if doubtful or kinds & WARNING_KINDS:
        return Outcome.RATERS_DISAGREE
    if Kind.STATE_CONTROLLED in kinds:
        return Outcome.STATE_CONTROLLED
    if evidence.is_fact_check:
        return Outcome.FACT_CHECK
    return Outcome.RELIABLE_SOURCE


def _kind_outcome(evidence: Evidence, kinds: frozenset[Kind], *, mixed: bool) -> Outcome:
    """Return the outcome where nobody calls the source reliable or unreliable."""
    if Kind.STATE_CONTROLLED in kinds:
        return Outcome.STATE_CONTROLLED
    if mixed:
        return Outcome.RATERS_DISAGREE
    if kinds & ANYONE_KINDS:
        return Outcome.USER_GENERATED
    if evidence.is_fact_check:
        return Outcome.FACT_CHECK
    return Outcome.RELIABLE_SOURCE if Kind.PRIMARY in kinds else Outcome.NOTHING_FOUND


def _hides(evidence: Evidence, outcome: Outcome) -> bool:
    """A page that nobody tried to open leaves what is said of the *source* whole; one that failed does not.

    So do fact-checks that could not be asked: raters speak of the source, and the answer says what is missing.
    """
    if outcome is Outcome.NOTHING_FOUND:
        return answer_is_hidden(evidence)
    of_source = [gap for gap in evidence.gaps if gap.step not in {GapStep.IMAGES, GapStep.CLAIMS}]
    return any(gap.reason is not GapReason.NOT_FETCHED for gap in of_source)
