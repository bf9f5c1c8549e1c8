"""What is known of a link's source."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.catalogue import OWN_LIST, Catalogue, load
from bot.model import Kind, Link, Reliability, SourceRating
from tests.catalogue.samples import TODAY, link, small

SMALL = small()


def said(url: str, catalogue: Catalogue = SMALL) -> list[tuple[str, str, str]]:
    """Return (subject, rater, word or kind) of a URL's ratings."""
    return [
        (rating.subject, rating.rater, rating.rating or (rating.kind.value if rating.kind else ""))
        for rating in catalogue.ratings_for(link(url))
    ]


def test_a_rating_is_quoted_with_rater_word_date_and_page() -> None:
    """The reader gets the rater's own word, when it was said, and where."""
    rating, copy, own = SMALL.ratings_for(link("https://www.dailyglobe.co.uk/news/1"))
    assert rating == SourceRating(
        subject="dailyglobe.co.uk",
        rater="Some Editors",
        rating="relied on",
        reliability=Reliability.RELIABLE,
        kind=None,
        url="https://editors.example.org/globe",
        as_of="2024-05-01",
        name="The Daily Globe",
    )
    assert (copy.rater, copy.url, copy.origin) == ("A Copier", "https://copier.example.org/", "Some Editors")
    assert (own.rater, own.rating, own.reliability, own.kind) == (OWN_LIST, "", None, Kind.NEWS)
    assert own.url == "https://www.dailyglobe.co.uk/about"


def test_a_copy_of_a_copy_is_the_first_ones_voice() -> None:
    """However long the chain of copying, it counts as one rater."""
    rating = next(each for each in SMALL.ratings_for(link("https://talltales.example/")) if each.origin)
    assert (rating.rater, rating.origin) == ("A Second Copier", "Some Editors")


def test_a_word_may_say_what_kind_of_source_it_is() -> None:
    """A rater whose word means a kind is quoted as saying so."""
    rating = SMALL.ratings_for(link("https://talltales.example/"))[0]
    assert (rating.reliability, rating.kind) == (Reliability.FABRICATED, Kind.FABRICATED_NEWS)


@pytest.mark.parametrize(
    "url",
    [
        "https://dailyglobe.co.uk/",
        "https://www.dailyglobe.co.uk/a/b?c=d#e",
        "https://m.news.dailyglobe.co.uk/",
        "https://dailyglobe.com/",
        "https://dailyglobe.co.uk:8443/",
    ],
)
def test_every_host_of_an_outlet_is_that_outlet(url: str) -> None:
    """Subdomains, other hosts of the row and ports change nothing."""
    assert said(url)[0][1:] == ("Some Editors", "relied on")


@pytest.mark.parametrize(
    "url",
    [
        "https://notdailyglobe.co.uk/",
        "https://dailyglobe.co.uk.evil.example/",
        "https://evil.example/dailyglobe.co.uk",
        "https://evil.example/?u=dailyglobe.co.uk",
        "https://dailyglobe.co/",
        "https://dailyglobe.org.uk/",
        "https://co.uk/",
        "https://uk/",
        "https://10.0.0.1/",
        "https://[2001:db8::1]/",
    ],
)
def test_a_host_is_never_matched_by_a_part_of_its_name(url: str) -> None:
    """What merely holds a known name is not that outlet."""
    assert said(url) == []
    assert SMALL.source_for(link(url)) is None


@pytest.mark.parametrize(
    ("url", "subject"),
    [
        ("https://dailyglobe.co.uk/blogs", "dailyglobe.co.uk/blogs"),
        ("https://dailyglobe.co.uk/blogs/", "dailyglobe.co.uk/blogs"),
        ("https://www.dailyglobe.co.uk/blogs/someone?x=1", "dailyglobe.co.uk/blogs"),
        ("https://dailyglobe.co.uk/%62logs/x", "dailyglobe.co.uk/blogs"),
        ("https://dailyglobe.co.uk/Blogs/x", "dailyglobe.co.uk/blogs"),
        ("https://dailyglobe.co.uk/blogsters", "dailyglobe.co.uk"),
        ("https://dailyglobe.co.uk/blogs%2Fx", "dailyglobe.co.uk"),
        ("https://dailyglobe.co.uk/news/blogs", "dailyglobe.co.uk"),
        ("https://dailyglobe.co.uk/?x=/blogs", "dailyglobe.co.uk"),
        ("https://dailyglobe.co.uk/#/blogs", "dailyglobe.co.uk"),
    ],
)
def test_a_path_is_matched_whole_between_slashes(url: str, subject: str) -> None:
    """``/blogs`` is not ``/blogsters``, and the closest row is the one that counts."""
    assert said(url)[0][0] == subject


def test_the_closest_word_of_one_rater_wins_and_others_still_speak() -> None:
    """The editors' word on the blogs replaces their word on the paper; the copier's on the paper stays."""
    assert said("https://dailyglobe.co.uk/blogs/x") == [
        ("dailyglobe.co.uk/blogs", "Some Editors", "not relied on"),
        ("dailyglobe.co.uk/blogs", OWN_LIST, "user_generated"),
        ("dailyglobe.co.uk", "A Copier", "low"),
    ]


def test_what_is_said_of_a_platform_is_not_said_of_who_posts_there() -> None:
    """A rating of the platform is shown, but never read as a rating of the post."""
    rating, own = SMALL.ratings_for(link("https://chatterbox.com/someone/1"))
    assert (rating.rating, rating.reliability) == ("not relied on", None)
    assert own.kind is Kind.USER_GENERATED


def test_a_row_for_one_author_beats_the_platform() -> None:
    """The ministry's own page is the ministry, whatever is said of the platform."""
    assert said("https://chatterbox.com/theministry/posts/1") == [
        ("chatterbox.com/theministry", OWN_LIST, "primary"),
    ]


@pytest.mark.parametrize(
    ("url", "kind", "cited"),
    [
        ("https://squawk.com/someone", Kind.USER_GENERATED, "https://squawk.com/help/report"),
        ("https://m.squawk.com/someone", Kind.USER_GENERATED, "https://squawk.com/help/report"),
        ("https://sho.rt/x", Kind.SHORTENER, "https://sho.rt/"),
        ("https://web.keeps.example/2020/x", Kind.ARCHIVE, "https://keeps.example/"),
    ],
)
def test_a_platform_a_shortener_and_an_archive_are_told_as_such(url: str, kind: Kind, cited: str) -> None:
    """They are what they are, and no source; every rating cites a page."""
    (rating,) = SMALL.ratings_for(link(url))
    assert (rating.kind, rating.reliability, rating.url, rating.rater) == (kind, None, cited, OWN_LIST)


def test_a_blog_is_its_hosts_only_as_user_generated() -> None:
    """``someone.blogspot.com`` is on Blogger; ``notblogspot.com`` is not."""
    assert said("https://someone.blogspot.com/2020/x") == [("blogspot.com", OWN_LIST, "user_generated")]
    assert said("https://blogspot.com/") == [("blogspot.com", OWN_LIST, "user_generated")]
    assert said("https://notblogspot.com/") == []


def test_a_states_own_suffix_speaks_for_all_its_offices() -> None:
    """Only a state's bodies can have a name under gov.uk."""
    assert said("https://www.some-office.gov.uk/x") == [("gov.uk", OWN_LIST, "primary")]


def test_an_international_name_is_found_by_its_ascii_form() -> None:
    """The row is written in its own letters, links carry punycode."""
    source = SMALL.source_for(link("https://www.xn--n1abebi.xn--p1ai/"))
    assert source is not None
    assert source.name == "Спорт"


def test_the_outlet_is_told_with_all_its_row_says() -> None:
    """Name, kind, country, languages and the note come from the closest row."""
    source = SMALL.source_for(link("https://www.checkit.org/x"))
    assert source is not None
    assert (source.name, source.kind, source.languages) == ("Check It", Kind.FACT_CHECKER, ("en", "es"))
    assert source.note == {"en": "Checks claims from Somewhere."}


@pytest.mark.parametrize(
    ("host", "is_one"),
    [
        ("checkit.org", True),
        ("www.checkit.org", True),
        ("dailyglobe.co.uk", True),
        ("www.dailyglobe.co.uk", True),
        ("chatterbox.com", False),
        ("notcheckit.org", False),
        ("talltales.example", False),
        ("", False),
    ],
)
def test_a_fact_checker_is_known_by_its_host(host: str, *, is_one: bool) -> None:
    """A desk of a paper vouches for the paper's host; a channel does not vouch for the platform."""
    assert SMALL.is_fact_checker(host) is is_one


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://squawk.com/x", "Squawk"),
        ("https://m.squawk.com/x", "Squawk"),
        ("https://squ.awk.to/x", "Squawk"),
        ("https://awk.to/x", ""),
        ("https://notsquawk.com/", ""),
    ],
)
def test_a_post_is_known_by_its_platform(url: str, name: str) -> None:
    """How to report a post is told for the platform it is on."""
    platform = SMALL.platform_for(link(url))
    assert (platform.name if platform else "") == name


def test_the_links_section_becomes_the_rules_for_links() -> None:
    """Shorteners, wrappers and tracking parameters of the file are the ones that links go by."""
    assert SMALL.rules.is_shortener("sho.rt")
    assert SMALL.rules.is_archive("web.keeps.example")
    assert SMALL.rules.wrappers_of("l.squawk.com")


def test_an_empty_file_of_the_right_version_knows_nothing(tmp_path: Path) -> None:
    """An operator may begin with nothing at all."""
    path = tmp_path / "sources.yaml"
    path.write_text("version: 1\n")
    catalogue = load(path, None, TODAY)
    here = link("https://bbc.co.uk/")
    assert catalogue.ratings_for(here) == ()
    assert catalogue.source_for(here) is None
    assert catalogue.look_alike(here) is None
    assert catalogue.platform_for(here) is None
    assert catalogue.authorities_for("vaccines", "en") == ()
    assert not catalogue.is_fact_checker("bbc.co.uk")


@given(st.text(max_size=60), st.text(max_size=40), st.text(max_size=40))
@example("\ud800.com", "\ud800", "")
@example("BBC.co.uk.", "%", "")
@example("[", "//", "")
@settings(max_examples=150, deadline=None)
def test_no_address_of_any_kind_breaks_a_look_up(host: str, path: str, forwarded: str) -> None:
    """Whatever a stranger sends, an answer comes back, and every rating in it cites a page."""
    odd = Link(forwarded, f"https://{host}/{path}", host, host)
    assert all(rating.url for rating in SMALL.ratings_for(odd))
    SMALL.source_for(odd)
    SMALL.platform_for(odd)
    SMALL.is_fact_checker(host)


@given(st.sampled_from(["dailyglobe.co.uk", "talltales.example", "checkit.org"]), st.text("abc.-", max_size=12))
@settings(max_examples=100, deadline=None)
def test_a_name_with_something_glued_to_it_is_another_name(host: str, glued: str) -> None:
    """Only a dot may stand between a known host and what comes before it."""
    glued = glued.strip(".-")
    if glued:
        assert SMALL.source_for(link(f"https://{glued}-{host}/")) is None
