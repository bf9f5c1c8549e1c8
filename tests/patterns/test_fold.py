"""Folding: one spelling for every way of typing the same words."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.patterns import fold
from bot.patterns.fold import MAX_CHARACTERS, Folded, is_unspaced, line, spans

_LATIN = st.text(st.characters(max_codepoint=0x2FF), max_size=200)
_TRICKS = st.text(
    st.sampled_from("aAeés'ntN’ .,!?ßæªº²½́\u200b‍️⃣аеоΑ疫苗กあ가🙂👩５Ｇ\n\xadकؤः"),
    max_size=60,
)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("POPPIES, banned!!! 😡😡", " poppies banned "),
        ("l'été à Nîmes", " l ete a nimes "),
        ("Don't! DON'T! don’t", " dont dont dont "),
        ("Britain's poppies", " britain poppies "),
        ("５Ｇ 5️⃣G 𝐯𝐚𝐜𝐜𝐢𝐧𝐞 ᴠᴀᴄᴄɪɴᴇ ⓥⓐⓒ", " 5g 5g vaccine vaccine vac "),
        ("v\u200ba\u200bc‍cine soft\xadhyphen", " vaccine softhyphen "),
        ("vаccіne", " vaccine "),
        ("вакцина", " вакцина "),
        ("Straße, Œuvre, Łódź", " strasse oeuvre lodz "),
        ("疫苗导致", " 疫 苗 导 致 "),
        ("วัคซีน", " " + " ".join("วัคซีน") + " "),
        ("السَّلامُ أحمد مدرسة", " سلام احمد مدرسه "),
        ("क़लम", " कलम "),
        ("백신 접종", " 백신 접종 "),
        ("٢٠٢٠", " 2020 "),
        ("", " "),
        ("\ud800 !?", " "),
    ],
)
def test_spellings_fold(typed: str, folded: str) -> None:
    """However it is typed, the same words come out."""
    assert line(typed).decode() == folded


@settings(max_examples=200)
@given(st.one_of(st.text(max_size=200), _LATIN, _TRICKS))
@example("a's's x")
@example("'s's 's")
@example("n't n'T")
def test_every_word_has_its_place(text: str) -> None:
    """The places count the same words as the line, in order, inside the message."""
    words, places = line(text).split(), spans(text)
    assert len(words) == len(places)
    assert all(start < end for start, end in places)
    assert places == sorted(places)
    assert not places or places[-1][1] <= len(text)


@settings(max_examples=200)
@given(st.one_of(_LATIN, st.text(st.sampled_from("aÉ'ßs n’t😀❤️½²-ª\xad"), max_size=40)))
def test_the_quick_way_folds_as_the_long_way(text: str) -> None:
    """Latin text folds as it would beside a character that forces the table of characters."""
    assert line(text) + b"\xe7\x96\xab " == line(text + " 疫")


@settings(max_examples=100)
@given(st.text(max_size=100))
def test_folding_twice_changes_nothing(text: str) -> None:
    """What is folded stays as it is."""
    once = line(text)
    assert line(once.decode()) == once


def test_a_long_message_is_cut() -> None:
    """Only the first 10,000 characters are read."""
    folded = Folded("a " * MAX_CHARACTERS)
    assert len(folded.words) == len(folded.spans) == MAX_CHARACTERS // 2


def test_one_endless_word_is_folded_in_linear_time() -> None:
    """A word of 10,000 letters of two scripts is only one word."""
    assert line("aа" * MAX_CHARACTERS).split() == [b"a" * MAX_CHARACTERS]


def test_scripts_without_spaces_are_known() -> None:
    """Chinese, Japanese and Thai have no spaces; Korean, Hindi and Arabic do."""
    assert all(map(is_unspaced, ("疫苗", "ワクチン", "วัคซีน")))
    assert not any(map(is_unspaced, ("vaccine", "백신", "टीका", "لقاح")))


def test_the_table_of_characters_stops_growing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A message with every character there is cannot fill the memory."""
    full = fold._Letters((code, "") for code in range(0xF0000, 0xF0000 + 20_000))
    monkeypatch.setattr(fold, "_letters", full)
    assert line("疫苗") == " 疫 苗 ".encode()
    assert len(full) == 20_000
