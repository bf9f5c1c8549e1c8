"""Files that the operator subscribes to, and pages of our own citing."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from bot.errors import FetchError, StoreError
from bot.fetch import Download, NotModified
from bot.model import GapReason
from tests.fetch.hostile_answers import HEAD, over_and_over, then
from tests.fetch.site import NOT_FOUND, answer, redirect

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.fetch import Fetcher
    from tests.fetch.site import Site


def files(folder: Path) -> list[Path]:
    """Give what is in a folder."""
    return list(folder.iterdir())


LIST = b"host,rating\n" + b"example.com,x\n" * 200_000


async def test_saved(site: Site, fetcher_for: Callable[..., Fetcher], tmp_path: Path) -> None:
    """A list is saved whole, with what the next request needs to ask only for a newer one."""
    site.pages["/old"] = redirect("/list")
    site.pages["/list"] = answer(
        LIST, content_type="text/csv", ETag='"1"', Last_Modified="Wed, 04 Mar 2026 05:07:07 GMT"
    )
    path = tmp_path / "list.csv"
    found = await fetcher_for(site.settings()).download(site.url("/old"), path, max_bytes=10_000_000)
    assert found == Download(path, site.url("/list"), len(LIST), '"1"', "Wed, 04 Mar 2026 05:07:07 GMT")
    assert path.read_bytes() == LIST
    assert files(tmp_path) == [path]


async def test_saved_decoded(site: Site, fetcher_for: Callable[..., Fetcher], tmp_path: Path) -> None:
    """A list that is compressed on the way is saved as it is meant."""
    site.pages["/list"] = answer(gzip.compress(LIST), Content_Encoding="gzip")
    found = await fetcher_for(site.settings()).download(site.url("/list"), tmp_path / "list", max_bytes=10_000_000)
    assert isinstance(found, Download)
    assert found.size_bytes == len(LIST)
    assert (tmp_path / "list").read_bytes() == LIST


async def test_not_modified(site: Site, fetcher_for: Callable[..., Fetcher], tmp_path: Path) -> None:
    """A list that is as it was is not sent again."""
    site.pages["/list"] = b"HTTP/1.1 304 Not Modified\r\n\r\n"
    found = await fetcher_for(site.settings()).download(
        site.url("/list"), tmp_path / "list", max_bytes=10, etag='"1"', last_modified="then"
    )
    assert found == NotModified(site.url("/list"))
    assert 'If-None-Match: "1"\r\n' in site.heads[0]
    assert "If-Modified-Since: then\r\n" in site.heads[0]
    assert files(tmp_path) == []


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (answer(LIST), GapReason.TOO_LARGE),
        (over_and_over(HEAD + b"\r\n", b"a" * 9999), GapReason.TOO_LARGE),
        (answer(gzip.compress(bytes(9_000_000)), Content_Encoding="gzip"), GapReason.TOO_LARGE),
        (answer(gzip.compress(LIST[:999])[:-20], Content_Encoding="gzip"), GapReason.MALFORMED),
        (then(HEAD + b"Content-Length: 9999\r\n\r\nhost"), GapReason.MALFORMED),
        (then(HEAD + b"Content-Length: 9999\r\n\r\nhost", ending="silence"), GapReason.TIMED_OUT),
        (NOT_FOUND, GapReason.NOT_FOUND),
        (redirect("http://10.0.0.1/"), GapReason.REFUSED_ADDRESS),
        (redirect("/list"), GapReason.TOO_MANY_REDIRECTS),
    ],
)
async def test_old_file_stays(
    said: bytes, reason: GapReason, site: Site, fetcher_for: Callable[..., Fetcher], tmp_path: Path
) -> None:
    """A list that cannot be had whole leaves the old one as it is, and nothing half beside it."""
    site.pages["/list"] = said
    path = tmp_path / "list"
    path.write_bytes(b"old")
    with pytest.raises(FetchError) as caught:
        await fetcher_for(site.settings(read_seconds=0.3)).download(site.url("/list"), path, max_bytes=100_000)
    assert caught.value.gap.reason is reason
    assert path.read_bytes() == b"old"
    assert files(tmp_path) == [path]


async def test_a_connection_that_is_reset(site: Site, fetcher_for: Callable[..., Fetcher], tmp_path: Path) -> None:
    """A connection cut off midway leaves the old list too; the reset may overtake the head, or come after it."""
    site.pages["/list"] = then(HEAD + b"Content-Length: 9999\r\n\r\nhost", ending="reset")
    path = tmp_path / "list"
    path.write_bytes(b"old")
    with pytest.raises(FetchError) as caught:
        await fetcher_for(site.settings()).download(site.url("/list"), path, max_bytes=100_000)
    assert caught.value.gap.reason in {GapReason.MALFORMED, GapReason.UNREACHABLE}
    assert path.read_bytes() == b"old"
    assert files(tmp_path) == [path]


async def test_no_folder(site: Site, fetcher_for: Callable[..., Fetcher], tmp_path: Path) -> None:
    """A file that cannot be written is the operator's matter, not the site's."""
    site.pages["/list"] = answer(LIST)
    with pytest.raises(StoreError) as caught:
        await fetcher_for(site.settings()).download(site.url("/list"), tmp_path / "no" / "list", max_bytes=10_000_000)
    assert isinstance(caught.value.__cause__, OSError)


async def test_full_disk(
    site: Site, fetcher_for: Callable[..., Fetcher], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is full midway is told as that, and nothing half stays."""
    site.pages["/list"] = answer(LIST)

    def replace(path: Path, target: Path) -> None:
        raise OSError(28, f"No space left: {path} {target}")

    monkeypatch.setattr("pathlib.Path.replace", replace)
    with pytest.raises(StoreError):
        await fetcher_for(site.settings()).download(site.url("/list"), tmp_path / "list", max_bytes=10_000_000)
    assert files(tmp_path) == []


async def test_busy_list_is_left_alone(site: Site, fetcher_for: Callable[..., Fetcher], tmp_path: Path) -> None:
    """A site that asked for a pause is not asked for its list either."""
    site.pages["/list"] = answer(status="429 Busy", Retry_After="60")
    fetcher = fetcher_for(site.settings())
    for _ in range(2):
        with pytest.raises(FetchError) as caught:
            await fetcher.download(site.url("/list"), tmp_path / "list", max_bytes=10)
        assert caught.value.gap.reason is GapReason.RATE_LIMITED
    assert len(site.heads) == 1


@pytest.mark.parametrize(
    ("said", "status"), [(answer(), 200), (NOT_FOUND, 404), (answer(status="410 Gone"), 410), (redirect("/b"), 200)]
)
async def test_status(said: bytes, status: int, site: Site, fetcher_for: Callable[..., Fetcher]) -> None:
    """A cited page is asked whether it is still there, wherever it has moved."""
    site.pages |= {"/": said, "/b": answer()}
    assert await fetcher_for(site.settings()).status(site.url("/"), 5) == status
    assert site.heads[0].startswith("HEAD /")


async def test_status_where_head_is_not_understood(site: Site, fetcher_for: Callable[..., Fetcher]) -> None:
    """A server that knows no HEAD is asked with GET, and the page is not read."""
    site.pages["/"] = over_and_over(b"HTTP/1.1 200 OK\r\n\r\n", b"a" * 999)
    site.only_get = True
    assert await fetcher_for(site.settings()).status(site.url("/"), 5) == 200
    assert [head.split()[0] for head in site.heads] == ["HEAD", "GET"]


async def test_status_of_what_is_not_public(fetcher_for: Callable[..., Fetcher]) -> None:
    """The same guard holds for cited pages."""
    with pytest.raises(FetchError) as caught:
        await fetcher_for().status("http://127.0.0.1/", 5)
    assert caught.value.gap.reason is GapReason.REFUSED_ADDRESS


async def test_status_without_an_answer(site: Site, fetcher_for: Callable[..., Fetcher]) -> None:
    """A page whose server says nothing is told as that."""
    site.pages["/"] = then(ending="silence")
    with pytest.raises(FetchError) as caught:
        await fetcher_for(site.settings()).status(site.url("/"), 0.1)
    assert caught.value.gap.reason is GapReason.TIMED_OUT


async def test_eight_places(fetcher_for: Callable[..., Fetcher]) -> None:
    """One message has eight places for pages at a time."""
    places = fetcher_for().slots()
    for _ in range(8):
        await places.acquire()
    assert places.locked()
