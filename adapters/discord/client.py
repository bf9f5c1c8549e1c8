"""The connection to Discord: what it delivers is handed to ``Answering`` and ``Interactions``."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any, Final

import discord
import yarl

from adapters.discord.announcing import SentenceTranslator, announce
from adapters.discord.answering import Answering
from adapters.discord.commands import build_tree
from adapters.discord.escape import escaped
from adapters.discord.failures import translated
from adapters.discord.interactions import Interactions
from adapters.discord.places import PLATFORM, chat_of, whole_of
from bot.buttons import Buttons
from bot.commands import Commands
from bot.disputes import tell_filers
from bot.startup import retained
from bot.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from pathlib import Path

    from adapters.discord.images import Pictures
    from adapters.discord.settings import DiscordSettings
    from bot.desk import Desk

DRAIN_SECONDS: Final = 9.0
"""What is in hand may take this long after SIGTERM; one second is left for closing."""

TELL_EVERY_SECONDS: Final = 3600

FROM_COMPONENTS: Final = frozenset({discord.InteractionType.component, discord.InteractionType.modal_submit})

_log = logging.getLogger(__name__)


def intents(*, passive: bool) -> discord.Intents:
    """Return the least that works: servers and messages, and the words of messages only where ``passive``."""
    return discord.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=passive)


class MopClient(discord.AutoShardedClient):
    """Mop on Discord; keeps no message in memory."""

    def __init__(self, desk: Desk, settings: DiscordSettings, data_dir: Path) -> None:
        options: dict[str, Any] = {}
        if settings.shards.ids:
            options = {"shard_ids": list(settings.shards.ids), "shard_count": settings.shards.count}
        super().__init__(
            intents=intents(passive=settings.passive),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            **options,
        )
        self._desk = desk
        self._data_dir = data_dir
        self._tasks: set[asyncio.Task[None]] = set()
        self.turns = Turns()
        self.answering = Answering(self, desk, self.turns, passive=settings.passive)
        self.interactions = Interactions(
            desk, Commands(desk, retained()), Buttons(desk), self.turns, passive=settings.passive
        )
        self.tree = build_tree(self, self.interactions)
        self._survive_odd_events()
        if settings.gateway_url:
            self._connect_only_to(yarl.URL(settings.gateway_url))

    def read_pictures(self, pictures: Pictures | None) -> None:
        """Have attachments fetched, for a checker that reads them."""
        self.answering.pictures = self.interactions.pictures = pictures

    async def setup_hook(self) -> None:
        """Begin what goes on beside the connection."""
        await self.tree.set_translator(SentenceTranslator())
        self._in_background(self._announce())
        self._in_background(self._tell_filers())

    async def finish(self) -> None:
        """Finish what is in hand and what was acknowledged, and take on nothing new."""
        self.answering.closing = self.interactions.closing = True
        try:
            await asyncio.wait_for(self.turns.done(), DRAIN_SECONDS)
        except TimeoutError:
            _log.warning("some work was cut short")

    async def close(self) -> None:
        """Leave Discord, and whatever is still in hand."""
        self.answering.closing = self.interactions.closing = True
        await self.turns.drain(0)
        for task in self._tasks:
            task.cancel()
        await super().close()

    # --- events ---------------------------------------------------------------------------------------

    async def on_ready(self) -> None:
        """Say in the log that all is well."""
        _log.warning("answering as %s in %d servers", self.user, len(self.guilds))

    async def on_message(self, message: discord.Message) -> None:
        """Hear a message."""
        self.answering.heard(message)

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Hear a changed message; Discord also tells of previews and pins, which change no words."""
        edited = payload.data.get("edited_timestamp")
        if edited:
            self.answering.heard(payload.message, edit=edited)

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Let the answer go with its message."""
        self.answering.deleted(payload.guild_id, payload.channel_id, {payload.message_id})

    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Let the answers go with their messages."""
        self.answering.deleted(payload.guild_id, payload.channel_id, payload.message_ids)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Take buttons and forms; commands come by the tree."""
        if interaction.type in FROM_COMPONENTS:
            await self.interactions.component(interaction)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Keep what is known of a server that takes Mop back; no greeting: nobody asked for one."""
        await self._desk.kept(self._desk.store.chat_joined(_server(guild), self._desk.clock()), default=False)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Begin to forget a server that removed Mop."""
        await self._desk.kept(self._desk.store.chat_left(_server(guild), self._desk.clock()), None)

    # --- beside it ------------------------------------------------------------------------------------

    async def _announce(self) -> None:
        if await announce(self.tree, self._data_dir):
            _log.info("told Discord the commands")

    async def _tell_filers(self) -> None:
        """Tell whoever objected what became of it, once an hour; of several programs the first shard's does."""
        while not self.shard_ids or 0 in self.shard_ids:
            await tell_filers(self._desk, PLATFORM, self._tell)
            await asyncio.sleep(TELL_EVERY_SECONDS)

    async def _tell(self, person: str, text: str) -> None:
        """Write to a person; who takes no messages from Mop is told nothing."""
        with translated("a message to a person"):
            user = await self.fetch_user(int(person.removeprefix(f"{PLATFORM}:")))
            await user.send(escaped(text), allowed_mentions=discord.AllowedMentions.none())

    def _in_background(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            _log.error("work in the background failed: %s", error)

    def _survive_odd_events(self) -> None:
        """Pass over an event that discord.py cannot read; on its own it would end the whole connection for it."""
        parsers = self._connection.parsers
        for name, parse in list(parsers.items()):
            parsers[name] = _guarded(name, parse)

    def _connect_only_to(self, gateway: yarl.URL) -> None:
        """Keep every connection, resumed ones too, at one gateway, whatever addresses Discord names."""
        connect = self.http.ws_connect

        async def ws_connect(url: str, *, compress: int = 0) -> Any:  # noqa: ANN401 - discord.py's own
            return await connect(str(gateway.with_query(yarl.URL(url).query)), compress=compress)

        self.http.ws_connect = ws_connect  # type: ignore[method-assign] # there is no other hook


def _guarded(name: str, parse: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def parse_or_pass_over(data: Any) -> None:  # noqa: ANN401 - an event's payload
        try:
            parse(data)
        except Exception as error:
            _log.error("%s of Discord's could not be read: %s: %s", name, type(error).__name__, error)

    return parse_or_pass_over


def _server(guild: discord.Guild) -> str:
    return whole_of(chat_of(guild.id, 0))
