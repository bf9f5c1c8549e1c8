"""The matcher: a claim is answered, and nothing else is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import grapheme
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.catalogue.rows import Pattern, SignalWording, Wording
from bot.errors import ConfigurationError
from bot.model import Authority, PatternMatch, Signal, SignalKind
from bot.patterns import Matcher

LEGION = Authority("The poppy", "https://www.britishlegion.org.uk/", "The Royal British Legion", "")
PIECES = (
    "poppies ",
    "banned ",
    "not ",
    "? ",
    "hoax ",
    "send this ",
    "и",
    "疫苗",
    "\n",
    "it’s ",
    "sooo ",
    "a1b ",
    ". ",
)
UNLESS: Mapping[str, Sequence[Wording]] = {
    "en": ("hoax", "fact check", "is it true", "is false"),
    "es": ("bulo", "no es cierto"),
}


def pattern(name: str, *wordings: Wording, language: str = "en", unless: Sequence[Wording] = ()) -> Pattern:
    """A hoax with these wordings."""
    return Pattern(
        id=name,
        topic="remembrance",
        since="2014",
        title={"en": f"{name} in English", "es": f"{name} en castellano"},
        says={language: tuple(wordings)},
        unless={language: tuple(unless)} if unless else {},
        known={"en": f"Known of {name}.", "es": f"Se sabe de {name}.", "pt": f"Sobre {name}."},
        authorities=(LEGION,),
    )


POPPIES = pattern("poppies", "poppies ... banned", ("poppies", "no longer sold"), unless=("poppy seed*",))


def matcher(*patterns: Pattern, signals: Sequence[SignalWording] = ()) -> Matcher:
    """A matcher of these hoaxes, the poppies where none is given."""
    return Matcher(patterns or (POPPIES,), signals, UNLESS)


def signal(kind: SignalKind, *wordings: Wording) -> SignalWording:
    """A signal with these wordings."""
    return SignalWording(kind, {"en": tuple(wordings)})


# --- what it says -----------------------------------------------------------------------------------


def test_a_hoax_is_told_from_its_words() -> None:
    """The whole answer: which hoax, the words that told it, what is known, and where to read."""
    assert matcher().match("Shame! POPPIES are now  BANNED, share") == (
        PatternMatch(
            pattern_id="poppies",
            excerpt="POPPIES are now BANNED",
            note="Known of poppies.",
            authorities=(LEGION,),
            since="2014",
            title="poppies in English",
        ),
    )


@pytest.mark.parametrize(
    ("language", "note", "title"),
    [
        ("es", "Se sabe de poppies.", "poppies en castellano"),
        ("es-MX", "Se sabe de poppies.", "poppies en castellano"),
        ("pt-BR", "Sobre poppies.", "poppies in English"),
        ("xx", "Known of poppies.", "poppies in English"),
        ("", "Known of poppies.", "poppies in English"),
    ],
)
def test_the_answer_is_in_the_readers_language(language: str, note: str, title: str) -> None:
    """The message may be in any language; the reader gets their own, else English."""
    (match,) = matcher().match("poppies banned", language)
    assert (match.note, match.title) == (note, title)


def test_wordings_of_every_language_are_tried() -> None:
    """A Spanish message is understood for an English reader."""
    spanish = pattern("amapolas", "amapolas prohibidas", language="es")
    assert [each.pattern_id for each in matcher(POPPIES, spanish).match("¡Amapolas PROHIBIDAS!")] == ["amapolas"]


def test_the_most_telling_hoax_comes_first_and_three_are_enough() -> None:
    """Rare words tell more than common ones; nobody reads a fourth."""
    many = [
        pattern("common", "send this to all"),
        pattern("rare", "whatsapp martinelli"),
        pattern("rarer", "whatsapp martinelli virus"),
        pattern("again", "virus formats"),
    ]
    found = matcher(*many).match("send this to all: whatsapp martinelli virus formats phones")
    assert [each.pattern_id for each in found] == ["rarer", "rare", "again"]


def test_a_long_excerpt_is_cut() -> None:
    """At most 120 characters of the message are shown, emoji whole."""
    (match,) = matcher().match("poppies " + "👩‍👩‍👧‍👦" * 150 + " banned")
    assert len(match.excerpt) <= 1200
    assert grapheme.length(match.excerpt) <= 120
    assert match.excerpt.endswith("…")


@pytest.mark.parametrize("nothing", ["", " ", "🙂", "Poppies are lovely", "‍" * 20_000])
def test_nothing_is_found_in_nothing(nothing: str) -> None:
    """A message without a hoax has no matches and no signals."""
    assert matcher().match(nothing) == ()
    assert matcher().signals(nothing) == ()


def test_no_patterns_find_nothing() -> None:
    """A sources.yaml without patterns works."""
    assert Matcher((), (), {}).match("poppies banned") == ()


# --- oddly spelled ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "Pooooppies are bannnnned",
        "Poppiesss are baned... bannnned",
        "p0pp1es are b4nned",
        "pорpies are banned",
        "ＰＯＰＰＩＥＳ are banned",
        "pop\u200bpies are ban\u200bned",
        "#Poppies#Banned",
    ],
)
def test_disguised_words_are_read(typed: str) -> None:
    """Drawn-out letters, digits and look-alikes for letters, and invisible characters hide nothing."""
    assert [each.pattern_id for each in matcher().match(typed)] == ["poppies"]


def test_words_that_only_look_disguised_are_left() -> None:
    """The letters KKK are no drawn-out k where a wording has it so."""
    assert matcher(pattern("kkk", "owned by the kkk", "mk3s secret")).match("It is owned by the KKK")


@pytest.mark.parametrize("typed", ["www.example.com/a1b xxx", "soooo b3fore p0ppyfield"])
def test_a_disguise_of_nothing_known_stays(typed: str) -> None:
    """Odd spellings of other words are left alone."""
    assert matcher().match(typed) == ()


# --- the claim, not the topic ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Poppies have not been banned",
        "Are poppies banned?",
        "Poppies are banned, is it true",
        "¿Have they heard that poppies are banned?",
        "Have poppies been banned this year, or did I miss something? Asking for my gran.",
        "Fact check: poppies banned",
        "No, poppies are now banned nowhere",
        "FALSE: poppies banned in Leeds",
        "Poppies banned | Hoax",
        "The story that poppies are banned is a hoax.",
        "Poppies banned. That is false.",
        "Dice que poppies are banned: es un bulo",
        "Poppies and poppy seeds banned on flights",
        "There are no poppies banned here",
        "No poppies are banned",
        "Keine poppies banned",
        "He does not know poppies. It isn't poppies banned today",
        "It is not poppies that are banned",
    ],
)
def test_denials_questions_and_checks_stay_silent(text: str) -> None:
    """Whoever asks or corrects is not told off."""
    assert matcher().match(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Did you know that poppies are banned? Share!",
        "¿Sabías que poppies are banned?",
        "This is NOT a hoax: poppies banned",
        "Isn't a hoax, poppies banned",
        "I too thought this was a hoax: poppies banned",
        "Poppies banned. No es un bulo",
        "Poppies in the shop? Banned now!",
        "What do you think? Poppies are banned. Are you angry?",
        "We sold 3.5 tons in the U.S. Poppies banned now",
        "Poppies banned in e.g. shops, dear members.",
        "Poppies no longer sold",
        "poppies banned " + "and so on " * 80 + "hoax",
        "poppies banned",
        "poppies\nbanned\nhow are you?",
    ],
)
def test_claims_are_answered_all_the_same(text: str) -> None:
    """A question that asserts, "not a hoax", and a question about something else do not hide the claim."""
    assert [each.pattern_id for each in matcher().match(text)] == ["poppies"]


def test_a_pattern_may_call_something_a_hoax() -> None:
    """Where "hoax" is the hoax's own word it does not silence it; beside it, it does."""
    climate = pattern("climate", "climate ... hoax", "hoax of the climate")
    assert matcher(climate).match("The climate is one big hoax!")
    assert matcher(climate).match("The great hoax of the climate goes on")
    assert matcher(climate).match("Fact check: the climate is no big hoax") == ()


def test_one_patterns_silence_is_not_anothers() -> None:
    """What silences one hoax leaves the others."""
    other = pattern("seeds", "poppy seeds ... drugs")
    text = "poppy seeds are drugs and poppies are banned"
    assert [each.pattern_id for each in matcher(POPPIES, other).match(text)] == ["seeds"]


def test_a_denied_telling_does_not_hide_a_plain_one() -> None:
    """Two sentences, one denies, one claims: it claims."""
    assert matcher().match("Are poppies now banned? Poppies no longer sold anywhere!")


# --- signals --------------------------------------------------------------------------------------------


SIGNALS = (
    signal(SignalKind.CHAIN_LETTER, "send this to everyone", "send this"),
    signal(SignalKind.MIRACLE, "cures cancer"),
)


def test_signals_come_each_once_with_their_words() -> None:
    """The most telling words of each kind, in a fixed order."""
    found = matcher(signals=SIGNALS).signals("It CURES cancer. Send this. Please send this to everyone!")
    assert found == (
        Signal(SignalKind.CHAIN_LETTER, "send this to everyone"),
        Signal(SignalKind.MIRACLE, "CURES cancer"),
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("THEY ARE HIDING this FROM EVERYBODY, WAKE PEOPLE", "THEY ARE HIDING"),
        ("WAKE THEM, THEY LIE, ТОЛЬКО ПРАВДА, share", "WAKE THEM, THEY LIE, ТОЛЬКО ПРАВДА"),
        ("NATO and NASA met UNESCO in GENEVA on a sunny spring morning with many people around", ""),
        ("GENERAL ELECTION: LABOUR WIN", ""),
        ("疫苗疫苗疫苗疫苗 " * 9, ""),
    ],
)
def test_shouting_is_counted(text: str, shown: str) -> None:
    """Mostly capitals, and enough of them; abbreviations and scripts without capitals never shout."""
    assert [each.excerpt for each in matcher().signals(text)] == ([shown] if shown else [])


# --- strangers' text ------------------------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=60).map("".join)))
@example("poppies" * 2000)
@example("poppies not " * 800 + "banned")
def test_any_text_is_answered(text: str) -> None:
    """Whatever is sent, the answer is of hoaxes there are, with words of the message in it."""
    every = matcher(POPPIES, pattern("all", "send this", "po* ... b*"), signals=SIGNALS)
    found = every.match(text)
    assert len(found) <= 2
    assert all(each.excerpt and grapheme.length(each.excerpt) <= 120 for each in found)
    assert all(signal.excerpt for signal in every.signals(text))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join), st.sampled_from(["🙂", "  ", "\n", "!"]))
def test_ornaments_change_nothing(text: str, ornament: str) -> None:
    """Emoji, spaces and exclamation marks after a message do not change which hoaxes it tells."""
    every = matcher()
    before = [each.pattern_id for each in every.match(text + " x.")]
    assert [each.pattern_id for each in every.match(text + " x." + ornament)] == before


def test_a_text_made_of_anchors_is_compared_a_bounded_number_of_times() -> None:
    """Ten thousand characters of bait cost no more than 400 comparisons, and the rest is let go."""
    bait = pattern("bait", *(f"martinelli ... number{number}" for number in range(40)))
    assert matcher(bait).match("martinelli " * 900) == ()


def test_a_wording_of_many_spellings_is_found() -> None:
    """Two choices of thirty words side by side are nine hundred spellings; they are found all the same."""
    many = "|".join(f"martinelli{number}" for number in range(30))
    found = matcher(pattern("many", f"{many} {many.replace('martinelli', 'video')}")).match("Martinelli7 Video21!")
    assert [each.excerpt for each in found] == ["Martinelli7 Video21"]


def test_hoaxes_are_told_again_by_id() -> None:
    """An answer can be made again without the message; a hoax that is no longer listed is left out."""
    (again,) = matcher().recall(["gone", "poppies"], "es")
    assert (again.pattern_id, again.excerpt, again.title) == ("poppies", "", "poppies en castellano")


def test_a_wording_that_cannot_be_read_is_named() -> None:
    """sources.yaml with a broken wording does not start."""
    with pytest.raises(ConfigurationError, match="ends with a gap"):
        matcher(pattern("broken", "poppies ..."))
