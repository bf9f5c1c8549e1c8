"""Lists and sources.yaml are looked up together, and every row can be explained."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.catalogue import Catalogue
from bot.catalogue.lists.held import Held
from bot.catalogue.lists.parsed import Parsed
from bot.catalogue.lists.record import Row
from bot.catalogue.lists.shelf import Shelf
from bot.catalogue.lists.subscription import Use
from bot.catalogue.lookup import OWN_LIST, Because
from bot.model import Kind, Reliability
from tests.catalogue.lists.samples import catalogue
from tests.catalogue.samples import link

ROWS = {
    "sites": [
        Row("made-up.example", "made up"),
        Row("www2.made-up.example", "shaky"),
        Row("dailyglobe.co.uk/opinion", "shaky"),
        Row("talk.example", "made up"),
        Row("talk.example/liar", "made up", name="The Liar"),
        Row("deep.example/a/b/c", "shaky"),
    ],
    "wiki": [
        Row("dailyglobe.co.uk", "not relied on", "2025"),
        Row("made-up.example", "deprecated"),
        Row("made-up.example", "not relied on", name="Its blogs"),
        Row("dailyglobe.com", "relied on", "2025"),
        Row("dailyglobe.com", "not relied on", "2025", "Its blogs"),
    ],
    "mapping": [Row("dailyglobe.online", "sound"), Row("dailyglobe.live", "shaky")],
    "scams": [Row("dailyglobe.co.uk/opinion/login", "scam")],
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """Return the example catalogue with lists of a few rows."""
    shelf = Shelf(Path(tmp_path_factory.mktemp("lists")))
    for list_id, rows in ROWS.items():
        held = Held(as_of="2026-11-01")
        shelf.take_over(list_id, Use.RATINGS, Parsed(tuple(rows), records=len(rows)), held)
    return catalogue().with_lists(shelf.open())


def explained(whole: Catalogue, url: str) -> list[tuple[str, str, str, Because]]:
    """Return (subject, rater, word or kind, what became of it) of every row."""
    return [
        (
            each.rating.subject,
            each.list_id or each.rating.rater,
            each.rating.rating or (each.rating.kind.value if each.rating.kind else ""),
            each.because,
        )
        for each in whole.explain(link(url))
    ]


def test_lists_speak_beside_each_other(whole: Catalogue) -> None:
    """Every rater is shown with its own word; several words of one list are all shown where nothing decides."""
    assert explained(whole, "https://made-up.example/x") == [
        ("made-up.example", "sites", "made up", Because.CLOSEST),
        ("made-up.example", "wiki", "deprecated", Because.CLOSEST),
        ("made-up.example", "wiki", "not relied on", Because.CLOSEST),
    ]


def test_the_closest_row_of_a_rater_wins_among_lists_too(whole: Catalogue) -> None:
    """A row for the subdomain replaces the same rater's row for the whole."""
    assert explained(whole, "https://www2.made-up.example/")[:2] == [
        ("www2.made-up.example", "sites", "shaky", Because.CLOSEST),
        ("made-up.example", "sites", "made up", Because.CLOSER_ROW),
    ]


def test_a_raters_own_list_is_fresher_than_sources_yaml(whole: Catalogue) -> None:
    """The editors have changed their mind since the file was written; a path's row speaks beside it."""
    found = explained(whole, "https://www.dailyglobe.co.uk/opinion/x")
    assert found == [
        ("dailyglobe.co.uk/opinion", "sites", "shaky", Because.CLOSEST),
        ("dailyglobe.co.uk", "wiki", "not relied on", Because.CLOSEST),
        ("dailyglobe.co.uk", "Some Editors", "relied on", Because.FRESHER_LIST),
        ("dailyglobe.co.uk", OWN_LIST, "news", Because.CLOSEST),
    ]


def test_several_words_for_parts_of_an_outlet_give_way_to_the_row_for_the_whole(whole: Catalogue) -> None:
    """Where a list rates the paper and its blogs under one host, sources.yaml's word for the host stands."""
    ratings = whole.ratings_for(link("https://dailyglobe.com/x"))
    assert [(each.rater, each.rating, each.as_of) for each in ratings] == [
        ("Some Editors", "relied on", "2020"),
        (OWN_LIST, "", ""),
    ]
    because = {row[3] for row in explained(whole, "https://dailyglobe.com/x") if row[1] == "wiki"}
    assert because == {Because.SEVERAL_WORDS}


def test_a_list_never_rates_a_platforms_users_by_the_platform(whole: Catalogue) -> None:
    """What is said of the platform is not read; who has a row of their own is rated by that alone."""
    rating, own = whole.ratings_for(link("https://talk.example/someone"))
    assert (rating.rating, rating.reliability) == ("made up", None)
    assert own.kind is Kind.USER_GENERATED
    (liar,) = whole.ratings_for(link("https://www.talk.example/Liar/posts/1"))
    assert (liar.subject, liar.reliability, liar.name) == ("talk.example/liar", Reliability.FABRICATED, "The Liar")
    because = [row[3] for row in explained(whole, "https://talk.example/liar")]
    assert because == [Because.CLOSEST, Because.PLATFORM, Because.PLATFORM]


def test_what_an_outlet_is_stands_as_sources_yaml_says_but_danger_is_heard(whole: Catalogue) -> None:
    """A page of a paper that was broken into is phishing, whatever the paper is."""
    kinds = {each.kind for each in whole.ratings_for(link("https://dailyglobe.co.uk/opinion/login/x"))}
    assert kinds == {Kind.PHISHING, None, Kind.NEWS}


@pytest.mark.parametrize("url", ["https://deep.example/a/b", "https://deep.example/", "https://deep.example/a/b/cd"])
def test_a_row_for_a_path_says_nothing_of_the_rest(whole: Catalogue, url: str) -> None:
    """Only what is under the path is meant."""
    assert whole.ratings_for(link(url)) == ()
    assert len(whole.ratings_for(link("https://deep.example/a/b/c/d?e"))) == 1


def test_a_very_deep_path_costs_no_more_than_a_deep_one(whole: Catalogue) -> None:
    """A hostile link of ten thousand slashes is cut before it is looked up."""
    assert len(whole.explain(link("https://deep.example/a/b/c" + "/x" * 10_000))) == 1


def test_a_rating_of_a_list_counts_as_its_own_date(whole: Catalogue) -> None:
    """Where a row has no date, the list's own is given."""
    ratings = whole.ratings_for(link("https://made-up.example/"))
    assert {each.as_of for each in ratings} == {"2026-11-01"}


def test_terms_name_the_guarded_and_the_strangers() -> None:
    """Relied-on outlets and public bodies are guarded, platforms and shorteners are strangers' places."""
    terms = catalogue().terms()
    assert {"dailyglobe.co.uk", "dailyglobe.com", "radio.example", "wikipedia.org"} <= set(terms.guarded)
    assert {"talk.example", "squawk.example", "known.example"} <= set(terms.strangers)
    assert not set(terms.guarded) & set(terms.strangers)


@pytest.mark.parametrize(
    ("url", "posed_as"),
    [
        ("https://dailyglobe.press-office.example/", ""),
        ("https://dailyglobe.online/", ""),
        ("https://dailyglobe.live/", "The Daily Globe"),
        ("https://dailyglobe.top/", "The Daily Globe"),
        ("https://talk.example/dailyglobe", ""),
        ("https://dailyglobe.co.uk.talk.example/", "The Daily Globe"),
        ("https://known.example/dailyglobe", ""),
    ],
)
def test_who_is_known_for_something_else_poses_as_nobody(whole: Catalogue, url: str, posed_as: str) -> None:
    """A list that calls a host sound vouches for it; one that warns of it does not."""
    found = whole.look_alike(link(url))
    assert (found.poses_as if found else "") == posed_as


def test_rows_of_a_list_that_is_gone_do_not_vouch(whole: Catalogue) -> None:
    """Only what is still subscribed to counts."""
    without = Catalogue(replace(whole.tables, lists=()), whole.lists)
    assert without.look_alike(link("https://dailyglobe.online/")) is not None
