"""Mop in Telegram: the real program against a strict Bot API server on loopback."""
