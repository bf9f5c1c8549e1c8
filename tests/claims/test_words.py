"""Texts become the terms that they are searched by."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.claims.features import asked
from bot.claims.words import cleaned, folded, sentences, stem, terms, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Read this https://a.example/x now", "Read this now"),
        ("Forwarded many times\nCats fly", "Cats fly"),
        ("FW: Cats fly\nFrom: somebody@example.org", "Cats fly"),
        ("#SaveTheBees say @BeeKeeper", "Save The Bees say Bee Keeper"),
        ("Cats fly 3,400 shares", "Cats fly"),
        ("Cats fly ٣ likes", "Cats fly"),
        ("Read HTTPS://A.example/x or WwW.a.example or t.CO/x now", "Read or or now"),
        ("＃SaveTheBees", "Save The Bees"),
        (
            "Cats can fly over rooftops — Ada Byron (@adabyron) May 4, 2019",
            "Cats can fly over rooftops Ada Byron adabyron",
        ),
    ],
)
def test_what_forwarding_adds_is_taken_out(text: str, expected: str) -> None:
    """Addresses, marks of forwarding, counters and dates of posts go; hashtags and who said it stay as words."""
    assert " ".join(cleaned(text).split()) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Vacunación", "vacunacion"),
        ("1,000,000 people", "1000000 people"),
        ("They didn’t say", "they did not say"),
        ("the mayor's cats", "the mayor cat"),
        ("banned", "banning"),
        ("cities", "city"),
        ("ＷＩＤＥ", "wide"),
    ],
)
def test_spellings_of_one_word_are_one_term(one: str, other: str) -> None:
    """Accents, width, separators in numbers and the commonest endings do not part two texts."""
    assert terms(one) == terms(other)


def test_scripts_without_spaces_become_pairs() -> None:
    """A Chinese or Thai sentence is found by any two neighbouring characters of it."""
    assert words(folded("疫苗有毒 covid疫苗")) == ["疫苗", "苗有", "有毒", "covid", "疫苗"]
    assert len(words("วัคซีน")) > 2


def test_short_and_foreign_words_keep_their_form() -> None:
    """Three letters and other scripts have no ending to lose."""
    assert [stem("cat"), stem("вакцина"), stem("covid19")] == ["cat", "вакцина", "covid19"]


def test_sentences_are_parted_and_cut() -> None:
    """A sentence of very many words is searched for in pieces."""
    assert sentences("One. Two!\nThree") == ["One.", "Two!", "Three"]
    assert [len(part.split()) for part in sentences("word " * 130)] == [60, 60, 10]


def test_a_chain_mail_is_several_stretches() -> None:
    """A long mail is searched for as a whole and stretch by stretch, a short message as a whole."""
    assert asked("Cats fly.").stretches == ()
    assert 2 < len(asked("Cats fly over the roofs of Lisbon at night. " * 40).stretches) <= 6
    assert 2 < len(asked("Cats fly over the roofs of Lisbon at night. " * 600).stretches) <= 6


@given(st.text(max_size=400))
@example("\ud800 broken")
@example("#" * 300)
@example("— (@" * 60)
@settings(max_examples=100, deadline=None)
def test_anything_that_strangers_write_can_be_searched_for(text: str) -> None:
    """No text makes the search fail, and no term is empty or endless."""
    ready = asked(text)
    assert all(0 < len(term) <= 60 for term in ready.whole.terms)
