"""The pictures of one message, fetched and read within its time; what could not be read carries its gap."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from bot.errors import FetchError, PictureError, PlatformError
from bot.images.codes import links_in, words_in
from bot.images.lines import joined
from bot.model import Gap, GapReason, GapStep, ReadPicture

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.images.wire import Found
    from bot.images.workshop import Workshop
    from bot.model import Picture

_TOO_MANY: Final = ReadPicture(gap=Gap(GapStep.IMAGES, GapReason.TOO_MANY_PICTURES))


class PictureReader:
    """Reads the pictures of messages; one for all chats of one process."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self._limits = workshop.limits
        self._in_hand = asyncio.Semaphore(self._limits.in_hand)

    async def read(self, images: Sequence[bytes | Picture], seconds: float) -> tuple[ReadPicture, ...]:
        """Return what each picture says, in order, never later than after ``seconds``."""
        end = asyncio.get_running_loop().time() + seconds
        wanted, rest = images[: self._limits.a_message], images[self._limits.a_message :]
        read = await asyncio.gather(*(self._read(image, end) for image in wanted))
        return (*read, *(_TOO_MANY for _ in rest))

    async def _read(self, image: bytes | Picture, end: float) -> ReadPicture:
        try:
            async with asyncio.timeout_at(end), self._in_hand:
                data = image if isinstance(image, bytes) else await image.load(self._limits.bytes)
                found = await self._workshop.read(data, end - asyncio.get_running_loop().time())
        except TimeoutError:
            return _unread(GapReason.PICTURE_OUT_OF_TIME)
        except FetchError as error:
            too_large = error.gap.reason is GapReason.TOO_LARGE
            reason = GapReason.PICTURE_TOO_LARGE if too_large else GapReason.PICTURE_NOT_FETCHED
            return _unread(reason, error.gap.reason.value)
        except PlatformError:
            return _unread(GapReason.PICTURE_NOT_FETCHED)
        except PictureError as error:
            return _unread(error.reason)
        return said_by(found)


def said_by(found: Found) -> ReadPicture:
    """Return what a picture says: its words, then the sentences in its codes, and the links in those."""
    words = "\n".join(filter(None, (joined(found.lines), words_in(found.codes))))
    links = links_in(found.codes)
    if words or links:
        return ReadPicture(words, links)
    return _unread(GapReason.NOT_INSTALLED if found.words_unread else GapReason.PICTURE_WITHOUT_WORDS)


def _unread(reason: GapReason, detail: str = "") -> ReadPicture:
    return ReadPicture(gap=Gap(GapStep.IMAGES, reason, detail))
