"""Patterns and fact-checks of one hoax become one note: cases as data."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import remembered
from bot.inquiry import Findings, Knowledge, open_inquiry
from bot.locales import localizer
from bot.model import (
    ClaimMatch,
    ClaimReview,
    Evidence,
    Link,
    MatchHow,
    Message,
    Outcome,
    Page,
    Reliability,
    SourceRating,
)
from bot.reply import compose
from bot.same_story import REVIEWS, told_once
from bot.verdict import weigh
from tests.samples import NOW

CASES = yaml.safe_load((Path(__file__).parent / "data" / "claims" / "one_story.yaml").read_text("utf-8"))


def _nobody(link: Link) -> tuple[SourceRating, ...]:
    return ()


def _match(row: dict[str, Any]) -> ClaimMatch:
    reliability = Reliability[row["read_as"]] if "read_as" in row else None
    review = ClaimReview(
        row["claim"], "", row["rating"], row["by"], row["url"], row.get("date", ""), "en", (), reliability
    )
    return ClaimMatch(review, MatchHow[row["how"]], 0.9)


def _page(link: Link, row: dict[str, Any]) -> Page:
    return Page(link, title=row.get("title", "An ordinary headline"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_one_hoax_is_one_note(knowledge: Knowledge, case: dict[str, Any]) -> None:
    """What is answered to a message whose words, link and fact-checks are those of the case."""
    inquiry = open_inquiry(knowledge, Message(case["message"]), _nobody, "en")
    evidences: list[Evidence] = []
    for link in inquiry.links.found:
        found = inquiry.read(_page(link, case))
        evidences.append(replace(found, claim_matches=tuple(map(_match, case.get("of_link", ())))))
    words = Findings(tuple(map(_match, case.get("of_words", ()))))
    report = inquiry.report(evidences, NOW, about_words=words)
    reply = compose(report, localizer("en"))
    assert report.verdicts[0].outcome is Outcome[case["outcome"]]
    told = [f"{note.text} {' '.join(f'<{each.url}>' for each in note.citations)}" for note in reply.notes]
    assert [reply.headline, *told] == case["answer"]


def test_what_a_fact_checkers_page_holds_is_its_own(knowledge: Knowledge) -> None:
    """A debunk beside another link that tells the rumour keeps its review: nothing of it is handed to the pattern."""
    inquiry = open_inquiry(knowledge, Message("https://unheard-of.example/a https://other.example/b"), _nobody, "en")
    rumour, debunk = (inquiry.read(Page(link, title="The moon is made of cheese")) for link in inquiry.links.found)
    own = _match({**CASES[0]["of_words"][0], "how": "SAME_LINK"})
    debunk = replace(debunk, pattern_matches=(), claim_matches=(own,), is_fact_check=True)
    verdicts = {verdict.evidence.link: verdict for verdict in inquiry.report((rumour, debunk), NOW).verdicts}
    assert verdicts[debunk.link].evidence.claim_matches == (own,)
    assert verdicts[debunk.link].evidence.pattern_matches == ()


def test_a_button_tells_the_same_without_the_words(knowledge: Knowledge) -> None:
    """What an answer's words were matched with is there again when a button is pressed, though no word was kept."""
    inquiry = open_inquiry(knowledge, Message("is the moon really made of cheese"), _nobody, "en")
    of_words = _match(
        {"how": "RELATED", "claim": "Mars is jam", "rating": "No", "by": "C", "url": "https://c.example/1"}
    )
    report = inquiry.report((), NOW, about_words=Findings((of_words,)))
    kept = remembered.of_report(report)
    again = replace(open_inquiry(knowledge, Message(""), _nobody, "en"), recalled=kept)
    assert [
        [match.review for match in verdict.evidence.claim_matches] for verdict in again.report((), NOW).verdicts
    ] == [[of_words.review]]
    assert "really" not in "".join(kept)


def test_what_an_older_program_kept_is_passed_over() -> None:
    """A kept fact-check in a form that is no longer known is no fault of whoever presses the button."""
    broken = (f"{remembered.CHECKED}2:[1]", f"{remembered.CHECKED}9:x", remembered.CHECKED, "moon-cheese")
    assert remembered.claims_in(broken) == ()
    assert remembered.patterns_in(broken) == ("moon-cheese",)


_reviews = st.builds(
    ClaimReview,
    claim_reviewed=st.sampled_from(
        ["The moon is made of cheese", "Mars is jam", "moon cheese", "La luna es de queso"]
    ),
    claimant=st.just(""),
    textual_rating=st.sampled_from(["False", "True", ""]),
    publisher=st.just("V"),
    url=st.integers(1, 6).map("https://verify.example/{}".format),
    review_date=st.just(""),
    reliability=st.sampled_from([None, Reliability.RELIABLE, Reliability.FABRICATED]),
)
_matches = st.lists(
    st.builds(ClaimMatch, review=_reviews, how=st.sampled_from(MatchHow), score=st.just(0.5)), max_size=3
)


@given(_matches, _matches, st.booleans(), st.booleans())
@settings(max_examples=100)
def test_no_fact_check_of_the_same_claim_gets_lost(
    knowledge: Knowledge, first: list[ClaimMatch], second: list[ClaimMatch], one: bool, other: bool
) -> None:
    """However patterns and fact-checks meet: each of the same link or claim is told by itself or with its pattern."""
    inquiry = open_inquiry(knowledge, Message("moon made of cheese"), _nobody, "en")
    tells = inquiry.report((), NOW).verdicts[0].evidence.pattern_matches
    evidences = [
        Evidence(None, claim_matches=tuple(matches), pattern_matches=tells if told else ())
        for matches, told in ((first, one), (second, other))
    ]
    after = told_once(evidences, inquiry.stories())
    for before, found in zip(evidences, after, strict=True):
        exact = {match.review.url for match in before.claim_matches if match.how is not MatchHow.RELATED}
        alone = {match.review.url for match in found.claim_matches}
        with_it = [review.url for match in found.pattern_matches for review in match.reviews]
        assert exact <= alone | set(with_it) or len(with_it) == REVIEWS
        assert weigh(found, NOW).outcome is not Outcome.NOTHING_FOUND or not exact
        assert {match.pattern_id for match in before.pattern_matches} <= {m.pattern_id for m in found.pattern_matches}
