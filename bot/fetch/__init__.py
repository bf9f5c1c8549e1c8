"""The only code that opens a stranger's URL.

addresses (what may be dialled) <- wire (sockets and their limits) and resolver (names) <- exchange (one request)
<- client (redirects, robots.txt, pages, downloads). The rest is pure: settings, urls, answers, content, decoding,
robots, trail, failures.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from bot.fetch.addresses import Address, Allow, Guard, Network, is_public
from bot.fetch.settings import Answers, FetchSettings, OwnPage, parse_allow, parse_resolve

if TYPE_CHECKING:
    from bot.fetch.client import Fetcher
    from bot.fetch.downloads import Download, NotModified
else:

    def __getattr__(name: str) -> object:
        """Load the client when it is first asked for (PEP 562): it brings aiohttp, a third of a second to load."""
        if name in _LATE:
            return getattr(import_module(f"bot.fetch.{_LATE[name]}"), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "Address",
    "Allow",
    "Answers",
    "Download",
    "FetchSettings",
    "Fetcher",
    "Guard",
    "Network",
    "NotModified",
    "OwnPage",
    "is_public",
    "parse_allow",
    "parse_resolve",
]

_LATE = {"Fetcher": "client", "Download": "downloads", "NotModified": "downloads"}
