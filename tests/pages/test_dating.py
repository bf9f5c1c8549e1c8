"""When a page was published and changed."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.pages.samples import page

URL = "https://www.post.example/news/gulls"
LD = '<script type="application/ld+json">{"@type":"NewsArticle",%s}</script>'


def published(html: str, url: str = URL) -> str:
    """Return the day that ``html`` says it was published, or ""."""
    moment = page(html, url).published
    return moment.date().isoformat() if moment else ""


@pytest.mark.parametrize(
    ("html", "day"),
    [
        (
            LD % '"datePublished":"2024-03-05"' + "<meta property=article:published_time content=2020-01-01>",
            "2024-03-05",
        ),
        (
            LD % '"datePublished":"2099-03-05"' + "<meta property=article:published_time content=2020-01-01>",
            "2020-01-01",
        ),
        (LD % '"datePublished":"0000-00-00"', ""),
        ("<meta name=DC.date.issued content=2020-01-01>", "2020-01-01"),
        ("<meta name=parsely-pub-date content=2020-01-01T00:00:00Z>", "2020-01-01"),
        ("<body><time class=entry-date datetime=2020-01-01>x</time>", "2020-01-01"),
        ("<body><time pubdate datetime=2020-01-01>x</time><time class=updated datetime=2021-01-01>", "2020-01-01"),
        ("<body><time class=updated-publish-time datetime=2021-01-01>", ""),
        ("<body><time class=published datetime=2020-01-01><time class=published datetime=2020-02-02>", ""),
        ("<body><article><time datetime=2020-01-01>x</time><time datetime=2020-01-01>", "2020-01-01"),
        ("<body><time datetime=2020-01-01>x</time>", ""),
        ("<body><aside><time class=published datetime=2020-01-01></aside>", ""),
        ("<body><h1>Gulls</h1><div>By Jo</div><div>5 March 2024</div><p>Text.</p>", "2024-03-05"),
        (
            "<body><h1>Gulls</h1><p>A paragraph that is long enough to be text, where 5 March 2024 is said.</p>",
            "",
        ),
        ("<body><h1>Gulls</h1><h1>Terns</h1><div>5 March 2024</div>", ""),
        ("<p>x", ""),
    ],
)
def test_published(html: str, day: str) -> None:
    """The surest place that gives a sane date counts; other pages' dates and mere mentions do not."""
    assert published(html) == day


def test_date_in_the_address() -> None:
    """The day in an address counts after what the page says."""
    assert published("<p>x", "https://www.post.example/2019/11/03/gulls") == "2019-11-03"
    assert published("<p>x", "https://www.post.example/2019-11-03-gulls") == "2019-11-03"
    assert published("<meta name=date content=2020-01-01>", "https://www.post.example/2019/11/03/g") == "2020-01-01"
    assert published("<p>x", "https://www.post.example/2019/11/gulls") == ""


def test_front_page_has_no_date() -> None:
    """The dates on a front page are those of other pages."""
    found = page(LD % '"datePublished":"2024-03-05","dateModified":"2024-03-06"', "https://www.post.example/")
    assert (found.published, found.modified) == (None, None)


@pytest.mark.parametrize(
    ("html", "day"),
    [
        (LD % '"datePublished":"2024-03-05","dateModified":"2024-03-06"', "2024-03-06"),
        (LD % '"datePublished":"2024-03-05","dateModified":"2024-03-01"', ""),
        ("<meta property=og:updated_time content=1709633520>", "2024-03-05"),
        ("<body><time class=updated datetime=2021-01-01>", "2021-01-01"),
        ("<body><nav><time class=updated datetime=2021-01-01>", ""),
        ("<p>x", ""),
    ],
)
def test_modified(html: str, day: str) -> None:
    """A change before the publication is nonsense and left out."""
    moment = page(html, URL).modified
    assert (moment.date().isoformat() if moment else "") == day


def test_zone_is_kept() -> None:
    """A date keeps the zone it was given in."""
    found = page("<meta property=article:published_time content=2024-03-05T23:30:00-0500>", URL).published
    assert found == datetime.fromisoformat("2024-03-05T23:30:00-05:00")
    assert found.isoformat().endswith("-05:00")
