"""Wordings: what docs/sources.md promises its authors."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import ConfigurationError
from bot.patterns.fold import line
from bot.patterns.wording import Parsed, find, parse

_NOT = frozenset({b"not", b"never"})


def found(wording: str | tuple[str, ...], text: str) -> str:
    """The words of ``text`` that ``wording`` matches, whichever of them the index came upon; "" for none."""
    words = line(text).split()
    for near in range(len(words)):
        span = find(parse(wording), words, near, _NOT)
        if span:
            return b" ".join(words[slice(*span)]).decode()
    return ""


@pytest.mark.parametrize(
    ("wording", "text", "words"),
    [
        ("poppy|poppies banned", "They say poppies banned here", "poppies banned"),
        ("poppy|poppies banned", "poppies are banned", ""),
        ("vaccin* kill", "Vaccinations kill!", "vaccinations kill"),
        ("poppies (have been) banned", "poppies have been banned", "poppies have been banned"),
        ("poppies (have been) banned", "poppies banned", "poppies banned"),
        ("poppies ... banned", "poppies are now as of today and forever banned", ""),
        ("poppies ... banned", "poppies are as of this very day banned", "poppies are as of this very day banned"),
        ("poppies … banned", "poppies are banned", "poppies are banned"),
        ("banned|no_longer_sold", "poppies no longer sold", "no longer sold"),
        ("covid-19 it's here", "COVID19... covid 19 its here, Covid-19: it’s here", "covid 19 it here"),
        (("poppies", "ban|not allowed"), "It is not allowed to sell poppies", "not allowed to sell poppies"),
        (("poppies", "ban*"), "banning our poppies", "banning our poppies"),
        (("poppies", "banned"), "poppies " + "x " * 13 + "banned", "poppies " + "x " * 13 + "banned"),
        (("poppies", "banned"), "poppies " + "x " * 14 + "banned", ""),
        (("poppy red", "poppy"), "red poppy red", ""),
        (("poppy|red", "poppy|banned"), "the poppy is banned", "poppy is banned"),
        ("疫苗 ... 自闭症", "注射疫苗会让孩子得自闭症", "疫 苗 会 让 孩 子 得 自 闭 症"),
        (("自闭症", "疫苗"), "疫苗以后很多小朋友都得了自闭症", "疫 苗 以 后 很 多 小 朋 友 都 得 了 自 闭 症"),
        ("a b* c", "a bb", ""),
        ("to be*", "to", ""),
        ("poppies|to_be* banned", "going to being banned", "to being banned"),
        ("going to_be*|away", "going to", ""),
        ("going to_be*|away", "going to Berlin", "going to berlin"),
    ],
)
def test_what_a_wording_matches(wording: str | tuple[str, ...], text: str, words: str) -> None:
    """Words in order, gaps of six words, endings, choices, left-out words, and sets within fifteen words."""
    assert found(wording, text) == words


@pytest.mark.parametrize(
    ("wording", "text"),
    [
        ("poppies ... banned", "poppies have not been banned"),
        (("poppies", "banned"), "poppies were never banned"),
        (("poppies", "banned"), "banned are not the poppies"),
    ],
)
def test_a_denial_in_the_gap_undoes_the_match(wording: str | tuple[str, ...], text: str) -> None:
    """Poppies that "are not banned" do not match "poppies banned"."""
    assert found(wording, text) == ""


def test_a_denial_further_off_belongs_to_something_else() -> None:
    """In "masks, as we all know, not even cheap these days, cause harm" the not is about the price."""
    text = "masks as we all know not even cheap any longer today cause harm"
    assert found(("masks", "cause harm"), text) == text
    assert found("masks ... cause harm", "masks will not even once cause harm") == ""


@pytest.mark.parametrize(
    "wording",
    [
        "",
        "...",
        "poppies ...",
        "... banned",
        "(the) ... banned",
        "poppies ... (banned)",
        "(be)",
        "a** b",
        "po*pies",
        "((a)",
        "a | b",
        "a||b",
        ("poppies",),
        ("a", "!"),
    ],
)
def test_a_wording_that_cannot_be_read_is_a_fault(wording: str | tuple[str, ...]) -> None:
    """The author is told which wording, and what is wrong with it."""
    with pytest.raises(ConfigurationError) as raised:
        parse(wording)
    assert "wording" in raised.value.faults[0].place


@settings(max_examples=150)
@given(
    st.lists(st.sampled_from(["a", "b", "c", "not"]), max_size=60),
    st.sampled_from(["a ... b ... c", "a (b) (b) ... c", ("a", "b", "c"), "a|a_b b|b_c ... a"]),
    st.integers(0, 60),
)
def test_a_match_lies_within_reach_of_the_word(words: list[str], wording: str | tuple[str, ...], near: int) -> None:
    """Whatever the message, a match is within the wording's reach and starts and ends with its words."""
    parsed: Parsed = parse(wording)
    span = find(parsed, [word.encode() for word in words], near, _NOT)
    if span:
        start, end = span
        assert 0 <= start < end <= len(words)
        assert end - start <= parsed.reach
        assert abs(start - near) <= parsed.reach
