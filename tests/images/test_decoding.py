"""Strangers' bytes, opened."""

from __future__ import annotations

import io
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.errors import PictureError
from bot.images.decoding import READ_SIDE, decoded
from bot.images.limits import Limits
from bot.model import GapReason
from tests.images.pictures import bomb, meme, photo, saved

LIMITS = Limits()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
def test_the_kinds_that_chats_send(kind: str) -> None:
    """Each is opened, as RGB."""
    image = decoded(saved(photo(), kind), LIMITS)
    assert (image.mode, image.size) == ("RGB", (480, 320))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.4",
        saved(photo(), "TIFF"),
        saved(photo(), "ICO"),
        saved(photo(), "JPEG")[:2_000],
        saved(photo(), "PNG")[:2_000],
        b"\x89PNG\r\n\x1a\n" + b"\xff" * 100,
        bomb(40, 40),
    ],
    ids=["empty", "text", "svg", "pdf", "tiff", "ico", "cut jpeg", "cut png", "noise", "too little in it"],
)
def test_what_is_no_picture_is_broken(data: bytes) -> None:
    """Damaged files and kinds that are not read are told apart from pictures, without an error of a library's."""
    with pytest.raises(PictureError) as caught:
        decoded(data, LIMITS)
    assert caught.value.reason is GapReason.PICTURE_BROKEN


@pytest.mark.parametrize(("width", "height"), [(60_000, 60_000), (2**31 - 1, 2**31 - 1), (8_000, 8_000), (1, 21_000)])
def test_a_decompression_bomb_is_not_unfolded(width: int, height: int) -> None:
    """A few bytes that promise gigabytes are refused by their header."""
    with pytest.raises(PictureError) as caught:
        decoded(bomb(width, height), LIMITS)
    assert caught.value.reason is GapReason.PICTURE_TOO_LARGE


def test_a_large_picture_is_scaled_down() -> None:
    """A phone's own photo is read no larger than needed."""
    assert max(decoded(saved(photo().resize((4_000, 3_000)), "JPEG"), LIMITS).size) == READ_SIDE


def test_a_picture_is_turned_upright_and_laid_on_white() -> None:
    """A camera's rotation is followed; black words on nothing stay readable; of a GIF the first frame counts."""
    turned = Image.Exif()
    turned[0x0112] = 6
    assert decoded(saved(photo(), "JPEG", exif=turned), LIMITS).size == (320, 480)
    clear = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), (10, 10, 20, 20))
    laid = decoded(saved(clear), LIMITS)
    assert (laid.getpixel((0, 0)), laid.getpixel((15, 15))) == ((255, 255, 255), (0, 0, 0))
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    file = io.BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    assert decoded(file.getvalue(), LIMITS).getpixel((0, 0)) == (255, 0, 0)


_SAMPLES = [saved(meme("x", size=(64, 64)), kind) for kind in ("PNG", "JPEG", "GIF", "WEBP", "BMP")]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(_SAMPLES), st.integers(0, 400), st.binary(max_size=8), st.integers(0, 400))
def test_a_damaged_picture_is_read_or_refused(data: bytes, place: int, patch: bytes, cut: int) -> None:
    """Whatever was done to a file, there is a picture within the bounds or a reason of ours."""
    harmed = data[:place] + patch + data[place + len(patch) : len(data) - cut]
    with suppress(PictureError):
        assert max(decoded(harmed, LIMITS).size) <= READ_SIDE
