"""When a page was published and last changed: the surest of many places that may say so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from bot.claims.json_ld import get, text_of
from bot.dates import read_date
from bot.pages.body import Place
from bot.pages.facts import Sources

_PUBLISHED: Final = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "article:published",
    "published_time", "publish_date", "publish-date", "publishdate", "published-date", "pubdate", "date",
    "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dc.date", "dcterms.date",
    "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "citation_publication_date",
    "citation_online_date", "citation_date", "article_date_original", "originalpublicationdate", "video:release_date",
    "og:video:release_date", "book:release_date", "datecreated", "uploaddate", "release_date", "displaydate", "ptime",
)  # fmt: skip
_MODIFIED: Final = (
    "article:modified_time", "og:article:modified_time", "og:updated_time", "og:modified_time", "datemodified",
    "article:modified", "article:updated_time", "modified_time", "dcterms.modified", "dc.date.modified",
    "last-modified", "lastmod", "utime", "revised",
)  # fmt: skip
_MARKED: Final = re.compile(r"pubdate|datepublished|(?<!un)publish|entry-date|post-date|dt-published|article-date")
_CHANGED: Final = re.compile(r"modif|updated|dt-updated")
_LINE: Final = 60
"""Characters of the longest line that may be a printed date."""
_IN_ADDRESS: Final = re.compile(r"/((?:19|20)\d{2})[/-](\d{1,2})[/-](\d{1,2})(?=[/._-]|$)")


def published(sources: Sources, now: datetime, language: str) -> datetime | None:
    """Return when the page says it was published; None where it does not, or only nonsense.

    In this order: JSON-LD, metas, a time element marked so, the date in the address, the only time element of an
    article, a line that is a date between headline and text. A front page has no date: those on it are other pages'.
    """
    if sources.at_root():
        return None
    for text in _published_texts(sources):
        moment = read_date(text, now, language) if text else None
        if moment:
            return moment
    return None


def modified(sources: Sources, published_at: datetime | None, now: datetime, language: str) -> datetime | None:
    """Return when the page says it last changed; None where it does not, or where that is before it was published."""
    if sources.at_root():
        return None
    for text in _modified_texts(sources):
        moment = read_date(text, now, language) if text else None
        if moment:
            return moment if not published_at or moment >= published_at else None
    return None


def _modified_texts(sources: Sources) -> Iterator[str]:
    yield text_of(get(sources.article, "dateModified"), 80)
    for name in _MODIFIED:
        yield sources.meta(name)
    for time in sources.body.times:
        if _CHANGED.search(time.marks) and time.place is not Place.EDGE:
            yield time.moment


def _published_texts(sources: Sources) -> Iterator[str]:
    yield text_of(get(sources.article, "datePublished", "uploadDate", "dateCreated"), 80)
    for name in _PUBLISHED:
        yield sources.meta(name)
    times = [time for time in sources.body.times if time.place is not Place.EDGE and time.moment]
    marked = [time for time in times if _MARKED.search(time.marks) and not _CHANGED.search(time.marks)]
    # Many marked times are a list of posts, none of them surely this page's.
    if len({time.moment for time in marked}) == 1:
        yield marked[0].moment
    found = _IN_ADDRESS.search(sources.link.url)
    if found:
        yield "-".join(found.groups())
    if len({time.moment for time in times}) == 1 and times[0].place is Place.ARTICLE:
        yield times[0].moment
    yield from _lines_under_headline(sources)


def _lines_under_headline(sources: Sources) -> Iterator[str]:
    """The short lines that follow the only h1, up to the first paragraph: where a printed date stands."""
    blocks = sources.body.blocks
    headings = [at for at, block in enumerate(blocks) if block.tag == "h1"]
    if len(headings) == 1:
        for block in blocks[headings[0] + 1 : headings[0] + 5]:
            if len(block.text) > _LINE:
                break
            yield block.text
