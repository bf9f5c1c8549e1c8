"""What docs/catalogue.md promises of the sources.yaml that is shipped, held to it."""

from __future__ import annotations

from collections import Counter
from functools import cache
from urllib.parse import urlsplit

import pytest

from bot.catalogue import Catalogue, load
from bot.catalogue.lookup import OWN_LIST
from bot.catalogue.rows import PLATFORM_KINDS, Source
from bot.links import registrable_domain
from bot.model import Kind, Link, Reliability
from bot.verdict import WARNING_KINDS
from tests.conftest import REPOSITORY

PRESS = {Kind.NEWS, Kind.LOCAL_NEWS, Kind.TABLOID, Kind.PARTISAN, Kind.PUBLIC_BROADCASTER, Kind.STATE_CONTROLLED}
LARGEST_MARKETS = ["US", "CN", "IN", "JP", "DE", "GB", "FR", "BR", "IT", "CA"]
LARGEST_MARKETS += ["RU", "KR", "ES", "MX", "AU", "ID", "TR", "NL", "PL", "NG"]
DECEITFUL = {Kind.INFLUENCE_OPERATION, Kind.FABRICATED_NEWS}


@cache
def shipped() -> Catalogue:
    """Return the catalogue as a fresh installation reads it."""
    return load(REPOSITORY / "sources.yaml")


def sources() -> tuple[Source, ...]:
    """Return its outlets."""
    return shipped().tables.sources


def source(host: str) -> Source:
    """Return the outlet of a host."""
    found = shipped().source_for(link(host))
    assert found is not None, host
    return found


def link(subject: str) -> Link:
    """Return the link to a host's front page, or to a path of it."""
    url, host = f"https://{subject}/", subject.partition("/")[0]
    return Link(url, url, host, registrable_domain(host))


def words(row: Source) -> set[Reliability]:
    """Return how raters' words on an outlet are read."""
    found = {shipped().raters[each.rater].words[each.rating].reliability for each in row.ratings}
    return {each for each in found if each is not None}


def test_most_of_what_people_forward_is_known() -> None:
    """At least 1,200 hosts from at least 60 countries."""
    assert sum(len(row.subjects) for row in sources()) >= 1200
    assert len({row.country for row in sources() if row.country}) >= 60


@pytest.mark.parametrize("country", LARGEST_MARKETS)
def test_each_large_media_market_has_ten_outlets(country: str) -> None:
    """Readers in the largest media markets meet at least ten of their own outlets."""
    assert sum(row.country == country and row.kind in PRESS for row in sources()) >= 10


def test_links_platforms_and_topics_are_as_many_as_promised() -> None:
    """150 shorteners, 30 platforms with a page on reporting, 80 topics, ten of them with 40 countries."""
    tables = shipped().tables
    shorteners = tables.links["shorteners"]
    assert isinstance(shorteners, list)
    assert len(set(shorteners)) >= 150
    assert len(tables.platforms) >= 30
    assert len(tables.topics) >= 80
    countries = [len({each.region for each in topic.authorities if each.region}) for topic in tables.topics]
    assert sorted(countries)[-10] >= 40


def test_every_row_and_every_rating_names_its_page() -> None:
    """Whatever is said of an outlet, a reader can open the page that says so."""
    pages = [row.url for row in sources()]
    pages += [rating.url or shipped().raters[rating.rater].url for row in sources() for rating in row.ratings]
    wrong = [page for page in pages if urlsplit(page).scheme not in {"http", "https"} or not urlsplit(page).hostname]
    assert wrong == []


def test_no_reliability_is_ours() -> None:
    """Where no rater speaks, Mop says what kind of source it is and nothing of its reliability."""
    silent = [row for row in sources() if not row.ratings]
    said = [(row.host, each) for row in silent for each in shipped().ratings_for(link(row.host)) if each.reliability]
    # A path may stand under an outlet that somebody rates; that word is the outlet's, by name.
    assert [host for host, each in said if each.rater == OWN_LIST] == []
    assert [host for host, _ in said if "/" not in host] == []
    assert [rater for rater in shipped().raters.values() if rater.name == OWN_LIST] == []


def test_no_platform_is_rated() -> None:
    """Nobody's post is called unreliable because strangers post beside it."""
    assert [row.host for row in sources() if row.kind in PLATFORM_KINDS and words(row)] == []


def test_every_rater_is_needed() -> None:
    """Each rater rates an outlet, feeds a list, or is the one that another rater copies."""
    tables = shipped().tables
    used = {each.rater for row in sources() for each in row.ratings} | {each.rater for each in tables.lists}
    while grown := {shipped().raters[each].derived_from for each in used if each} - used - {""}:
        used |= grown
    assert set(shipped().raters) - used == set()


def test_a_kind_that_warns_is_somebody_elses_finding() -> None:
    """No outlet is called a fabricator or a conspiracy site on the strength of its own front page."""
    accused = [row for row in sources() if row.kind in WARNING_KINDS]
    own = [row.host for row in accused if registrable_domain(urlsplit(row.url).hostname or "") in _domains(row)]
    front = [row.host for row in accused if urlsplit(row.url).path in {"", "/"} and not row.ratings]
    assert own == []
    assert front == []


def test_state_control_is_never_said_without_a_finding() -> None:
    """Every state-controlled outlet, whatever its country, shows who says so."""
    called = [row for row in sources() if row.kind is Kind.STATE_CONTROLLED]
    assert [row.host for row in called if not row.ratings] == []
    assert len({row.country for row in called}) >= 40


def test_one_american_list_is_not_counted_where_others_speak() -> None:
    """Iffy, which goes back to one project, stands only where no other rater says anything of reliability."""
    doubled = []
    for row in sources():
        raters = {each.rater for each in row.ratings if shipped().raters[each.rater].words[each.rating].reliability}
        if "iffy" in raters and len(raters) > 1:
            doubled.append(row.host)
    assert doubled == []


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("occupydemocrats.com", "breitbart.com"),
        ("dailykos.com", "dailycaller.com"),
        ("palmerreport.com", "twitchy.com"),
        ("couriernewsroom.com", "tennesseestar.com"),
        ("thecanary.co", "gbnews.com"),
        ("mintpressnews.com", "frontpagemag.com"),
        ("jacobin.com", "nationalreview.com"),
    ],
)
def test_left_and_right_are_called_by_the_same_word(left: str, right: str) -> None:
    """Outlets that stand as far to one side as others to the other are of the same kind."""
    assert source(left).kind is source(right).kind


def test_both_sides_are_found_wanting_by_the_same_rater() -> None:
    """English Wikipedia's lowest words are shown on the partisan outlets of either side."""
    named = {"occupydemocrats.com", "breitbart.com", "dailykos.com", "thecanary.co", "thegrayzone.com", "newsmax.com"}
    assert [host for host in named if words(source(host)) != {Reliability.UNRELIABLE}] == []


def test_no_honest_outlet_is_taken_for_a_look_alike() -> None:
    """None of the hosts in the file is said to pose as another, but for those that are there because they do."""
    hosts = [(host, row) for row in sources() for host in row.subjects if "/" not in host]
    posing = [host for host, row in hosts if row.kind not in DECEITFUL and shipped().look_alike(link(host))]
    assert posing == []


def test_no_host_stands_in_two_rows() -> None:
    """Each host belongs to one outlet, so that an answer names one."""
    counted = Counter(subject for row in sources() for subject in row.subjects)
    assert [subject for subject, times in counted.items() if times > 1] == []


def _domains(row: Source) -> set[str]:
    return {registrable_domain(subject.partition("/")[0]) for subject in row.subjects}
