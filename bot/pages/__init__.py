"""HTML bytes -> Page, with any ClaimReview in it.

Two steps, no I/O: ``parse`` reads the bytes and the head (where a refresh leads is known then), ``read`` the rest.
``parse_head`` and ``read_head`` do both where a short head says enough, in a fraction of a millisecond.

charset <- source, tokens (the cutting) <- scripts, head, body <- text, microdata, facts <- dating, kinds (phrases),
sites <- read
"""

from bot.pages.head import Parsed, parse, parse_head
from bot.pages.read import read, read_head

__all__ = ["Parsed", "parse", "parse_head", "read", "read_head"]
