"""The pictures of one message."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

import pytest

from bot.errors import FetchError, PictureError, PlatformError
from bot.images.limits import Limits
from bot.images.lines import Line
from bot.images.reader import PictureReader, said_by
from bot.images.wire import Found
from bot.images.workshop import Workshop
from bot.model import Gap, GapReason, GapStep, ReadPicture


class Handed(Workshop):
    """A workshop whose answers are handed to it; never any process."""

    def __init__(self, found: Found | Exception | None = None) -> None:
        super().__init__()
        self._found = found or Found()
        self.read_now = self.read_at_once = 0

    async def read(self, data: bytes, seconds: float) -> Found:
        """Return, or raise, what was handed in."""
        self.read_now += 1
        self.read_at_once = max(self.read_now, self.read_at_once)
        await asyncio.sleep(0)
        self.read_now -= 1
        if isinstance(self._found, Exception):
            raise self._found
        return replace(self._found, codes=(*self._found.codes, data.decode()))


@dataclass
class Held:
    """A picture that a platform holds, or does not give."""

    error: Exception | None = None
    waits: bool = False

    async def load(self, max_bytes: int) -> bytes:
        """Return its bytes, or not."""
        assert max_bytes == Limits().bytes
        if self.waits:
            await asyncio.Event().wait()
        if self.error:
            raise self.error
        return b"words of a code"


def gap(reason: GapReason, detail: str = "") -> ReadPicture:
    """Return a picture that was not read."""
    return ReadPicture(gap=Gap(GapStep.IMAGES, reason, detail))


async def test_pictures_are_read_in_order_and_few_at_once() -> None:
    """However large an album, only a few of its pictures are in memory; past ten they are left, and that is said."""
    handed = Handed()
    read = await PictureReader(handed).read([f"a {number}".encode() for number in range(12)], 5)
    assert [picture.words for picture in read[:10]] == [f"a {number}" for number in range(10)]
    assert list(read[10:]) == [gap(GapReason.TOO_MANY_PICTURES)] * 2
    assert handed.read_at_once <= Limits().in_hand
    assert await PictureReader(handed).read([Held()], 5) == (ReadPicture("words of a code"),)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (FetchError("x", Gap(GapStep.IMAGES, GapReason.TOO_LARGE)), gap(GapReason.PICTURE_TOO_LARGE, "too_large")),
        (FetchError("x", Gap(GapStep.FETCH, GapReason.NOT_FOUND)), gap(GapReason.PICTURE_NOT_FETCHED, "not_found")),
        (PlatformError("away"), gap(GapReason.PICTURE_NOT_FETCHED)),
    ],
)
async def test_a_picture_that_cannot_be_had(error: Exception, expected: ReadPicture) -> None:
    """The others of the message are read all the same."""
    read = await PictureReader(Handed()).read([Held(error), b"a b"], 5)
    assert read == (expected, ReadPicture("a b"))


async def test_a_picture_that_does_not_come_in_time() -> None:
    """The message's deadline ends the waiting."""
    late = gap(GapReason.PICTURE_OUT_OF_TIME)
    assert await PictureReader(Handed()).read([Held(waits=True)] * 5, 0.05) == (late,) * 5


async def test_why_a_picture_was_not_read_is_handed_on() -> None:
    """The workshop's reason is the gap's."""
    reader = PictureReader(Handed(PictureError(GapReason.PICTURE_BROKEN)))
    assert await reader.read([b"x"], 5) == (gap(GapReason.PICTURE_BROKEN),)


def test_what_a_picture_says() -> None:
    """Words and links come together; nothing at all is told apart from words that nobody could look for."""
    lines = (Line("Words", 1, 0, 0, 9, 9),)
    assert said_by(Found(lines, ("https://a.example/", "x y"))) == ReadPicture("Words\nx y", ("https://a.example/",))
    assert said_by(Found()) == gap(GapReason.PICTURE_WITHOUT_WORDS)
    assert said_by(Found(words_unread=True)) == gap(GapReason.NOT_INSTALLED)
    assert said_by(Found(codes=("https://a.example/",), words_unread=True)).links == ("https://a.example/",)
