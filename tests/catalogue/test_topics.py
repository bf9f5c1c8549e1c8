"""Which pages to read on what a text is about."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.catalogue.rows import Topic
from bot.catalogue.topics import Topics
from bot.model import Authority
from tests.catalogue.samples import small

TOPICS = Topics(small().topics)


def titles(text: str, language: str, country: str = "") -> list[str]:
    """Return the titles of the pages that a reader is given."""
    return [authority.title for authority in TOPICS.authorities_for(text, language, country)]


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("The VACCINE is here", ("vaccines",)),
        ("anti-vaccination march", ("vaccines",)),
        ("La vacunación", ("vaccines",)),
        ("请看疫苗的消息", ("vaccines",)),
        ("Remembrance   Day is near", ("remembrance",)),
        ("a poppy", ("remembrance",)),
        ("two amapólas", ("remembrance",)),
        ("a jab for poppies and a poppy", ("remembrance",)),
        ("jab jab jab", ("vaccines",)),
        ("poppycock", ()),
        ("jabber", ()),
        ("the unvaccinated", ()),
        ("remembrance", ()),
        ("nothing of the kind", ()),
        ("", ()),
    ],
)
def test_a_text_is_about_what_its_words_say(text: str, topic: tuple[str, ...]) -> None:
    """Whole words count, in any case, with any accents, in scripts without spaces too."""
    assert TOPICS.of(text) == topic


def test_a_second_topic_needs_more_than_one_word() -> None:
    """A passing mention is no topic; a text half about something else is about both."""
    assert TOPICS.of("poppy poppies vaccine") == ("remembrance",)
    assert TOPICS.of("poppy poppies vaccine jab") == ("remembrance", "vaccines")


@pytest.mark.parametrize(
    ("language", "country", "expected"),
    [
        ("en", "", ["About vaccines"]),
        ("en-GB", "", ["Jabs", "About vaccines"]),
        ("en", "GB", ["Jabs", "About vaccines"]),
        ("en-GB", "US", ["About vaccines"]),
        ("es", "", ["Sobre las vacunas"]),
        ("es-MX", "", ["Sobre las vacunas"]),
        ("fr", "FR", ["Vaccins"]),
        ("fr", "BE", ["About vaccines"]),
        ("fr", "", ["About vaccines"]),
        ("", "", ["About vaccines"]),
        ("ja", "", ["About vaccines"]),
    ],
)
def test_pages_are_in_the_readers_language_and_for_the_readers_country(
    language: str, country: str, expected: list[str]
) -> None:
    """Another country's pages are for nobody else; English stands in where there is nothing better."""
    assert titles("the vaccine", language, country) == expected


def test_where_nothing_is_for_everywhere_a_page_of_some_country_is_better_than_none() -> None:
    """A reader whose country is not known still gets the Legion's page; one elsewhere does not."""
    assert titles("poppy", "en") == ["Poppies"]
    assert titles("poppy", "en", "US") == []


def test_at_most_three_pages_are_given_and_none_twice() -> None:
    """An answer is no reading list."""
    pages = tuple(Authority(str(at), f"https://a.example/{at % 4}", "A", "t") for at in range(8))
    topics = Topics([Topic("t", {"en": "t", "es": "t"}, {"en": ("word",)}, pages)])
    assert [page.url[-1] for page in topics.authorities_for("word", "en")] == ["0", "1", "2"]


def test_a_hindi_vowel_sign_is_part_of_the_word() -> None:
    """Accents are dropped, the vowels of other scripts are not."""
    page = (Authority("a", "https://a.example/", "A", "t"),)
    topics = Topics([Topic("t", {"en": "t", "es": "t"}, {"hi": ("टीका",)}, page)])
    assert topics.of("यह टीका है") == ("t",)
    assert topics.of("यह टक है") == ()


@given(st.text(max_size=200), st.text(max_size=8), st.sampled_from(["", "GB", "US", "??"]))
@example("\ud800", "en", "")
@example("疫" * 50 + "苗", "zh-Hant-TW", "")
@settings(max_examples=150, deadline=None)
def test_any_text_in_any_language_gives_at_most_three_pages(text: str, language: str, country: str) -> None:
    """Whatever a stranger writes, the answer is a short list of different pages."""
    pages = TOPICS.authorities_for(text, language, country)
    assert len(pages) <= 3
    assert len({page.url for page in pages}) == len(pages)
