"""The token never reaches a log: whoever reads it there could speak as the bot."""

from __future__ import annotations

import logging
from typing import Final

CHATTY: Final = ("httpx", "httpcore", "hpack", "telegram", "aiohttp.access", "aiosqlite")
"""Libraries that log addresses, which hold the token, or whole messages."""


class Redacting(logging.Formatter):
    """Formats as another formatter does, with the token struck out, tracebacks included."""

    def __init__(self, inner: logging.Formatter, token: str) -> None:
        super().__init__()
        self._inner = inner
        self._secrets = (token, token.partition(":")[2])

    def format(self, record: logging.LogRecord) -> str:
        """Return one line of the log."""
        line = self._inner.format(record)
        for secret in self._secrets:
            line = line.replace(secret, "***")
        return line


def keep_secret(token: str) -> None:
    """Strike the token out of everything that is logged from now on."""
    for name in CHATTY:
        logger = logging.getLogger(name)
        logger.setLevel(max(logging.WARNING, logger.getEffectiveLevel()))
    for handler in logging.getLogger().handlers:
        handler.setFormatter(Redacting(handler.formatter or logging.Formatter(), token))
