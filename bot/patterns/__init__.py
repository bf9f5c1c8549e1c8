"""Known misinformation and telling wording, recognised in a message's own words. No I/O."""

from bot.patterns.matcher import Matcher

__all__ = ["Matcher"]
