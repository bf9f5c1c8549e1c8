"""Pictures broken in every way: headers that lie, pieces that are missing."""

from __future__ import annotations

import io
from contextlib import suppress

import pytest
from hypothesis import given

from bot.errors import PictureError
from tests.fuzz.breaking import FUZZ, broken_bytes

Image = pytest.importorskip("PIL.Image", reason="reading pictures is not installed")

from bot.images.decoding import FORMATS, READ_SIDE, decoded  # noqa: E402 - needs Pillow
from bot.images.limits import Limits  # noqa: E402 - as above


def _file(kind: str) -> bytes:
    file = io.BytesIO()
    Image.linear_gradient("L").resize((40, 30)).convert("RGB").save(file, kind)
    return file.getvalue()


WHOLE = [_file(kind) for kind in FORMATS]


@pytest.mark.parametrize("raw", WHOLE, ids=FORMATS)
def test_every_format_is_fuzzed(raw: bytes) -> None:
    """The pictures that are broken here are of all formats, and whole before that."""
    assert decoded(raw, Limits()).size == (40, 30)


@given(broken_bytes(WHOLE))
@FUZZ
def test_any_picture_is_read_or_refused(raw: bytes) -> None:
    """Whatever a file says of itself: a picture within the bounds, or a reason of ours."""
    with suppress(PictureError):
        assert max(decoded(raw, Limits()).size) <= READ_SIDE
