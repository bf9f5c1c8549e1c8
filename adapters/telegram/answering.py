"""One update of Telegram's, handed to the part that answers it; nothing that goes wrong there goes further."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from adapters.telegram import membership
from adapters.telegram.batch import messages_of
from adapters.telegram.failures import NotLetInError
from adapters.telegram.inline import Inline
from adapters.telegram.ordinary import Ordinary
from adapters.telegram.owing import is_owed
from adapters.telegram.pressing import Pressing
from adapters.telegram.service import language_of
from adapters.telegram.talking import Talking
from adapters.telegram.target import target_of
from adapters.telegram.to_message import chat_id, kind_of
from bot.errors import MopError, PlatformError, StoreError
from bot.model import Conversation, Reply

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.telegram.ordinary import AnyUpdate
    from adapters.telegram.service import Service
    from adapters.telegram.target import Target

_log = logging.getLogger(__name__)


class Answering:
    """Answers updates; one for all chats of one process."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._talking = Talking(service)
        self._pressing = Pressing(service)
        self._inline = Inline(service)

    def note(self, update: AnyUpdate) -> None:
        """Look at an update as soon as it comes, before its turn."""
        if not isinstance(update, Ordinary) and update.inline_query:
            self._inline.note(update.inline_query)

    def is_owed(self, update: AnyUpdate) -> bool:
        """Tell whether somebody waits for an answer, which then is never dropped. Cheap: called for every update."""
        return is_owed(update, self._service.bot)

    async def answer(self, updates: Sequence[AnyUpdate], *, again: bool = False) -> None:
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

    async def _answer(self, updates: Sequence[AnyUpdate], *, again: bool) -> None:
        update = updates[0]
        if isinstance(update, Ordinary):
            await self._talking.take_ordinary(update, again=again)
        elif update.callback_query:
            await self._pressing.take(update.callback_query)
        elif update.inline_query:
            await self._inline.take(update.inline_query)
        elif update.my_chat_member:
            await membership.take(self._service, update.my_chat_member)
        else:
            edited = update.edited_message
            present = [edited] if edited else messages_of(updates)
            if present:
                await self._talking.take(present, edited=edited is not None, again=again)

    async def _say_sorry(self, update: AnyUpdate) -> None:
        """Tell whoever asked that it went wrong; nobody else."""
        asker = _asker(update)
        if asker is None or not self.is_owed(update):
            return
        with suppress(MopError):
            sentences = await self._service.sentences_in(asker.conversation, asker.language)
            await self._service.delivery_to(asker.target).send(Reply(sentences.text("went-wrong")), sentences)


class _Asker(NamedTuple):
    target: Target
    conversation: Conversation
    language: str


def _asker(update: AnyUpdate) -> _Asker | None:
    """Return who wrote a message, and where; None for an update that is none."""
    if isinstance(update, Ordinary):
        return _Asker(update.target, update.message.conversation, update.message.language)
    message = update.message or update.edited_message
    if message is None:
        return None
    conversation = Conversation(chat_id(message.chat.id), kind_of(message.chat))
    return _Asker(target_of(message), conversation, language_of(message.from_user))
