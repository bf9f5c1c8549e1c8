"""The only code that opens a stranger's URL.

addresses (what may be dialled) <- wire (sockets and their limits) and resolver (names) <- exchange (one request)
<- client (redirects, robots.txt, pages, downloads). The rest is pure: settings, urls, answers, content, decoding,
robots, trail, failures.
"""

from bot.fetch.addresses import Address, Allow, Guard, Network, is_public
from bot.fetch.client import Fetcher
from bot.fetch.downloads import Download, NotModified
from bot.fetch.settings import Answers, FetchSettings, parse_allow, parse_resolve

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
    "is_public",
    "parse_allow",
    "parse_resolve",
]
