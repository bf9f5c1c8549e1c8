"""Message to links: found, unwrapped and in the one form that is rated and fetched. No network."""

from bot.links.canonical import canonical
from bot.links.domain import parents, registrable_domain
from bot.links.find import addresses, find
from bot.links.refang import defang
from bot.links.rules import Rules

__all__ = ["Rules", "addresses", "canonical", "defang", "find", "parents", "registrable_domain"]
