"""Where an answer goes in Discord: under a message, or into the place that an interaction holds open."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import discord

from adapters.discord.components import buttons
from adapters.discord.failures import (
    MISSING_PERMISSIONS,
    NO_HISTORY,
    NothingLeftError,
    NotPermittedError,
    if_still_there,
    translated,
)
from adapters.discord.places import server_of
from adapters.discord.render import render, render_plain
from bot.errors import PlatformError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.locales import Localizer
    from bot.model import Reply

FOLLOW_UP_FOR: Final = timedelta(minutes=14, seconds=45)
"""Discord takes changes to an interaction's answer for 15 minutes; a request needs some seconds itself."""

NOBODY: Final = discord.AllowedMentions.none()

_log = logging.getLogger(__name__)


def link_to_message(server: int | None, channel: int, message: str) -> str:
    """Return the address of a message."""
    return f"https://discord.com/channels/{server or '@me'}/{channel}/{message}"


@dataclass(frozen=True, slots=True)
class ChannelDelivery:
    """Answers one message in its channel, thread or forum post; fulfils ``bot.desk.Delivery``."""

    message: discord.PartialMessage | discord.Message
    """The message that is answered."""

    @property
    def can_edit(self) -> bool:
        """Whether an answer can be completed in place: always."""
        return True

    async def busy(self) -> None:
        """Show that somebody is typing; whether that works is of no matter."""
        with suppress(PlatformError), translated("typing"):
            await self.message.channel.typing()

    async def send(self, reply: Reply, sentences: Localizer) -> str:
        """Send an answer, in a server without a sound, and return its id.

        Without Embed Links it is plain text, without Read Message History it is no reply.

        Raises:
            NothingLeftError: the message that is answered is gone.
            PlatformError: Mop may not write there.
        """
        try:
            return await self._send(reply, sentences, embeds=self._may_embed(), as_reply=True)
        except NotPermittedError as error:
            if error.code == NO_HISTORY:
                return await self._send(reply, sentences, embeds=self._may_embed(), as_reply=False)
            if error.code == MISSING_PERMISSIONS and self._may_embed():
                return await self._send(reply, sentences, embeds=False, as_reply=True)
            raise

    async def edit(self, answer: str, reply: Reply, sentences: Localizer) -> None:
        """Put another text in the place of an answer."""
        content, embed = self._shown(reply, sentences, embeds=self._may_embed())
        with if_still_there("an edit"):
            await self._sent(answer).edit(
                content=content, embed=embed, view=buttons(reply, sentences), allowed_mentions=NOBODY
            )

    async def remove(self, answer: str) -> None:
        """Delete an answer; one that is gone already is fine."""
        with if_still_there("a deletion"):
            await self._sent(answer).delete()

    def link_to(self, answer: str) -> str:
        """Return the address of an answer."""
        return link_to_message(server_of(self.message), self.message.channel.id, answer)

    async def _send(self, reply: Reply, sentences: Localizer, *, embeds: bool, as_reply: bool) -> str:
        content, embed = self._shown(reply, sentences, embeds=embeds)
        with translated("an answer"):
            sent = await self.message.channel.send(
                content,
                embeds=[embed] if embed else [],
                view=buttons(reply, sentences),  # type: ignore[arg-type] # None is its default
                reference=self.message.to_reference() if as_reply else None,  # type: ignore[arg-type] # as above
                silent=server_of(self.message) is not None,
                allowed_mentions=NOBODY,
                mention_author=False,
            )
        return str(sent.id)

    @staticmethod
    def _shown(reply: Reply, sentences: Localizer, *, embeds: bool) -> tuple[str, discord.Embed | None]:
        if not embeds:
            return render_plain(reply, sentences), None
        rendered = render(reply, sentences)
        return rendered.content, rendered.embed

    def _may_embed(self) -> bool:
        """Tell whether Mop may embed here; Discord has the last word where the channel is not known."""
        guild, channel = self.message.guild, self.message.channel
        me: discord.Member | None = guild.me if guild else None
        if me is None or not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
            return True
        with suppress(discord.ClientException):  # the channel of a thread is not known
            return channel.permissions_for(me).embed_links
        return True

    def _sent(self, answer: str) -> discord.PartialMessage:
        return discord.PartialMessage(channel=self.message.channel, id=int(answer))


@dataclass(slots=True)
class InteractionDelivery:
    """Fills the place that a deferred interaction holds open; fulfils ``bot.desk.Delivery``."""

    interaction: discord.Interaction
    clock: Callable[[], datetime]
    received_at: datetime
    said: bool = False
    """Whether an answer stands there."""

    @property
    def can_edit(self) -> bool:
        """Whether an answer can be completed in place: always."""
        return True

    async def busy(self) -> None:
        """Do nothing: Discord shows that Mop is thinking since the interaction was deferred."""

    async def send(self, reply: Reply, sentences: Localizer) -> str:
        """Put the answer in its place and return its id.

        Raises:
            NothingLeftError: the fifteen minutes are over.
            PlatformError: Discord did not take it.
        """
        rendered = render(reply, sentences)
        return await self._fill(rendered.content, rendered.embed, buttons(reply, sentences))

    async def send_text(self, text: str) -> str:
        """Put a ready text in the place of the answer and return its id; raises as ``send``."""
        return await self._fill(text, None, None)

    async def edit(self, answer: str, reply: Reply, sentences: Localizer) -> None:
        """Put another text in the place of the answer, which is the one that this interaction made."""
        del answer
        try:
            await self.send(reply, sentences)
        except NothingLeftError as error:
            _log.debug("nothing left of an edit: %s", error)

    async def remove(self, answer: str) -> None:
        """Delete the answer."""
        del answer
        if not self._is_over():
            with if_still_there("a deletion"):
                await self.interaction.delete_original_response()

    def link_to(self, answer: str) -> str:
        """Return the address of an answer."""
        return link_to_message(self.interaction.guild_id, self.interaction.channel_id or 0, answer)

    async def _fill(self, content: str, embed: discord.Embed | None, view: discord.ui.View | None) -> str:
        if self._is_over():
            raise NothingLeftError("the fifteen minutes of an interaction are over")
        with translated("an answer"):
            sent = await self.interaction.edit_original_response(
                content=content, embed=embed, view=view, allowed_mentions=NOBODY
            )
        self.said = True
        return str(sent.id)

    def _is_over(self) -> bool:
        return self.clock() - self.received_at > FOLLOW_UP_FOR
