"""Report -> Reply: every sentence a user sees about a message is chosen here."""

from bot.reply.compose import compose
from bot.reply.extras import details, report_it, share

__all__ = ["compose", "details", "report_it", "share"]
