"""Events as people in the played Discord bring them about."""

from __future__ import annotations

from typing import Any

from tests.adapters.discord.made import ALICE, payload
from tests.adapters.discord.played import APPLICATION, PlayedDiscord

MANAGE_GUILD = 1 << 5
MANAGE_MESSAGES = 1 << 13
EPHEMERAL = 64

CHANNEL = {"id": "701", "type": 0, "name": "general", "guild_id": "700", "position": 0, "permission_overwrites": []}
DIRECT = {"id": "801", "type": 1, "last_message_id": None, "recipients": [ALICE]}
GROUP = {"id": "802", "type": 3, "last_message_id": None, "recipients": [ALICE], "name": None, "owner_id": "501"}


MEMBER: dict[str, Any] = {"roles": [], "joined_at": None, "deaf": False, "mute": False, "flags": 0}
CONTEXTS = {0: 0, 11: 0, 1: 1, 3: 2}
"""Type of a channel -> where an interaction was used: a server, direct messages with Mop, any others."""


class Person:
    """Somebody who uses the played Discord."""

    def __init__(
        self,
        played: PlayedDiscord,
        *,
        number: str = "501",
        locale: str = "en-US",
        permissions: int = 0,
        channel: dict[str, Any] | None = None,
    ) -> None:
        self.played = played
        self.user = {**ALICE, "id": number}
        self.locale = locale
        self.permissions = permissions
        self.channel: dict[str, Any] = channel or CHANNEL

    async def command(self, name: str, **options: object) -> str:
        """Use a slash command and return the interaction's token."""
        kinds = {bool: 5, str: 3}
        given = [{"name": key, "type": kinds[type(value)], "value": value} for key, value in options.items()]
        return await self.use(2, {"id": "1", "name": name, "type": 1, "options": given})

    async def menu(self, name: str, target: dict[str, Any]) -> str:
        """Use an entry of a message's menu."""
        resolved = {"messages": {target["id"]: target}}
        data = {"id": "2", "name": name, "type": 3, "target_id": target["id"], "resolved": resolved}
        return await self.use(2, data)

    async def press(self, message: dict[str, Any], custom_id: str) -> str:
        """Press a button."""
        return await self.use(3, {"custom_id": custom_id, "component_type": 2}, message=message)

    async def fill_in(self, form: dict[str, Any], message: dict[str, Any], **values: str) -> str:
        """Send a form; ``words`` and ``link`` are what is written in it."""
        rows = [
            {"type": 1, "components": [{"type": 4, "custom_id": f"mop:{name}", "value": value}]}
            for name, value in values.items()
        ]
        return await self.use(5, {"custom_id": form["custom_id"], "components": rows}, message=message)

    async def say(self, content: str = "", **fields: object) -> dict[str, Any]:
        """Write a message and return it."""
        message = self.written(content, **fields)
        await self.played.dispatch("MESSAGE_CREATE", message)
        return message

    def written(self, content: str = "", **fields: object) -> dict[str, Any]:
        """Let a message stand in the channel without an event."""
        message = payload(content, author=self.user, id=self.played.new_id(), channel_id=self.channel["id"], **fields)
        if "guild_id" in self.channel:
            message["guild_id"] = self.channel["guild_id"]
            message["member"] = MEMBER
        self.played.messages[message["id"]] = message
        return message

    async def edit(self, message: dict[str, Any], content: str, when: str) -> None:
        """Change a message."""
        message.update(content=content, edited_timestamp=when)
        await self.played.dispatch("MESSAGE_UPDATE", message)

    async def delete(self, *messages: dict[str, Any]) -> None:
        """Delete one message, or several at once."""
        ids = [message["id"] for message in messages]
        for each in ids:
            self.played.messages.pop(each)
        where = {"channel_id": self.channel["id"], "guild_id": self.channel["guild_id"]}
        if len(ids) == 1:
            await self.played.dispatch("MESSAGE_DELETE", {"id": ids[0], **where})
        else:
            await self.played.dispatch("MESSAGE_DELETE_BULK", {"ids": ids, **where})

    async def use(self, kind: int, data: dict[str, Any], message: dict[str, Any] | None = None) -> str:
        """Bring about an interaction and return its token."""
        event = self.interaction(kind, data, message)
        await self.played.dispatch("INTERACTION_CREATE", event)
        return str(event["token"])

    def interaction(self, kind: int, data: dict[str, Any], message: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return an interaction as the gateway delivers it."""
        number = self.played.new_id()
        event: dict[str, Any] = {
            "id": number,
            "application_id": APPLICATION,
            "type": kind,
            "token": f"token-{number}",
            "version": 1,
            "data": data,
            "channel_id": self.channel["id"],
            "channel": self.channel,
            "locale": self.locale,
            "entitlements": [],
            "authorizing_integration_owners": {},
            "context": CONTEXTS[self.channel["type"]],
            "attachment_size_limit": 26_214_400,
            "app_permissions": "0",
        }
        if message is not None:
            event["message"] = message
        if "guild_id" in self.channel:
            event["member"] = {**MEMBER, "user": self.user, "permissions": str(self.permissions)}
            event["guild_id"] = self.channel["guild_id"]
            event["guild"] = {"id": self.channel["guild_id"], "locale": "en-US", "features": []}
        else:
            event["user"] = self.user
        return event


async def answer_to(played: PlayedDiscord, token: str, containing: str = "") -> dict[str, Any]:
    """Wait for the answer to an interaction that contains some words, and return it as it stands."""

    def found() -> dict[str, Any] | None:
        message = played.messages.get(played.original.get(token, ""))
        return message if message and containing in words_of(message) else None

    return dict(await played.until(found))


async def reply_to(played: PlayedDiscord, message: dict[str, Any], containing: str = "") -> dict[str, Any]:
    """Wait for Mop's reply to a message that contains some words, and return it as it stands."""

    def found() -> dict[str, Any] | None:
        return next((each for each in replies_to(played, message) if containing in words_of(each)), None)

    return dict(await played.until(found))


def replies_to(played: PlayedDiscord, message: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what Mop has standing in reply to a message."""
    ours = (each for each in played.messages.values() if each["author"].get("bot"))
    replies = (each for each in ours if each.get("message_reference"))
    return [each for each in replies if each["message_reference"]["message_id"] == message["id"]]


def words_of(message: dict[str, Any]) -> str:
    """Return all words of an answer."""
    lines = [message["content"]]
    for embed in message["embeds"]:
        lines.append(embed.get("description", ""))
        lines.extend(f"{field['name']}\n{field['value']}" for field in embed.get("fields", []))
    return "\n".join(lines)


def buttons_of(message: dict[str, Any]) -> list[str]:
    """Return the labels of an answer's buttons."""
    return [button["label"] for row in message["components"] for button in row["components"]]
