"""Citations that were last seen dead."""

from __future__ import annotations

from bot.alive import without_dead_links
from bot.model import Reliability, ReportPage
from tests.samples import authority, evidence, pattern, rating


def test_a_dead_page_is_never_cited() -> None:
    """A rating cites the rater's front page, a page to read is left out, the one that settles a rumour stands in."""
    rated = rating(Reliability.MIXED)
    page = authority()
    report = ReportPage("Chat", "Press report.", "https://chat.example/report", "https://chat.example/dsa")
    found = evidence(rated, authorities=(page,), pattern_matches=(pattern(),), report_pages=(report,))
    dead = frozenset({rated.url, page.url, report.url, report.illegal_url})
    alive = without_dead_links(found, dead)
    assert alive.ratings[0].url == "https://some-rater.example/"
    assert alive.authorities == ()
    assert alive.pattern_matches[0].authorities[0].url == "https://authority.example/"
    assert alive.pattern_matches[0].authorities[0].title == "The Authority"
    assert alive.report_pages == (ReportPage("Chat", "Press report.", "https://chat.example/"),)


def test_nothing_changes_where_nothing_is_dead() -> None:
    """Live citations stay as they are."""
    found = evidence(rating(Reliability.MIXED), authorities=(authority(),))
    assert without_dead_links(found, frozenset()) is found
    assert without_dead_links(found, frozenset({"https://other.example/"})) == found
