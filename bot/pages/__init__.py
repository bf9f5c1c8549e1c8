"""HTML bytes -> Page, with any ClaimReview in it.

Two steps, no I/O: ``parse`` reads the bytes and the head (where a refresh leads is known then), ``read`` the rest.

tokens (the cutting) <- charset, head, body <- text, microdata, facts <- dating, kinds (phrases), sites <- read
"""

from bot.pages.head import Parsed, parse
from bot.pages.read import read

__all__ = ["Parsed", "parse", "read"]
