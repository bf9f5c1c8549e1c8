"""What Discord must hear of an interaction within three seconds, and who it was that pressed."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import TYPE_CHECKING

import discord

from adapters.discord.failures import translated
from bot.errors import PlatformError
from bot.model import Reply

if TYPE_CHECKING:
    from adapters.discord.delivery import InteractionDelivery
    from bot.locales import Localizer

_log = logging.getLogger(__name__)


async def acknowledge(interaction: discord.Interaction, *, ephemeral: bool, thinking: bool) -> bool:
    """Defer; False where Discord no longer wants an answer."""
    try:
        with translated("an acknowledgement"), suppress(TypeError, KeyError):
            # discord.py reads a description of the interaction from the confirmation; one without a body confirms too
            await interaction.response.defer(ephemeral=ephemeral, thinking=thinking)
    except PlatformError as error:
        _log.info("an interaction stays unanswered: %s", error)
        return False
    return True


async def open_form(interaction: discord.Interaction, form: discord.ui.Modal) -> None:
    """Show a form, which must be the first thing that is answered."""
    try:
        with translated("a form"), suppress(TypeError, KeyError):  # as above
            await interaction.response.send_modal(form)
    except PlatformError as error:
        _log.info("a form could not be shown: %s", error)


async def say_sorry(delivery: InteractionDelivery, text: str, sentences: Localizer) -> None:
    """Say in a sentence what went wrong, where that can still be said."""
    try:
        await delivery.send(Reply(text), sentences)
    except PlatformError as error:
        _log.info("could not even say sorry: %s", error)


async def is_poster(interaction: discord.Interaction, message: discord.Message) -> bool:
    """Tell whether whoever pressed is the one that the answer answers."""
    asker = message.interaction_metadata
    if asker is not None:
        return asker.user.id == interaction.user.id
    reference = message.reference
    if reference is None or reference.message_id is None:
        return False
    answered = reference.resolved
    if answered is None and isinstance(interaction.channel, discord.abc.Messageable):
        with suppress(discord.HTTPException):
            answered = await interaction.channel.fetch_message(reference.message_id)
    return isinstance(answered, discord.Message) and answered.author.id == interaction.user.id
