"""Where answers go, and for how long."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import AsyncMock, MagicMock

import discord
import pytest

from adapters.discord.delivery import ChannelDelivery, InteractionDelivery
from adapters.discord.failures import NothingLeftError, NotPermittedError
from bot.locales import localizer
from bot.model import Reply
from tests.adapters.discord.made import message
from tests.adapters.discord.test_failures import http_error
from tests.samples import NOW

EN = localizer("en")


def delivery_after(minutes: float) -> tuple[InteractionDelivery, MagicMock]:
    """Return where an interaction that came so many minutes ago is answered."""
    interaction = MagicMock(spec=discord.Interaction, guild_id=700, channel_id=701)
    interaction.edit_original_response = AsyncMock(return_value=MagicMock(id=5))
    interaction.delete_original_response = AsyncMock()
    return InteractionDelivery(interaction, lambda: NOW + timedelta(minutes=minutes), NOW), interaction


async def test_an_interaction_is_answered_within_fifteen_minutes_only() -> None:
    """Within the quarter of an hour an answer is sent, changed and deleted; after it nothing is tried."""
    delivery, interaction = delivery_after(14)
    assert delivery.can_edit
    await delivery.busy()
    assert await delivery.send(Reply("One"), EN) == "5"
    await delivery.edit("5", Reply("Two"), EN)
    await delivery.remove("5")
    assert interaction.edit_original_response.await_count == 2
    assert interaction.delete_original_response.await_count == 1
    late, interaction = delivery_after(15)
    with pytest.raises(NothingLeftError, match="fifteen minutes"):
        await late.send(Reply("One"), EN)
    await late.edit("5", Reply("Two"), EN)
    await late.remove("5")
    assert not interaction.edit_original_response.called
    assert not interaction.delete_original_response.called


async def test_links_to_answers() -> None:
    """An answer in a server and one in direct messages have an address."""
    delivery, _ = delivery_after(0)
    assert delivery.link_to("9") == "https://discord.com/channels/700/701/9"
    assert ChannelDelivery(message("x")).link_to("9") == "https://discord.com/channels/700/701/9"
    assert ChannelDelivery(message("x", server=None)).link_to("9") == "https://discord.com/channels/@me/701/9"


@pytest.mark.parametrize(
    ("errors", "calls"),
    [
        ([http_error(403, 50013)], ["embed", "plain"]),
        ([http_error(400, 160002)], ["embed", "no reply"]),
        ([http_error(403, 50001)], ["embed"]),
        ([http_error(403, 50013), http_error(403, 50013)], ["embed", "plain"]),
    ],
)
async def test_less_is_tried_where_a_permission_is_missing(
    monkeypatch: pytest.MonkeyPatch, errors: list[Exception], calls: list[str]
) -> None:
    """Discord has the last word: without embeds, then without a reply, then not at all."""
    tried = []
    left = list(errors)

    async def send(self: object, content: str, **more: object) -> MagicMock:
        tried.append("no reply" if more["reference"] is None else "embed" if more["embeds"] else "plain")
        if left:
            raise left.pop(0)
        return MagicMock(id=5)

    monkeypatch.setattr(discord.PartialMessageable, "send", send)
    answer = Reply("One", caveats=("More",))
    delivery = ChannelDelivery(message("x"))
    if len(errors) == len(calls):
        with pytest.raises(NotPermittedError):
            await delivery.send(answer, EN)
    else:
        assert await delivery.send(answer, EN) == "5"
    assert tried == calls
