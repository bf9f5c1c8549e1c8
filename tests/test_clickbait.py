"""How much a headline is worded to be clicked."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clickbait import score, threshold


@pytest.mark.parametrize(
    "headline",
    [
        "You won't believe what this nurse found in her garden",
        "10 reasons why you should never throw away your tea bags",
        "This is what happens when you stop drinking coffee",
        "Why everyone is talking about this weird little cat",
    ],
)
def test_headlines_that_leave_out_what_happened_are_flagged(headline: str) -> None:
    """A headline that hides what the page says is worth the remark."""
    assert score(headline) >= threshold()


@pytest.mark.parametrize(
    "headline",
    [
        "Parliament approves budget after late vote",
        "Two killed in bus crash near Valencia, police say",
        "Central bank raises rates to 4.5 percent",
        "",
    ],
)
def test_plain_news_is_not_flagged(headline: str) -> None:
    """A headline that says what happened is left alone."""
    assert score(headline) < threshold()


@given(st.text(max_size=500))
@settings(max_examples=100, deadline=None)
def test_any_headline_has_a_score(headline: str) -> None:
    """Whatever a page calls itself, the score is a share of one."""
    assert 0 <= score(headline) <= 1
