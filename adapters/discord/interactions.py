"""Commands, context menus, buttons and forms: acknowledged at once, answered in turn."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, cast

import discord
from cachetools import TTLCache

from adapters.discord.components import FORM, LINK, OURS, WORDS, action_of, filled_in, objection_form
from adapters.discord.delivery import NOBODY, InteractionDelivery
from adapters.discord.escape import escaped
from adapters.discord.failures import NothingLeftError, translated
from adapters.discord.first_answer import acknowledge, is_poster, open_form, say_sorry
from adapters.discord.places import channel_of, is_with_bot, person_id, place_of_interaction, whole_of
from adapters.discord.render import render_share
from adapters.discord.to_message import holds_anything, to_message
from bot.commands import COMMANDS, Caller
from bot.errors import CommandError, PlatformError, StoreError
from bot.model import Action, ChatSettings, Message, Mode, Reply
from bot.reply import share

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from adapters.discord.images import Pictures
    from bot.buttons import Buttons
    from bot.commands import Commands
    from bot.desk import Desk
    from bot.locales import Localizer
    from bot.model import Conversation
    from bot.turns import Turns

REMEMBERED_INTERACTIONS: Final = 10_000
REMEMBERED_SECONDS: Final = 900.0
"""A token's life; after it an interaction cannot be answered anyway."""

READING_MODES: Final = frozenset({Mode.WARN.value, Mode.ALWAYS.value})

_log = logging.getLogger(__name__)


class Interactions:
    """Answers interactions; one for all servers of one process."""

    def __init__(self, desk: Desk, commands: Commands, buttons: Buttons, turns: Turns, *, passive: bool) -> None:
        self._desk = desk
        self._commands = commands
        self._buttons = buttons
        self._turns = turns
        self._passive = passive
        self._seen: TTLCache[int, bool] = TTLCache(
            REMEMBERED_INTERACTIONS, REMEMBERED_SECONDS, timer=lambda: desk.clock().timestamp()
        )
        self.pictures: Pictures | None = None
        """Fetches what is attached; None where nobody is going to read it."""
        self.closing = False
        """True once no new work is taken on."""

    def is_new(self, interaction: discord.Interaction) -> bool:
        """Tell whether to answer: once each, and none while the process ends."""
        if self.closing or interaction.id in self._seen:
            return False
        self._seen[interaction.id] = True
        return True

    # --- commands and context menus -------------------------------------------------------------------

    async def check(self, interaction: discord.Interaction, text: str, *, public: bool) -> None:
        """Check an address or a text; only who asks sees the answer unless it is ``public``."""
        place = place_of_interaction(interaction, private=not public)
        message = Message(
            text, language=str(interaction.locale), conversation=place, reply_to=str(interaction.id), asked=True
        )
        await self._answer(
            interaction, lambda delivery: self._check(message, str(interaction.id), delivery), private=not public
        )

    async def check_message(self, interaction: discord.Interaction, target: discord.Message) -> None:
        """Check somebody's message, for whoever asks alone."""
        message = self._asked_about(interaction, target)
        await self._answer(interaction, lambda delivery: self._check(message, str(target.id), delivery))

    async def share_message(self, interaction: discord.Interaction, target: discord.Message) -> None:
        """Show a text to share in place of somebody's message."""
        message = self._asked_about(interaction, target)

        async def work(delivery: InteractionDelivery) -> None:
            sentences = await self._sentences(message.conversation, message.language)
            if not holds_anything(target):
                await delivery.send(Reply(sentences.text("discord-check-nothing")), sentences)
                return
            local = await self._desk.local_ratings_of(message.conversation.id)
            report = await self._desk.checker.check(message, local)
            await delivery.send_text(render_share(share(report, sentences)))

        await self._answer(interaction, work)

    async def command(
        self, interaction: discord.Interaction, name: str, argument: str, *, whole_server: bool = False
    ) -> None:
        """Run one of the shared commands; only who asks sees the answer."""
        place = place_of_interaction(interaction, private=False)
        caller = self._caller(interaction, place)
        settles_channel = name == "mode" and not whole_server
        caller = replace(caller, chat=channel_of(place.id) if settles_channel else whole_of(place.id))

        async def work(delivery: InteractionDelivery) -> None:
            sentences = await self._sentences_of(caller)
            if name == "help":
                reply = _help(sentences)
            else:
                reply = await self._commands.run(name, argument, caller)
            if name == "mode" and argument and interaction.guild_id:
                reply = self._with_scope(reply, argument, caller, await self._sentences_of(caller))
            await delivery.send(reply, sentences)

        await self._answer(interaction, work)

    async def failed(self, interaction: discord.Interaction, error: Exception) -> None:
        """Acknowledge an interaction that could not even be begun."""
        _log.error("a command could not be run: %s", error)

        async def work(delivery: InteractionDelivery) -> None:
            sentences = self._own_sentences(interaction)
            await delivery.send(Reply(sentences.text("went-wrong")), sentences)

        if not interaction.response.is_done():
            await self._answer(interaction, work)

    # --- buttons and forms ----------------------------------------------------------------------------

    async def component(self, interaction: discord.Interaction) -> None:
        """Do what a pressed button or a form says; what is not ours is left alone."""
        data: Mapping[str, Any] = cast("Mapping[str, Any]", interaction.data or {})
        custom_id = str(data.get("custom_id", ""))
        if not custom_id.startswith(OURS) or not self.is_new(interaction):
            return
        form = FORM.fullmatch(custom_id)
        if form:
            await self._objected(interaction, form["answer"], private=form["where"] == "private")
        elif interaction.message is not None:
            await self._pressed(interaction, interaction.message, action_of(custom_id))

    async def _pressed(
        self, interaction: discord.Interaction, message: discord.Message, action: Action | None
    ) -> None:
        private = message.flags.ephemeral
        caller = self._caller(interaction, place_of_interaction(interaction, private=private))
        if action is Action.NOT_RIGHT:
            await open_form(
                interaction, objection_form(str(message.id), self._own_sentences(interaction), private=private)
            )
        elif action is Action.DISMISS:
            await self._dismiss(interaction, message, caller, private=private)
        elif action is not None:
            await self._answer(interaction, lambda delivery: self._show(action, str(message.id), caller, delivery))

    async def _show(self, action: Action, answer: str, caller: Caller, delivery: InteractionDelivery) -> None:
        """Show what a button leads to, without buttons of its own, to whoever pressed it."""
        reply = await self._buttons.press(action, answer, caller)
        if action is Action.SHARE:
            await delivery.send_text(render_share(reply.headline))
        else:
            await delivery.send(replace(reply, actions=()), await self._sentences_of(caller))

    async def _dismiss(
        self, interaction: discord.Interaction, message: discord.Message, caller: Caller, *, private: bool
    ) -> None:
        """Take the answer away for its poster and for moderators; tell anybody else, alone, that it stays."""

        async def work(delivery: InteractionDelivery) -> None:
            posted_it = private or await is_poster(interaction, message)
            caller_there = replace(caller, is_admin=caller.is_admin or interaction.permissions.manage_messages)
            try:
                await self._buttons.dismiss(str(message.id), caller_there, delivery, posted_it=posted_it)
            except CommandError as error:
                text = (await self._sentences_of(caller)).text(error.message_id, **error.arguments)
                with translated("a refusal"):
                    await interaction.followup.send(escaped(text), ephemeral=True, allowed_mentions=NOBODY)

        await self._answer(interaction, work, changes_message=True)

    async def _objected(self, interaction: discord.Interaction, answer: str, *, private: bool) -> None:
        filled = filled_in(cast("Mapping[str, Any]", interaction.data or {}))
        caller = self._caller(interaction, place_of_interaction(interaction, private=private))

        async def work(delivery: InteractionDelivery) -> None:
            words, link = filled.get(WORDS, ""), filled.get(LINK, "")
            reply = await self._buttons.object_to(answer, caller, words, link)
            await delivery.send(reply, await self._sentences_of(caller))

        await self._answer(interaction, work)

    # --- one interaction on its way to an answer --------------------------------------------------------

    async def _answer(
        self,
        interaction: discord.Interaction,
        work: Callable[[InteractionDelivery], Awaitable[None]],
        *,
        private: bool = True,
        changes_message: bool = False,
    ) -> None:
        """Acknowledge now, since Discord waits three seconds and no longer, and answer when it is this person's turn.

        Args:
            interaction: what was used.
            work: answers it.
            private: whether only who used it sees the answer; in direct messages nobody else is there.
            changes_message: the answer is what becomes of the message with the button.
        """
        delivery = InteractionDelivery(interaction, self._desk.clock, self._desk.clock())
        ephemeral = private and not is_with_bot(interaction)
        if await acknowledge(interaction, ephemeral=ephemeral, thinking=not changes_message):
            self._turns.submit(
                person_id(interaction.user), lambda: self._safely(interaction, delivery, work), owed=True
            )

    async def _safely(
        self,
        interaction: discord.Interaction,
        delivery: InteractionDelivery,
        work: Callable[[InteractionDelivery], Awaitable[None]],
    ) -> None:
        sentences = self._own_sentences(interaction)
        try:
            await work(delivery)
        except CommandError as error:
            await say_sorry(delivery, sentences.text(error.message_id, **error.arguments), sentences)
        except NothingLeftError as error:
            _log.debug("nothing left of an interaction: %s", error)
        except PlatformError as error:
            _log.info("an interaction stays unanswered: %s", error)
        except StoreError as error:
            _log.error("an interaction could not be served without the database: %s", error)
            await say_sorry(delivery, sentences.text("went-wrong"), sentences)
        except Exception:
            await say_sorry(delivery, sentences.text("went-wrong"), sentences)
            raise

    async def _check(self, message: Message, message_id: str, delivery: InteractionDelivery) -> None:
        place = message.conversation
        settings = await self._desk.settings_of(place.id, place.kind)
        sentences = self._desk.sentences_for(settings, message.language)
        if settings.mode is Mode.OFF:
            await delivery.send(Reply(sentences.text("mode-is-off")), sentences)
        elif not message.is_empty:
            await self._desk.hear(message, message_id, delivery)
        if not delivery.said:
            await delivery.send(Reply(sentences.text("discord-check-nothing")), sentences)

    def _asked_about(self, interaction: discord.Interaction, target: discord.Message) -> Message:
        place = place_of_interaction(interaction, private=True)
        language = str(interaction.locale)
        return to_message(target, place=place, asked=True, language=language, pictures=self.pictures)

    def _caller(self, interaction: discord.Interaction, place: Conversation) -> Caller:
        permissions = interaction.permissions
        return Caller(
            chat=place.id,
            kind=place.kind,
            is_admin=interaction.guild_id is None or permissions.manage_guild or permissions.administrator,
            person=person_id(interaction.user),
            language=str(interaction.locale),
        )

    def _with_scope(self, reply: Reply, mode: str, caller: Caller, sentences: Localizer) -> Reply:
        """Say what a mode that was set holds for, and what is missing for it."""
        if not caller.is_admin:
            return reply
        in_channel = "/" in caller.chat
        caveats = [sentences.text("discord-mode-in-channel" if in_channel else "discord-mode-in-server")]
        if mode in READING_MODES and not self._passive:
            caveats.append(sentences.text("discord-no-content"))
        return replace(reply, caveats=(*reply.caveats, *caveats))

    async def _sentences_of(self, caller: Caller) -> Localizer:
        settings = await self._desk.settings_of(caller.chat, caller.kind)
        return self._desk.sentences_for(settings, caller.language)

    async def _sentences(self, place: Conversation, language: str) -> Localizer:
        return self._desk.sentences_for(await self._desk.settings_of(place.id, place.kind), language)

    def _own_sentences(self, interaction: discord.Interaction) -> Localizer:
        """Return the sentences of whoever asks, without a look into the database."""
        return self._desk.sentences_for(ChatSettings(Mode.ASKED), str(interaction.locale))


def _help(sentences: Localizer) -> Reply:
    say = sentences.text
    names = (command for command in COMMANDS if command.name not in {"start", "check"})
    lines = (f"/{say(f'discord-name-{command.name}')}: {say(command.description_id)}" for command in names)
    check = f"/{say('discord-name-check')}: {say('discord-check')}"
    return Reply(say("help-headline"), caveats=(say("discord-help"), check, *lines))
