"""Thousands of phrases, looked for in texts of 520 characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks import made
from benchmarks.harness import Figure, Goal, Scale, Workload, each, in_turn, installed, right
from bot.patterns.fold import Folded
from bot.patterns.index import Entry, Hit, Index

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CHARACTERS = 520
TEXTS = 400
TEN_THOUSAND = 10_000
EVERY = 10
"""One text in so many tells one of the phrases."""


def measure(scale: Scale) -> Iterator[Figure]:
    """Look for 1,000, 10,000 and 100,000 phrases; ours also undoes spelling tricks before it looks."""
    first = 0.0
    for size in scale.sizes((50,), (1_000, TEN_THOUSAND, 100_000)):
        phrases = list(_phrases(size))
        made_texts = _texts(phrases, 20 if scale is Scale.TINY else TEXTS)
        texts = [text for text, _ in made_texts]
        find = _ours(phrases)
        told = [sorted(hit.owner for hit in find(text)) for text in texts]
        right(told, [[number] if number >= 0 else [] for _, number in made_texts], "phrases found")
        sides = [each(find, texts)]
        if installed("ahocorasick"):
            sides.append(each(_theirs(phrases), texts))
        mine, *peers = (1e6 * seconds / len(texts) for seconds in in_turn(scale.rounds, *sides))
        goal = Goal(1, 0.45) if size >= TEN_THOUSAND else None
        yield Figure(f"a text, {size:,} phrases", mine, "us", peers[0] if peers else None, goal)
        if size == TEN_THOUSAND:
            first = mine
        elif size > TEN_THOUSAND:
            yield Figure("100,000 phrases to 10,000", mine, "us", first, Goal(2, 2))


def _phrases(count: int) -> Iterator[str]:
    """Yield different phrases of three to six words."""
    draw, words = made.chance("phrases"), made.vocabulary(8_000, "phrases")
    seen: set[str] = set()
    while len(seen) < count:
        phrase = " ".join(draw.choices(words, k=draw.choice((3, 4, 5, 6))))
        if phrase not in seen:
            seen.add(phrase)
            yield phrase


def _texts(phrases: list[str], count: int) -> list[tuple[str, int]]:
    """Return texts in the same words, each with the number of the phrase that it tells; -1 for none."""
    draw, words = made.chance("texts"), made.vocabulary(8_000, "phrases")
    texts = []
    for number in range(count):
        text = made.sentence(draw, words, CHARACTERS).capitalize()
        told = draw.randrange(len(phrases)) if number % EVERY == 0 else -1
        middle = text.find(" ", CHARACTERS // 2)
        texts.append((f"{text[:middle]}, {phrases[told]}, {text[middle:]}" if told >= 0 else text, told))
    return texts


def _ours(phrases: list[str]) -> Callable[[str], list[Hit]]:
    index = Index([Entry(number, "en", phrase) for number, phrase in enumerate(phrases)])
    return lambda text: index.find(Folded(text))


def _theirs(phrases: list[str]) -> Callable[[str], object]:
    import ahocorasick  # noqa: PLC0415 - only where the peer is installed

    automaton = ahocorasick.Automaton()
    for number, phrase in enumerate(phrases):
        automaton.add_word(phrase, number)
    automaton.make_automaton()
    return lambda text: list(automaton.iter(text.lower()))


WORKLOAD = Workload(
    "patterns", f"phrases in texts of {CHARACTERS} characters", "pyahocorasick", measure, ("ahocorasick",)
)
