"""What the catalogue's tests share: the small sources.yaml, and links as bot.links makes them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from bot.catalogue import Catalogue, load
from bot.links import registrable_domain
from bot.model import Link

DATA = Path(__file__).parents[1] / "data" / "catalogue"
TODAY = date(2026, 11, 22)


def small() -> Catalogue:
    """Return the catalogue of tests/data/catalogue/sources.yaml."""
    return load(DATA / "sources.yaml", today=TODAY)


def link(url: str, forwarded: str = "") -> Link:
    """Return the link that a message with this canonical URL holds."""
    host = urlsplit(url).hostname or ""
    return Link(forwarded or url, url, host, registrable_domain(host))
