"""Messages in private chats, groups, topics and discussions, through the running program."""

from __future__ import annotations

import pytest

from tests.adapters.telegram.bot_api import BotApi, until
from tests.adapters.telegram.running import Web

pytestmark = pytest.mark.asyncio(loop_scope="module")

BAD = "http://gossip.example/x"
WARNING = "⚠️ The Gossip: not a source to rely on, according to The Editors."


async def test_a_forwarded_link_is_answered_in_private(api: BotApi) -> None:
    """A link gets an answer that replies to it, with notes, buttons and no preview of the bad link."""
    chat = api.chat()
    said = api.say(chat, f"look {BAD}")
    assert await api.answered(chat) == [WARNING]
    (answer,) = api.answers(chat)
    assert answer["reply_parameters"]["message_id"] == said["message_id"]
    assert answer["disable_notification"] is False
    assert answer["link_preview_options"] == {"is_disabled": True}
    await until(lambda: "The page itself says" in answer["plain"])
    print(answer)
