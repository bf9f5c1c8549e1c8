"""Sites whose pages need a rule of their own, read with BeautifulSoup on a small cut of the page.

Only hosts named here are read so, and only a cut of at most 64 KB: BeautifulSoup on a whole page of a stranger's
making takes seconds. On these hosts strangers write text, never tags.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from bot.claims.claimreview import web_url
from bot.dates import read_date
from bot.model import Link, Page
from bot.pages.head import Parsed
from bot.pages.text import LONGEST, visible
from bot.tidy import tidy

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

_LONGEST_CUT: Final = 65_536
_NAME: Final = 100


def has_rule(link: Link) -> bool:
    """Tell whether a site's pages need a rule of their own."""
    return link.registrable_domain in _RULES


def refine(page: Page, parsed: Parsed) -> Page:
    """Return ``page`` as the rule of its site reads it; unchanged where the site needs none or looks different."""
    rule = _RULES.get(page.link.registrable_domain)
    return rule(page, parsed) if rule else page


def _cut(source: str, marker: str, before: int = 0, length: int = _LONGEST_CUT) -> BeautifulSoup | None:
    """Parse the part of ``source`` around ``marker``; None where there is no such part."""
    # Here, because importing it takes 0.2 s and few pages need it.
    from bs4 import BeautifulSoup  # noqa: PLC0415

    at = source.find(marker)
    start = max(0, source.rfind("<", 0, at) - before)
    return BeautifulSoup(source[start : start + length], "html.parser") if at >= 0 else None


def _text(tag: Tag | None, limit: int) -> str:
    return tidy(tag.get_text(" "), limit) if tag else ""


def _attribute(tag: Tag | None, name: str) -> str:
    return str(tag.get(name) or "") if tag else ""


def _moment(tag: Tag | None, name: str, page: Page) -> datetime | None:
    return read_date(_attribute(tag, name), page.fetched_at, page.language) if page.fetched_at else None


def _telegram(page: Page, parsed: Parsed) -> Page:
    """A post in its embedded form, or in a channel's preview: the post's words, channel and date."""
    parts = [part for part in urlsplit(page.link.url).path.split("/") if part not in {"", "s"}]
    post = f'data-post="{parts[0]}/{parts[1]}"' if len(parts) > 1 and parts[1].isdigit() else ""
    soup = _cut(parsed.source, post) if post else None
    message = soup.select_one(".tgme_widget_message_text") if soup else None
    if not soup or not message:
        return page
    words = visible(message.get_text(" "))[:LONGEST]
    return replace(
        page,
        title=tidy(words, 200) or page.title,
        description=tidy(words, 400) or page.description,
        text=words,
        author=_text(soup.select_one(".tgme_widget_message_owner_name"), _NAME) or page.author,
        published=_moment(soup.select_one(".tgme_widget_message_date time"), "datetime", page) or page.published,
        gaps=(),
    )


def _archive(page: Page, parsed: Parsed) -> Page:
    """archive.today: what the copy is of stands in its search field. That address becomes the canonical one."""
    soup = _cut(parsed.source, 'name="q"', length=4_096)
    field = soup.find("input", {"name": "q"}) if soup else None
    original = web_url(_attribute(field, "value"))
    return replace(page, canonical=original) if original else page


def _reddit(page: Page, parsed: Parsed) -> Page:
    """The old pages and the new component: the post's title, author and date, not the community's."""
    soup = _cut(parsed.source, "<shreddit-post", length=8_192)
    post = soup.find("shreddit-post") if soup else None
    if post is not None:
        found = (_attribute(post, "post-title"), _attribute(post, "author"))
        moment = _moment(post, "created-timestamp", page)
        return replace(page, title=tidy(found[0], 200) or page.title, author=tidy(found[1], _NAME), published=moment)
    soup = _cut(parsed.source, 'id="siteTable"')
    thing = soup.select_one(".thing.link") if soup else None
    if thing is None or "/comments/" not in page.link.url:
        return page
    return replace(
        page,
        title=_text(thing.select_one("a.title"), 200) or page.title,
        author=_text(thing.select_one("a.author"), _NAME) or page.author,
        published=_moment(thing.select_one("time"), "datetime", page) or page.published,
    )


def _wikipedia(page: Page, _parsed: Parsed) -> Page:
    """An encyclopedia article has no day of publication: its metadata give the day it was begun."""
    return replace(page, published=None, site_name="Wikipedia")


_RULES: Final[dict[str, Callable[[Page, Parsed], Page]]] = {
    "t.me": _telegram,
    "telegram.me": _telegram,
    "archive.today": _archive,
    "archive.ph": _archive,
    "archive.is": _archive,
    "archive.li": _archive,
    "archive.vn": _archive,
    "archive.fo": _archive,
    "archive.md": _archive,
    "reddit.com": _reddit,
    "wikipedia.org": _wikipedia,
}
