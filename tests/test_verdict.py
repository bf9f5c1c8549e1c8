"""The precedence table."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.model import Evidence, Gap, GapReason, GapStep, Kind, MatchHow, Outcome, Reliability, SourceRating, Voice
from bot.verdict import deciding_ratings, is_old, raters_far_apart, weigh
from tests.samples import NOW, evidence, look_alike, match, page, pattern, rating

FETCH_FAILED = Gap(GapStep.FETCH, GapReason.TIMED_OUT)
NOT_FETCHED = Gap(GapStep.FETCH, GapReason.NOT_FETCHED)

reliabilities = st.sampled_from(Reliability)
gaps = st.builds(Gap, st.sampled_from(GapStep), st.sampled_from(GapReason))
ratings = st.builds(
    rating,
    st.none() | reliabilities,
    kind=st.none() | st.sampled_from(Kind),
    rater=st.sampled_from(["A", "B", "C", "D", ""]),
    voice=st.sampled_from(Voice),
    origin=st.sampled_from(["", "", "A"]),
)
evidences = st.builds(
    evidence,
    st.just(rating(Reliability.MIXED, rater="Z")) | ratings,
    gaps=st.lists(gaps, max_size=2).map(tuple),
    claim_matches=st.lists(st.sampled_from([match(), match(MatchHow.RELATED)]), max_size=1).map(tuple),
    pattern_matches=st.sampled_from([(), (pattern(),)]),
    look_alike=st.sampled_from([None, look_alike()]),
    is_fact_check=st.booleans(),
    page=st.sampled_from([None, page(), page(published=NOW - timedelta(days=900))]),
)


@pytest.mark.parametrize(
    ("found", "outcome"),
    [
        (evidence(), Outcome.NOTHING_FOUND),
        (evidence(gaps=(FETCH_FAILED,)), Outcome.NOT_CHECKED),
        (evidence(gaps=(NOT_FETCHED,)), Outcome.NOT_CHECKED),
        (evidence(rating(kind=Kind.PHISHING)), Outcome.DANGEROUS),
        (evidence(look_alike=look_alike()), Outcome.IMPERSONATION),
        (evidence(claim_matches=(match(),)), Outcome.CLAIM_CHECKED),
        (evidence(claim_matches=(match(MatchHow.RELATED),)), Outcome.NOTHING_FOUND),
        (evidence(rating(Reliability.UNRELIABLE)), Outcome.UNRELIABLE_SOURCE),
        (evidence(rating(Reliability.FABRICATED)), Outcome.UNRELIABLE_SOURCE),
        (evidence(rating(kind=Kind.PSEUDOSCIENCE)), Outcome.UNRELIABLE_SOURCE),
        (evidence(pattern_matches=(pattern(),)), Outcome.KNOWN_PATTERN),
        (evidence(rating(kind=Kind.STATE_CONTROLLED)), Outcome.STATE_CONTROLLED),
        (evidence(rating(Reliability.RELIABLE, kind=Kind.STATE_CONTROLLED)), Outcome.STATE_CONTROLLED),
        (evidence(rating(Reliability.MIXED)), Outcome.RATERS_DISAGREE),
        (evidence(rating(Reliability.RELIABLE), rating(Reliability.UNRELIABLE, rater="B")), Outcome.RATERS_DISAGREE),
        (evidence(rating(Reliability.RELIABLE), rating(Reliability.MIXED, rater="B")), Outcome.RELIABLE_SOURCE),
        (evidence(rating(Reliability.UNRELIABLE, kind=Kind.SATIRE)), Outcome.SATIRE),
        (evidence(rating(Reliability.FABRICATED, kind=Kind.SATIRE)), Outcome.UNRELIABLE_SOURCE),
        (evidence(rating(kind=Kind.USER_GENERATED)), Outcome.USER_GENERATED),
        (evidence(rating(kind=Kind.PETITION)), Outcome.USER_GENERATED),
        (evidence(rating(Reliability.UNRELIABLE, kind=Kind.PREPRINT)), Outcome.USER_GENERATED),
        (evidence(rating(kind=Kind.FACT_CHECKER), is_fact_check=True), Outcome.FACT_CHECK),
        (evidence(rating(Reliability.RELIABLE), is_fact_check=True), Outcome.FACT_CHECK),
        (evidence(rating(Reliability.RELIABLE)), Outcome.RELIABLE_SOURCE),
        (evidence(rating(Reliability.RELIABLE), gaps=(NOT_FETCHED,)), Outcome.RELIABLE_SOURCE),
        (evidence(rating(Reliability.RELIABLE), gaps=(FETCH_FAILED,)), Outcome.NOT_CHECKED),
        (evidence(rating(kind=Kind.PRIMARY)), Outcome.RELIABLE_SOURCE),
        (evidence(rating(kind=Kind.NEWS)), Outcome.NOTHING_FOUND),
    ],
)
def test_outcome_of_one_finding(found: Evidence, outcome: Outcome) -> None:
    """Each kind of finding leads to its own outcome."""
    assert weigh(found, NOW).outcome is outcome


def test_a_debunk_is_not_taken_for_the_hoax() -> None:
    """A fact-checker's page stays a fact-check although its own review and title tell the rumour."""
    found = evidence(
        rating(kind=Kind.FACT_CHECKER),
        is_fact_check=True,
        claim_matches=(match(MatchHow.SAME_LINK),),
        pattern_matches=(pattern(),),
    )
    assert weigh(found, NOW).outcome is Outcome.FACT_CHECK


@pytest.mark.parametrize("word", Reliability)
def test_a_fact_checkers_own_review_never_makes_its_page_the_hoax(word: Reliability) -> None:
    """However the fact-checker is rated, what it has checked was not said by it."""
    found = evidence(
        rating(word), rating(kind=Kind.FACT_CHECKER), is_fact_check=True, claim_matches=(match(MatchHow.SAME_LINK),)
    )
    assert weigh(found, NOW).outcome is not Outcome.CLAIM_CHECKED


def test_old_fact_checks_hide_nothing() -> None:
    """There is always a newer fact-check to come: that those at hand are old is said, and "nothing found" as well."""
    old = Gap(GapStep.CLAIMS, GapReason.OUT_OF_DATE, "2026-01-01")
    assert weigh(evidence(gaps=(old,)), NOW).outcome is Outcome.NOTHING_FOUND
    unread = Gap(GapStep.CLAIMS, GapReason.SOURCE_FAILED)
    assert weigh(evidence(gaps=(unread,)), NOW).outcome is Outcome.NOT_CHECKED
    assert weigh(evidence(rating(Reliability.RELIABLE), gaps=(unread,)), NOW).outcome is Outcome.RELIABLE_SOURCE


def test_admins_speak_before_raters() -> None:
    """What this chat's admins trust is not called unreliable, and what they distrust is not called reliable."""
    trusted = rating(Reliability.RELIABLE, voice=Voice.CHAT_ADMINS)
    distrusted = rating(Reliability.UNRELIABLE, voice=Voice.CHAT_ADMINS)
    assert weigh(evidence(rating(Reliability.FABRICATED), trusted), NOW).outcome is Outcome.RELIABLE_SOURCE
    assert weigh(evidence(rating(Reliability.RELIABLE), distrusted), NOW).outcome is Outcome.UNRELIABLE_SOURCE


def test_admins_cannot_make_phishing_safe() -> None:
    """A phishing site stays dangerous whoever trusts it: a group's admin may be the phisher."""
    found = evidence(rating(kind=Kind.PHISHING), rating(Reliability.RELIABLE, voice=Voice.CHAT_ADMINS))
    assert weigh(found, NOW).outcome is Outcome.DANGEROUS


def test_admins_know_their_own_towns_site() -> None:
    """A look-alike that the admins trust is not called an impersonation."""
    found = evidence(rating(Reliability.RELIABLE, voice=Voice.CHAT_ADMINS), look_alike=look_alike())
    assert weigh(found, NOW).outcome is Outcome.RELIABLE_SOURCE


def test_copies_of_a_rater_are_one_voice() -> None:
    """A list that copies another does not count beside it, and counts where the other is silent."""
    original = rating(Reliability.UNRELIABLE, rater="A")
    copy = rating(Reliability.RELIABLE, rater="B", origin="A")
    assert deciding_ratings([original, copy]) == (original,)
    assert deciding_ratings([copy]) == (copy,)


@pytest.mark.parametrize(("days", "old"), [(365, False), (366, True), (-3, False)])
def test_news_grows_old_after_a_year(days: int, *, old: bool) -> None:
    """News is old once a year has turned."""
    found = evidence(rating(kind=Kind.NEWS), page=page(published=NOW - timedelta(days=days)))
    assert is_old(found, NOW) is old


def test_an_encyclopaedia_does_not_grow_old() -> None:
    """Pages that are not news do not age."""
    found = evidence(rating(kind=Kind.REFERENCE), page=page(published=NOW - timedelta(days=4000)))
    assert not is_old(found, NOW)


def test_old_story_is_said_of_a_reliable_source() -> None:
    """An old story on a reliable site is told by its date."""
    found = evidence(rating(Reliability.RELIABLE, kind=Kind.NEWS), page=page(published=NOW - timedelta(days=2000)))
    assert weigh(found, NOW).outcome is Outcome.OLD_STORY


def test_raters_two_steps_apart_are_far_apart() -> None:
    """One step is a nuance, two are a disagreement."""
    assert raters_far_apart([rating(Reliability.RELIABLE), rating(Reliability.UNRELIABLE, rater="B")])
    assert not raters_far_apart([rating(Reliability.RELIABLE), rating(Reliability.MIXED, rater="B")])
    assert not raters_far_apart([])


@given(evidences)
@settings(max_examples=200)
def test_a_gap_is_never_shown_as_nothing_found_or_reliable(found: Evidence) -> None:
    """Where a page could not be read, Mop neither says "nothing found" nor "reliable"."""
    failed = replace(found, gaps=(*found.gaps, FETCH_FAILED))
    assert weigh(failed, NOW).outcome not in {Outcome.NOTHING_FOUND, Outcome.RELIABLE_SOURCE}


@given(evidences, st.lists(ratings, max_size=4), reliabilities, reliabilities)
@example(evidence(), [rating(Reliability.MIXED, rater="B")], Reliability.UNRELIABLE, Reliability.FABRICATED)
@settings(max_examples=200)
def test_a_worse_rating_never_improves_an_outcome(
    found: Evidence, others: list[SourceRating], one: Reliability, other: Reliability
) -> None:
    """Replacing a rater's word by a worse one never gives a less serious outcome."""
    better, worse = sorted((one, other))
    with_better = replace(found, ratings=(rating(better, rater="X"), *others))
    with_worse = replace(found, ratings=(rating(worse, rater="X"), *others))
    assert _serious(weigh(with_worse, NOW).outcome) <= _serious(weigh(with_better, NOW).outcome)


def _serious(outcome: Outcome) -> int:
    """Not checked because of a gap is no better than relied on: both say that nothing speaks against it."""
    return Outcome.RELIABLE_SOURCE if outcome is Outcome.NOT_CHECKED else outcome
