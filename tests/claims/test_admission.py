"""Whose fact-checks count, and how their words are read."""

from __future__ import annotations

import pytest

from bot.claims.admission import readings_of
from bot.claims.feed import Tally
from bot.model import Reliability
from tests.claims.samples import admission, entry


@pytest.mark.parametrize(
    "url",
    [
        "https://impostor.example/1",
        "https://checks.example@impostor.example/1",
        "https://checks.example.impostor.example/1",
        "https://impostor.example/checks.example",
    ],
)
def test_only_a_listed_fact_checkers_own_page_counts(url: str) -> None:
    """Whoever names itself a fact-checker, or writes one's name into its address, is left out and counted."""
    tally = Tally()
    assert list(admission().admitted([entry(0, url=url, publisher="Checks")], tally)) == []
    assert tally["not_listed"] == 1


def test_a_claim_of_one_word_is_left_out() -> None:
    """A word such as "Photo" alone would match anything."""
    tally = Tally()
    assert list(admission().admitted([entry(0, claim_reviewed="Photo")], tally)) == []
    assert tally["no_claim"] == 1


@pytest.mark.parametrize(
    ("host", "word", "expected"),
    [
        ("checks.example", "False", Reliability.FABRICATED),
        ("checks.example", " “FALSE.” ", Reliability.FABRICATED),
        ("verifica.example", "4/5", Reliability.UNRELIABLE),
        ("checks.example", "4/5", None),
        ("verifica.example", "True", None),
        ("checks.example", "Three Whoppers", None),
    ],
)
def test_a_word_is_read_by_its_publishers_own_scale(host: str, word: str, expected: Reliability | None) -> None:
    """The publisher's own map comes first, then what holds for all; an unknown word is read as nothing."""
    (found,) = admission().admitted([entry(0, host=host, textual_rating=word)], Tally())
    assert (found.review.reliability, found.review.textual_rating) == (expected, word)


def test_a_review_without_a_name_gets_its_domain() -> None:
    """A fact-check whose publisher is not named is shown with its domain."""
    (found,) = admission().admitted([entry(0, publisher="")], Tally())
    assert found.review.publisher == "checks.example"


def test_sources_yaml_is_read_by_domain() -> None:
    """``all`` stands for everyone; a host for its registrable domain."""
    readings = readings_of({"all": {"Falso.": Reliability.FABRICATED}, "www.checks.co.uk": {"Vrai": None}})
    assert readings == {"*": {"falso": Reliability.FABRICATED}, "checks.co.uk": {"vrai": None}}
