"""Wordings are found wherever they stand, by whichever kind of anchor they are filed under."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.errors import ConfigurationError
from bot.patterns import index as filing
from bot.patterns.denials import denials
from bot.patterns.fold import Folded
from bot.patterns.index import Entry, Index
from bot.patterns.wording import find, parse

WORDS = ("to", "red", "poppies", "à", "疫")
SIGNS = ("red|to", "pop*", "no_longer|to", "(à)", "... red", "poppiesandmanymoreflowersthanthose*")
LINES = st.lists(st.sampled_from(WORDS + SIGNS), min_size=1, max_size=4).map(" ".join)
PLAIN = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
SETS = st.lists(st.sampled_from((*WORDS, "red|to", "pop*", "no_longer")), min_size=2, max_size=3).map(tuple)
TEXTS = st.lists(st.sampled_from((*WORDS, "no longer", "reddd", "t0 red", "not")), max_size=24).map(" ".join)


def readable(written: str | tuple[str, ...]) -> bool:
    """Return whether a wording follows docs/sources.md."""
    try:
        parse(written)
    except ConfigurationError:
        return False
    return True


def owners_by_reading(entries: list[Entry], text: str) -> set[int]:
    """Return whose wordings a text has, each compared at each of its words."""
    words = Folded(text).words
    return {
        entry.owner
        for entry in entries
        for near in range(len(words))
        if find(parse(entry.written), words, near, denials("en"))
    }


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.one_of(PLAIN, LINES, SETS).filter(readable), min_size=1, max_size=6),
    TEXTS,
    st.sampled_from((0, 8_000)),
)
@example(["red to red poppies"], "red to red to red poppies", 0)
@example(["red red"], "red red red", 0)
@example(["pop*"], "sold poppies", 0)
@example(["à la", "à la red to"], "à la red", 0)
def test_nothing_is_missed_and_nothing_found_that_is_not_there(
    wordings: list[str | tuple[str, ...]], text: str, many: int
) -> None:
    """Both kinds of index answer as somebody would who compares every wording at every word; each comes once."""
    entries = [Entry(owner, "en", written) for owner, written in enumerate(wordings)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(filing, "_MANY", many)
        index = Index(entries)
    owners = [hit.owner for hit in index.find(Folded(text))]
    undisguised = b" ".join(index._known.undisguised(Folded(text).words)).decode()
    assert sorted(owners) == sorted(owners_by_reading(entries, undisguised))


@pytest.mark.parametrize("many", [0, 8_000], ids=["pairs", "automaton"])
def test_the_words_of_a_wording_are_told(many: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The place of a match is that of the whole wording, whichever of its words it was filed under."""
    monkeypatch.setattr(filing, "_MANY", many)
    entries = [Entry(0, "en", "the of the chlorophyll poppies"), Entry(1, "en", "the of")]
    hits = Index(entries).find(Folded("Now the of the chlorophyll poppies."))
    assert sorted((hit.owner, hit.start, hit.end) for hit in hits) == [(0, 1, 6), (1, 1, 3)]
