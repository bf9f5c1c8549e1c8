"""Messages as Discord sends them, made by hand."""

from __future__ import annotations

from typing import Any

import discord

TIME = "2026-11-22T12:00:00.000000+00:00"
ALICE = {"id": "501", "username": "alice", "discriminator": "0", "avatar": None, "global_name": "Alice"}
SERVER, CHANNEL, MESSAGE = 700, 701, 900


def payload(content: str = "", **fields: object) -> dict[str, Any]:
    """Return a message as the gateway delivers it."""
    return {
        "id": str(MESSAGE),
        "channel_id": str(CHANNEL),
        "author": ALICE,
        "content": content,
        "timestamp": TIME,
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "pinned": False,
        "type": 0,
        "components": [],
        "flags": 0,
        **fields,
    }


def message(content: str = "", *, server: int | None = SERVER, **fields: object) -> discord.Message:
    """Return a message as discord.py reads it; ``server`` None for a direct one."""
    state = discord.Client(intents=discord.Intents.none())._connection
    channel = discord.PartialMessageable(state=state, id=CHANNEL, guild_id=server)
    data: Any = payload(content, **fields)
    return discord.Message(state=state, channel=channel, data=data)


def snapshot(content: str = "", **fields: object) -> dict[str, Any]:
    """Return the copy that a forward holds."""
    kept = ("type", "content", "embeds", "attachments", "timestamp", "edited_timestamp", "flags", "components")
    whole = payload(content, **fields)
    return {"message": {key: whole[key] for key in (*kept, *fields) if key in whole}}
