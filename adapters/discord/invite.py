"""The link by which Mop is added to a server or an account. Pure."""

from __future__ import annotations

import base64
import binascii
from typing import Final
from urllib.parse import urlencode

PERMISSIONS: Final = 1 << 10 | 1 << 11 | 1 << 14 | 1 << 16 | 1 << 38
"""View Channels, Send Messages, Embed Links, Read Message History, Send Messages in Threads: with less, an answer
to a watched message could not be shown (Discord's documentation, Permissions: bitwise permission flags)."""

AUTHORISE: Final = "https://discord.com/oauth2/authorize"


def application_id(token: str) -> str:
    """Return the application's id, which is the first part of a bot's token; "" where that holds none."""
    first = token.strip().removeprefix("Bot ").partition(".")[0]
    try:
        decoded = base64.b64decode(first + "=" * (-len(first) % 4), b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return ""
    return decoded if decoded.isdigit() else ""


def user_page(token: str) -> str:
    """Return the address of the bot's own profile; "" for no token."""
    application = application_id(token)
    return f"https://discord.com/users/{application}" if application else ""


def invite_link(token: str) -> str:
    """Return the address that adds the bot of ``token`` to a server with the least that works; "" for no token."""
    application = application_id(token)
    if not application:
        return ""
    query = {"client_id": application, "scope": "bot applications.commands", "permissions": PERMISSIONS}
    return f"{AUTHORISE}?{urlencode(query)}"
