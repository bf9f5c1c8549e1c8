"""Every hoax of sources.yaml, tried on messages that tell it and on messages that do not.

The messages are in tests/data/patterns/, a file a topic: hoax -> ``fires`` and ``quiet``. They are made up, in the
ways people write such messages; the quiet ones are debunks, questions, plain news and neighbouring subjects.
"""

from __future__ import annotations

from functools import cache

import pytest
import yaml

from bot.catalogue import Catalogue, load
from bot.patterns import Matcher
from tests.conftest import REPOSITORY

Examples = dict[str, dict[str, list[str]]]


def _examples() -> Examples:
    read: Examples = {}
    for path in sorted((REPOSITORY / "tests" / "data" / "patterns").glob("*.yaml")):
        read |= yaml.safe_load(path.read_text(encoding="utf-8"))
    return read


EXAMPLES = _examples()


@cache
def shipped() -> Catalogue:
    """Return the catalogue as a fresh installation reads it."""
    return load(REPOSITORY / "sources.yaml")


@cache
def matcher() -> Matcher:
    """Return the matcher of a fresh installation."""
    return Matcher(shipped().patterns, shipped().signals, shipped().unless_any)


@pytest.mark.parametrize("hoax", EXAMPLES)
def test_a_message_that_tells_the_hoax_is_answered(hoax: str) -> None:
    """Each message of the hoax gets that hoax's answer, among at most three."""
    missed = [text for text in EXAMPLES[hoax]["fires"] if hoax not in _told(text)]
    assert not missed


@pytest.mark.parametrize("hoax", EXAMPLES)
def test_debunks_questions_and_news_get_no_answer(hoax: str) -> None:
    """A message that denies the hoax, asks about it or is about something near it is left in peace."""
    loud = {text: told for text in EXAMPLES[hoax]["quiet"] if (told := _told(text))}
    assert not loud


def test_everyday_messages_in_nine_languages_get_no_answer() -> None:
    """News, questions, debunks, recipes and requests that have a rumour's words in them are left in peace."""
    innocent = (REPOSITORY / "tests" / "data" / "patterns" / "innocent.txt").read_text("utf-8").splitlines()
    assert {text: told for text in innocent if (told := _told(text))} == {}


def test_what_people_ask_of_their_own_circle_is_no_chain_letter() -> None:
    """Sharing a recipe, an invitation or a list is asked for every day: it is neither told nor looked up."""
    requests = (REPOSITORY / "tests" / "data" / "patterns" / "requests.txt").read_text("utf-8").splitlines()
    assert [text for text in requests if matcher().asks_to_be_passed_on(text) or _told(text)] == []


def _told(text: str) -> list[str]:
    return [match.pattern_id for match in matcher().match(text)]


def test_every_hoax_has_examples_and_every_example_a_hoax() -> None:
    """At least five messages that tell it and five that do not, for each hoax there is."""
    assert {hoax.id for hoax in shipped().patterns} == set(EXAMPLES)
    assert [hoax for hoax, each in EXAMPLES.items() if len(each["fires"]) < 5 or len(each["quiet"]) < 5] == []


def test_every_answer_is_in_english_and_spanish() -> None:
    """Both languages, in a few sober sentences, with a page to read."""
    for hoax in shipped().patterns:
        for text in (hoax.known["en"], hoax.known["es"], hoax.title["en"], hoax.title["es"]):
            assert text.strip() == text
            assert "!" not in text
        assert hoax.known["en"] != hoax.known["es"]
        assert hoax.authorities
