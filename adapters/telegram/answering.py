"""One update of Telegram's, handed to the part that answers it; nothing that goes wrong there goes further."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import TYPE_CHECKING

from adapters.telegram import membership
from adapters.telegram.failures import NotLetInError
from adapters.telegram.inline import Inline
from adapters.telegram.owing import is_owed
from adapters.telegram.pressing import Pressing
from adapters.telegram.service import language_of
from adapters.telegram.talking import Talking
from bot.errors import MopError, PlatformError, StoreError
from bot.model import Reply

if TYPE_CHECKING:
    from collections.abc import Sequence

    import telegram

    from adapters.telegram.service import Service

_log = logging.getLogger(__name__)


class Answering:
    """Answers updates; one for all chats of one process."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._talking = Talking(service)
        self._pressing = Pressing(service)
        self._inline = Inline(service)

    def note(self, update: telegram.Update) -> None:
        """Look at an update as soon as it comes, before its turn."""
        if update.inline_query:
            self._inline.note(update.inline_query)

    def is_owed(self, update: telegram.Update) -> bool:
        """Tell whether somebody waits for an answer, which then is never dropped. Cheap: called for every update."""
        return is_owed(update, self._service.bot)

    async def answer(self, updates: Sequence[telegram.Update], *, again: bool = False) -> None:
        """Answer one update, or the several of one album, and always come back.

        An update that cannot be handled is told in the log, and with one sentence to whoever waits; it is not tried
        again, because what it did until then would be done twice.
        """
        try:
            await self._answer(updates, again=again)
        except NotLetInError as error:
            _log.info("not let in: %s", error)
        except PlatformError as error:
            _log.warning("an update stays unanswered: %s", error)
        except StoreError as error:
            _log.error("an update could not be served without the database: %s", error)
            await self._say_sorry(updates[0])
        except Exception:
            _log.exception("an update could not be handled")
            await self._say_sorry(updates[0])

    async def _answer(self, updates: Sequence[telegram.Update], *, again: bool) -> None:
        update = updates[0]
        if update.callback_query:
            await self._pressing.take(update.callback_query)
        elif update.inline_query:
            await self._inline.take(update.inline_query)
        elif update.my_chat_member:
            await membership.take(self._service, update.my_chat_member)
        else:
            messages = [each.message or each.edited_message for each in updates]
            present = [message for message in messages if message]
            if present:
                await self._talking.take(present, edited=update.edited_message is not None, again=again)

    async def _say_sorry(self, update: telegram.Update) -> None:
        """Tell whoever asked that it went wrong; nobody else."""
        message = update.message or update.edited_message
        if message is None or not self.is_owed(update):
            return
        with suppress(MopError):
            sentences = await self._service.sentences(message.chat, language_of(message.from_user))
            await self._service.delivery(message).send(Reply(sentences.text("went-wrong")), sentences)
