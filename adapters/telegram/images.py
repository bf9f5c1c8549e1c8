"""Pictures that Telegram holds: which of a message's can be read, and how their bytes are had."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from adapters.telegram.network import MopBot
from bot.errors import FetchError
from bot.model import Gap, GapReason, GapStep

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import telegram

READABLE: Final = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp"})
"""Kinds of documents that are read as pictures; others (SVG, HEIC, Photoshop) have no decoder here."""

LONG_ENOUGH: Final = 1_280
"""Of a photo's sizes, the smallest one with a side this long is taken: letters are readable in it."""


@dataclass(frozen=True, slots=True)
class TelegramPicture:
    """One picture, fetched when it is going to be read."""

    file: telegram.PhotoSize | telegram.Document

    async def load(self, max_bytes: int) -> bytes:
        """Return its bytes.

        Raises:
            FetchError: it could not be had, or is too large; nothing in it tells the token.
        """
        if (self.file.file_size or 0) > max_bytes:
            raise FetchError(self.file.file_id, Gap(GapStep.IMAGES, GapReason.TOO_LARGE, str(self.file.file_size)))
        bot = self.file.get_bot()
        assert isinstance(bot, MopBot)  # noqa: S101 - every message of this program comes from it
        return await bot.file_bytes(self.file.file_id, max_bytes)


def pictures_of(messages: Sequence[telegram.Message]) -> Iterator[TelegramPicture]:
    """Yield the pictures that can be read, in order: photos, and documents that are pictures."""
    for message in messages:
        if message.photo:
            yield TelegramPicture(_best(message.photo))
        elif message.document and message.document.mime_type in READABLE and not message.animation:
            yield TelegramPicture(message.document)


def shows_what_cannot_be_read(message: telegram.Message) -> bool:
    """Tell whether a message shows something that nobody looks at: films, stickers, stories, other documents."""
    shown = (
        message.video,
        message.animation,
        message.sticker,
        message.video_note,
        message.live_photo,
        message.paid_media,
        message.story,
    )
    kind = (message.document.mime_type if message.document else None) or ""
    return any(shown) or (kind.startswith(("image/", "video/")) and kind not in READABLE)


def _best(sizes: Sequence[telegram.PhotoSize]) -> telegram.PhotoSize:
    by_length = sorted(sizes, key=lambda size: max(size.width, size.height))
    return next((size for size in by_length if max(size.width, size.height) >= LONG_ENOUGH), by_length[-1])
