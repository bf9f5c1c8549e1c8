"""What the tests of pages share: links, a clock, and pages made of a head and a body."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

from bot.links.domain import registrable_domain
from bot.model import Link, Page, Step
from bot.pages import parse, read

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
"""The clock of every test here."""
HTML = "text/html; charset=utf-8"


def link(url: str, forwarded: str = "", steps: tuple[Step, ...] = ()) -> Link:
    """Return ``url`` as a Link, with the host and domain that the real code would give it."""
    host = urlsplit(url).hostname or ""
    return Link(forwarded or url, url, host, registrable_domain(host), steps)


def page(html: str, url: str = "https://www.post.example/news/pool-closes", now: datetime = NOW) -> Page:
    """Read ``html`` as if it had been fetched from ``url``."""
    return read(parse(html.encode(), HTML), link(url), now)
