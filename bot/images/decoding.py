"""A stranger's bytes -> a picture in memory. Runs in the worker only."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageOps

from bot.errors import PictureError
from bot.model import GapReason

if TYPE_CHECKING:
    from bot.images.limits import Limits

FORMATS: Final = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
"""What chats send. Every further decoder is one more that a stranger can reach."""

READ_SIDE: Final = 2_000
"""A larger picture is scaled down to this longest side before it is read."""


def decoded(data: bytes, limits: Limits) -> Image.Image:
    """Return the (first) picture in a file: upright, RGB, on white, at most ``READ_SIDE`` along its longest side.

    Raises:
        PictureError: PICTURE_BROKEN, PICTURE_TOO_LARGE.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a damaged EXIF block is told by a warning
            return _decoded(data, limits)
    except PictureError:
        raise
    except (MemoryError, Image.DecompressionBombError) as exc:
        raise PictureError(GapReason.PICTURE_TOO_LARGE) from exc
    except Exception as exc:
        # Whatever a file made for it can bring a decoder to: OSError, SyntaxError, struct.error, OverflowError, ...
        raise PictureError(GapReason.PICTURE_BROKEN) from exc


def _decoded(data: bytes, limits: Limits) -> Image.Image:
    with Image.open(io.BytesIO(data), formats=FORMATS) as image:  # reads the header alone
        width, height = image.size
        # Decompression bomb: what the header promises is held against the limit before a pixel is made.
        if width * height > limits.pixels or max(width, height) > limits.side:
            raise PictureError(GapReason.PICTURE_TOO_LARGE)
        image.draft("RGB", (READ_SIDE, READ_SIDE))  # a JPEG is unfolded no further than needed
        image.thumbnail((READ_SIDE, READ_SIDE))
        return _on_white(ImageOps.exif_transpose(image))


def _on_white(image: Image.Image) -> Image.Image:
    """Return a picture without transparency: black words on nothing would else be black on black."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    layer = image.convert("RGBA")
    paper = Image.new("RGBA", layer.size, "white")
    paper.alpha_composite(layer)
    return paper.convert("RGB")
