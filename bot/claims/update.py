"""Bringing the claim index up to date: from files, feeds, sitemaps and pages, as a whole or not at all."""

from __future__ import annotations

import asyncio
import contextlib
import re
import tarfile
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from bot.claims import feed, vectors
from bot.claims.admission import Admission
from bot.claims.entry import Entry, from_line
from bot.claims.generation import ENTRIES, Generation, Progress
from bot.claims.held import Feed
from bot.claims.shelf import Incoming, Shelf
from bot.errors import ClaimFeedError, FetchError, LinkError, StoreError
from bot.links import Rules, canonical, registrable_domain

if TYPE_CHECKING:
    from bot.model import Link, Page

PUBLIC_FEED: Final = "https://storage.googleapis.com/datacommons-feeds/claimreview/latest/data.json"
"""The public DataFeed of ClaimReview (Data Commons, CC BY): what is had where nobody chose feeds."""
MAX_BYTES: Final = 1 << 30
PAGES_A_SITE: Final = 500
"""Newest pages of a sitemap that are read in one update."""
SITEMAPS: Final = 50
PAGE_SECONDS: Final = 20.0
_AT_ONCE: Final = 4
_HEAD: Final = 4_096
_LOCATION: Final = re.compile(r"<(?:\w+:)?loc>\s*([^<\s]{1,2048})\s*<")
_INCOMING: Final = "incoming"


class Saved(Protocol):
    """A download that was written; what has no ``etag`` is taken for "not modified"."""

    @property
    def etag(self) -> str:
        """For the next conditional request; "" for none."""
        ...

    @property
    def last_modified(self) -> str:
        """HTTP date; "" for none."""
        ...


class Web(Protocol):
    """The guarded client, as the claim index needs it."""

    async def download(
        self, url: str, path: Path, *, max_bytes: int, etag: str = "", last_modified: str = ""
    ) -> object:
        """Write ``url`` to ``path``, and return ``Saved``, or something else where it has not changed.

        Raises:
            FetchError: it could not be had.
            StoreError: it could not be written.
        """
        ...

    async def page(self, link: Link, deadline_seconds: float) -> Page:
        """Return what a page says of itself.

        Raises:
            FetchError: it could not be had.
        """
        ...


@dataclass(frozen=True)
class Importer:
    """Takes fact-checks over into one index."""

    shelf: Shelf
    admission: Admission
    rules: Rules
    progress: Progress | None = None
    force: bool = False

    def from_file(self, path: Path, now: datetime, feed_id: str = "", known: Feed | None = None) -> Feed:
        """Take over a feed that is a file, or an export of another machine's index.

        Args:
            path: the file.
            now: the time, aware.
            feed_id: what the feed is called; "" for the file's name.
            known: where it was had; None for a file of the operator's.

        Raises:
            ClaimFeedError: it was refused; the old index stands.
        """
        feed_id = feed_id or path.name
        tally = feed.Tally()
        taken = replace(known or Feed(), taken_at=now.isoformat(), tried_at=now.isoformat(), fault="")
        with contextlib.ExitStack() as stack:
            vectors_of: vectors.Source | None = None
            if _is_export(path):
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=self._folder())))
                lines = _unpacked(path, folder)
                if vectors.have(folder):
                    vectors_of = stack.enter_context(vectors.Folder(folder, _entries_in(lines)))
                entries: Iterable[Entry] = (replace(each, source=feed_id) for each in _entries_in(lines))
            else:
                entries = feed.read(path, tally, feed_id)
            admitted = self.admission.admitted(entries, tally)
            incoming = Incoming(feed_id, admitted, vectors_of, self.force)
            return self._taken_over(incoming, taken, tally)

    async def from_url(self, url: str, web: Web, now: datetime) -> Feed:
        """Take over a feed, a sitemap or a page of a fact-checker's, by its address.

        Raises:
            ClaimFeedError: it could not be had, or was refused; the old index stands.
        """
        known = replace(self.shelf.state().of(url), url=url)
        path = self._folder() / _INCOMING
        try:
            answer = await web.download(
                url, path, max_bytes=MAX_BYTES, etag=known.etag, last_modified=known.last_modified
            )
            etag = getattr(answer, "etag", None)
            if etag is None:
                unchanged = replace(known, tried_at=now.isoformat(), fault="")
                await asyncio.to_thread(self.shelf.note, url, unchanged)
                return unchanged
            known = replace(known, etag=str(etag), last_modified=str(getattr(answer, "last_modified", "")))
            form = await asyncio.to_thread(_form, path)
            if form == "sitemap":
                # A site changes in its pages, not in its list of them: nothing to be spared by asking for changes.
                known = replace(known, etag="", last_modified="")
                return await self._from_site(url, await self._pages_of(url, path, web), web, known, now)
            if form == "page":
                return await self._from_site(url, [url], web, replace(known, etag="", last_modified=""), now)
            return await asyncio.to_thread(self.from_file, path, now, url, known)
        except (FetchError, StoreError) as error:
            raise ClaimFeedError(url, f"could not be had: {error}") from error
        finally:
            path.unlink(missing_ok=True)

    async def update(self, web: Web, now: datetime) -> dict[str, Feed]:
        """Have every feed again that was had by its address; the public one where there is none.

        Returns:
            Feed id -> how it went; a feed that was refused has its ``fault``, and what was had of it stands.
        """
        feeds = {key: known for key, known in self.shelf.state().feeds.items() if known.url}
        done: dict[str, Feed] = {}
        for url in feeds or [PUBLIC_FEED]:
            try:
                done[url] = await self.from_url(url, web, now)
            except ClaimFeedError as error:
                before = replace(self.shelf.state().of(url), url=url)
                done[url] = replace(before, tried_at=now.isoformat(), fault=str(error))
                with contextlib.suppress(ClaimFeedError):  # another import is going on, and notes its own
                    await asyncio.to_thread(self.shelf.note, url, done[url])
        return done

    # --- how ------------------------------------------------------------------------------------------

    def _folder(self) -> Path:
        try:
            self.shelf.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ClaimFeedError(str(self.shelf.folder), f"cannot be made: {error.strerror or error}") from error
        return self.shelf.folder

    def _taken_over(self, incoming: Incoming, taken: Feed, tally: feed.Tally) -> Feed:
        counted = replace(incoming, entries=_counting(incoming.entries, tally))
        done = self.shelf.take_over(counted, replace(taken, left_out={}), self.rules, self.progress)
        done = replace(done, left_out=_left_out(tally))
        self.shelf.note(incoming.feed_id, done)
        return done

    async def _pages_of(self, url: str, path: Path, web: Web) -> list[str]:
        """The pages that a sitemap names, of all the sitemaps that it names, on its own registrable domain."""
        domain = registrable_domain(_host(url))
        waiting, pages, read = [url], dict[str, None](), 0
        while waiting and read < SITEMAPS and len(pages) < PAGES_A_SITE:
            at = waiting.pop(0)
            if read:
                await web.download(at, path, max_bytes=MAX_BYTES)
            read += 1
            text = await asyncio.to_thread(path.read_text, "utf-8", "replace")
            found = [unescape(each) for each in _LOCATION.findall(text)]
            own = [each for each in found if registrable_domain(_host(each)) == domain]
            if "<sitemapindex" in text:
                waiting.extend(own)
            else:
                pages.update(dict.fromkeys(own))
        return list(pages)[:PAGES_A_SITE]

    async def _from_site(self, feed_id: str, urls: Sequence[str], web: Web, known: Feed, now: datetime) -> Feed:
        tally = feed.Tally()
        places = asyncio.Semaphore(_AT_ONCE)

        async def read(url: str) -> list[Entry]:
            async with places:
                try:
                    page = await web.page(canonical(url, self.rules), PAGE_SECONDS)
                except (FetchError, LinkError):
                    tally["not_had"] += 1
                    return []
            return list(_own(page, feed_id, tally))

        entries = [entry for found in await asyncio.gather(*map(read, urls)) for entry in found]
        if not entries:  # such as an error page in place of a feed
            raise ClaimFeedError(feed_id, "no fact-check was read there")
        taken = replace(known, taken_at=now.isoformat(), tried_at=now.isoformat(), fault="")
        # What was read of the site before stays: one update reads only the newest pages.
        kept = await asyncio.to_thread(self._had, feed_id)
        incoming = Incoming(feed_id, self.admission.admitted([*entries, *kept], tally))
        return await asyncio.to_thread(self._taken_over, incoming, taken, tally)

    def _had(self, feed_id: str) -> list[Entry]:
        generation = self.shelf.open()
        return [entry for entry in generation.entries() if entry.source == feed_id] if generation else []


def export(generation: Generation, path: Path) -> None:
    """Write an index as one file for other machines: its fact-checks, and their vectors.

    Raises:
        OSError: it cannot be written.
    """
    with tarfile.open(path, "w") as archive:
        for name in (ENTRIES, *_vector_files()):
            if (generation.folder / name).exists():
                archive.add(generation.folder / name, name)


def _vector_files() -> list[str]:
    return [name for kind in vectors.KINDS for name in kind.files()]


def _is_export(path: Path) -> bool:
    try:
        return tarfile.is_tarfile(path)
    except OSError as error:
        raise ClaimFeedError(str(path), f"cannot be read: {error.strerror or error}") from error


def _unpacked(path: Path, folder: Path) -> Path:
    """Write the files of an export into a folder; only those of known names, wherever the archive would put them."""
    try:
        with tarfile.open(path, "r:") as archive:
            for name in (ENTRIES, *_vector_files()):
                with contextlib.suppress(KeyError):
                    stream = archive.extractfile(name)
                    if stream is not None:
                        _copy(stream, folder / name)
    except (tarfile.TarError, OSError) as error:
        raise ClaimFeedError(str(path), f"cannot be unpacked: {error}") from error
    if not (folder / ENTRIES).exists():
        raise ClaimFeedError(str(path), "is an archive, but no export of a claim index")
    return folder / ENTRIES


def _copy(stream: object, path: Path) -> None:
    with path.open("wb") as file:
        while part := stream.read(1 << 20):  # type: ignore[attr-defined]  # a binary stream of tarfile's
            file.write(part)


def _entries_in(lines: Path) -> Iterator[Entry]:
    try:
        with lines.open("rb") as file:
            for line in file:
                yield from_line(line)
    except ValueError as error:
        raise ClaimFeedError(str(lines), f"is spoilt: {error}") from error


def _form(path: Path) -> str:
    """What a download is: ``sitemap``, ``page`` or ``feed``."""
    with path.open("rb") as file:
        head = file.read(_HEAD).lower()
    if b"<urlset" in head or b"<sitemapindex" in head:
        return "sitemap"
    return "page" if b"<!doctype html" in head or b"<html" in head else "feed"


def _own(page: Page, feed_id: str, tally: feed.Tally) -> Iterator[Entry]:
    """The reviews of a page that stand on their own publisher's domain."""
    for review in page.claim_reviews:
        if registrable_domain(_host(review.url)) == page.link.registrable_domain:
            tally["read"] += 1
            yield Entry(review, page.title, feed_id)
        else:
            tally["elsewhere"] += 1


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].rpartition("@")[2].partition(":")[0].lower()


def _counting(entries: Iterable[Entry], tally: feed.Tally) -> Iterator[Entry]:
    for entry in entries:
        tally["admitted"] += 1
        yield entry


def _left_out(tally: feed.Tally) -> dict[str, int]:
    """Reasons with their counts; of the domains that are not listed the twenty commonest."""
    domains = sorted((key for key in tally if ":" in key), key=lambda key: -tally[key])[:20]
    reasons = [key for key in tally if ":" not in key and key not in {"read", "admitted"}]
    return {key: tally[key] for key in (*reasons, *domains)}
