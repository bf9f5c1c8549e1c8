"""Feeds are had by their address or from a file, as a whole or not at all."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.claims import vectors
from bot.claims.making import make_all
from bot.claims.shelf import Shelf
from bot.claims.update import PUBLIC_FEED, Importer, export
from bot.errors import ClaimFeedError, FetchError
from bot.model import ClaimReview, Gap, GapReason, GapStep, Link, Page
from tests.claims.samples import NOW, RULES, WordEncoder, admission, entries, filled

FEED = "https://feeds.example/all.json"


@dataclass(frozen=True)
class Saved:
    """What a download answers."""

    etag: str = '"1"'
    last_modified: str = ""


@dataclass
class Web:
    """Answers by address; what is not there is not found."""

    files: dict[str, str] = field(default_factory=dict)
    pages: Mapping[str, tuple[ClaimReview, ...]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def download(
        self, url: str, path: Path, *, max_bytes: int, etag: str = "", last_modified: str = ""
    ) -> object:
        """Write the file, or say that it has not changed."""
        assert max_bytes > 0
        self.asked.append(url)
        if url not in self.files:
            raise FetchError(url, Gap(GapStep.FETCH, GapReason.NOT_FOUND))
        if etag:
            return None
        path.write_text(self.files[url])  # noqa: ASYNC240 - a few bytes, in a test
        return Saved()

    async def page(self, link: Link, deadline_seconds: float) -> Page:
        """Return the reviews of a page."""
        assert deadline_seconds > 0
        if link.url not in self.pages:
            raise FetchError(link.url, Gap(GapStep.FETCH, GapReason.TIMED_OUT))
        return Page(link, "A page", claim_reviews=self.pages[link.url])


def _row(number: int, host: str = "checks.example") -> dict[str, str]:
    return {"claim": f"Cat {number} flew over the town hall", "url": f"https://{host}/{number}", "rating": "False"}


def _feed(count: int, host: str = "checks.example") -> str:
    return "\n".join(json.dumps(_row(number, host)) for number in range(count))


def _review(url: str) -> ClaimReview:
    return ClaimReview("Cats can fly over rooftops", "", "False", "Checks", url, "")


def _importer(folder: Path) -> Importer:
    return Importer(Shelf(folder), admission(), RULES)


def _count(importer: Importer) -> int:
    generation = importer.shelf.open()
    return len(generation) if generation else 0


async def test_a_feed_is_had_once_and_then_only_when_it_changed(tmp_path: Path) -> None:
    """The second time the server says that nothing changed, and what was had stands."""
    importer, web = _importer(tmp_path), Web({FEED: _feed(4)})
    assert (await importer.from_url(FEED, web, NOW)).entries == 4
    again = await importer.from_url(FEED, web, NOW)
    assert (again.entries, again.fault, _count(importer)) == (4, "", 4)
    assert not (tmp_path / "incoming").exists()


async def test_without_feeds_the_public_one_is_had(tmp_path: Path) -> None:
    """The first update of a fresh installation asks for the public feed; what is not listed is counted."""
    importer, web = _importer(tmp_path), Web({PUBLIC_FEED: _feed(3) + "\n" + _feed(2, "impostor.example")})
    (feed,) = (await importer.update(web, NOW)).values()
    assert (feed.entries, feed.left_out) == (3, {"not_listed": 2, "not_listed:impostor.example": 2})
    assert importer.shelf.state().of(PUBLIC_FEED) == feed


async def test_a_feed_that_fails_keeps_what_was_had_and_says_why(tmp_path: Path) -> None:
    """A feed that is away, or broken, is told; its fact-checks and all others stay."""
    importer, web = _importer(tmp_path), Web({FEED: _feed(4)})
    await importer.from_url(FEED, web, NOW)
    web.files.clear()
    assert "could not be had" in (await importer.update(web, NOW))[FEED].fault
    assert _count(importer) == 4
    with pytest.raises(ClaimFeedError, match="could not be had"):
        await importer.from_url("https://feeds.example/none", web, NOW)


async def test_a_sitemap_is_followed_on_its_own_domain_only(tmp_path: Path) -> None:
    """Pages and further sitemaps of the site are read; a page that fails, or another site's, costs only itself."""
    site = "https://checks.example"
    web = Web(
        {
            f"{site}/sitemap.xml": f"<sitemapindex><sitemap><loc>{site}/one.xml</loc></sitemap>"
            "<sitemap><loc>https://impostor.example/two.xml</loc></sitemap></sitemapindex>",
            f"{site}/one.xml": f"<urlset><url><loc>{site}/a</loc></url><url><loc>{site}/b</loc></url>"
            "<url><loc>https://impostor.example/c</loc></url></urlset>",
        },
        {f"{site}/a": (_review(f"{site}/a"), _review("https://impostor.example/x"))},
    )
    importer = _importer(tmp_path)
    feed = await importer.from_url(f"{site}/sitemap.xml", web, NOW)
    assert (feed.entries, feed.left_out) == (1, {"elsewhere": 1, "not_had": 1})
    assert "https://impostor.example/two.xml" not in web.asked


async def test_a_page_adds_to_what_was_read_of_it(tmp_path: Path) -> None:
    """A fact-checker's page is read for its ClaimReview; anyone else's counts for nothing."""
    url = "https://checks.example/a"
    importer, web = _importer(tmp_path), Web({url: "<!doctype html><p>x</p>"}, {url: (_review(url),)})
    assert (await importer.from_url(url, web, NOW)).entries == 1
    assert (await importer.from_url(url, web, NOW)).entries == 1
    other = "https://impostor.example/a"
    web = Web({other: "<html>"}, {other: (_review(other),)})
    with pytest.raises(ClaimFeedError, match="no fact-check of a listed"):
        await importer.from_url(other, web, NOW)


def test_an_export_brings_fact_checks_and_vectors_to_another_machine(tmp_path: Path) -> None:
    """One file holds all; who counts and how words are read is the other machine's own business."""
    shelf = filled(tmp_path / "one")
    make_all(shelf, WordEncoder())
    generation = shelf.open()
    assert generation
    export(generation, tmp_path / "all.tar")
    importer = _importer(tmp_path / "two")
    assert importer.from_file(tmp_path / "all.tar", NOW).entries == 10
    taken = importer.shelf.open()
    assert taken
    assert vectors.made(taken.folder) == 10
    assert [each.review.claim_reviewed for each in taken.entries()] == [
        each.review.claim_reviewed for each in entries()
    ]


def test_an_archive_cannot_write_where_it_likes(tmp_path: Path) -> None:
    """Names that lead out of the folder are not looked at, and an archive of something else is refused."""
    (tmp_path / "x").write_text("x")
    with tarfile.open(tmp_path / "bad.tar", "w") as archive:
        archive.add(tmp_path / "x", "../../escaped")
    with pytest.raises(ClaimFeedError, match="no export"):
        _importer(tmp_path / "two").from_file(tmp_path / "bad.tar", NOW)
    assert not (tmp_path / "escaped").exists()


def test_a_spoilt_export_is_refused(tmp_path: Path) -> None:
    """A line that is none refuses the whole."""
    (tmp_path / "entries.jsonl").write_text("[1]\n")
    with tarfile.open(tmp_path / "bad.tar", "w") as archive:
        archive.add(tmp_path / "entries.jsonl", "entries.jsonl")
    with pytest.raises(ClaimFeedError, match="spoilt"):
        _importer(tmp_path / "two").from_file(tmp_path / "bad.tar", NOW)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    """A file that is not there is an error in words."""
    with pytest.raises(ClaimFeedError, match="cannot be read"):
        _importer(tmp_path).from_file(tmp_path / "none", NOW)
