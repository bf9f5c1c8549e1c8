"""The engines themselves, in the real worker: codes always, words where the extra ``ocr`` is installed."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from bot.errors import PictureError
from bot.images import parts
from bot.images.engines import MOST_LINES, Reader
from bot.images.limits import Limits
from bot.images.lines import Line
from bot.images.reader import PictureReader, said_by
from bot.images.workshop import Workshop
from bot.model import Gap, GapReason, GapStep
from tests.images.pictures import bomb, meme, photo, qr_code, saved

PATIENT = 110.0

needs_ocr = pytest.mark.skipif(
    not all(map(parts.is_installed, parts.WORDS)), reason="the extra ocr is not installed: words cannot be read"
)


@pytest.fixture(scope="module")
def reader() -> Reader:
    """Return a reader in this process, its models loaded once."""
    return Reader(Limits())


def test_codes_are_found_wherever_they_stand(reader: Reader) -> None:
    """A QR code in a photo, turned, small in a corner or as a photo's negative is read; bars are not."""
    code = qr_code("https://gossip.example/news")
    scene = photo().resize((960, 640))
    scene.paste(code.resize((160, 160)), (700, 420))
    for image in (code, code.rotate(30, expand=True, fillcolor="white"), scene):
        assert reader.read(saved(image, "JPEG", quality=70)).codes == ("https://gossip.example/news",)
    assert reader.read(saved(photo())).codes == ()


async def test_the_real_worker_reads_codes_and_survives_harm() -> None:
    """One process: a code, a bomb, rubbish, and a code again."""
    async with Workshop(Limits(seconds=PATIENT)) as workshop:
        read = PictureReader(workshop).read
        found = await read([saved(qr_code("https://gossip.example/1")), bomb(60_000, 60_000), b"rubbish"], PATIENT)
        assert found[0].links == ("https://gossip.example/1",)
        assert [each.gap and each.gap.reason for each in found[1:]] == [
            GapReason.PICTURE_TOO_LARGE,
            GapReason.PICTURE_BROKEN,
        ]
        (again,) = await read([saved(qr_code("https://gossip.example/2"))], PATIENT)
        assert again.links == ("https://gossip.example/2",)


def test_what_cannot_be_opened_is_said(reader: Reader) -> None:
    """Both engines are spared a file that is no picture."""
    with pytest.raises(PictureError):
        reader.read(b"rubbish")


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Codes alone can be read; without Pillow nothing can."""
    monkeypatch.setattr(parts, "is_installed", lambda name: name not in {"rapidocr", "onnxruntime"})
    assert (parts.missing(), parts.can_read_anything()) == (("rapidocr", "onnxruntime"), True)
    without = Reader(Limits()).read(saved(qr_code("x y")))
    assert (without.words_unread, without.codes) == (True, ("x y",))
    monkeypatch.setattr(parts, "is_installed", lambda name: name not in {"zxingcpp", "rapidocr", "onnxruntime"})
    assert not parts.can_read_anything()
    assert Reader(Limits()).read(saved(qr_code("x y"))).codes == ()


class _Engine:
    """RapidOCR's shape: what it is called with, and what it gives for text and for none."""

    def __init__(self, params: dict[str, object]) -> None:
        assert params["EngineConfig.onnxruntime.intra_op_num_threads"] == 1
        self.called = 0

    def __call__(self, image: np.ndarray[Any, Any]) -> SimpleNamespace:
        self.called += 1
        assert image.shape[2] == 3
        crops, found = self.detect_and_crop(image, {})
        if found.boxes is None:
            return SimpleNamespace(txts=None, scores=None, boxes=None)
        texts = tuple(f"{image.shape[1]} wide" for _ in crops)
        return SimpleNamespace(txts=texts, scores=found.scores, boxes=found.boxes)

    def detect_and_crop(self, image: np.ndarray[Any, Any], record: dict[str, object]) -> tuple[list[int], Any]:
        """Find nothing in a tall picture, thirty lines in a wide one."""
        if image.shape[0] > image.shape[1]:
            return [], SimpleNamespace(boxes=None, scores=None)
        corners = np.array([[[9, 1 + y], [40, 2 + y], [41, 12 + y], [8, 11 + y]] for y in range(0, 600, 20)])
        return list(range(30)), SimpleNamespace(boxes=corners, scores=[0.9] * 30)


def test_lines_come_with_their_upright_boxes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Corners become a box; no text at all is no line; of a page of print the beginning is read."""
    monkeypatch.setitem(sys.modules, "rapidocr", SimpleNamespace(RapidOCR=_Engine))
    monkeypatch.setattr(parts, "is_installed", lambda name: name != "zxingcpp")
    reader = Reader(Limits())
    lines = reader.read(saved(photo())).lines
    assert (lines[0], len(lines)) == (Line("480 wide", 0.9, 8, 1, 41, 12), MOST_LINES)
    assert reader.read(saved(photo().rotate(90, expand=True))).lines == ()


@needs_ocr
@pytest.mark.parametrize(
    ("lines", "options"),
    [
        (("Shops have banned poppies", "this year, share if you", "will wear yours"), {}),
        (("Las tiendas han prohibido", "las amapolas del recuerdo"), {"paper": "navy", "ink": "white"}),
    ],
)
def test_the_words_of_a_meme_are_read(reader: Reader, lines: tuple[str, ...], options: dict[str, str]) -> None:
    """Words come as they were set, line after line."""
    found = reader.read(saved(meme(*lines, **options), "JPEG"))  # type: ignore[arg-type] # two colours
    assert [line.text for line in found.lines] == list(lines)


@needs_ocr
def test_a_photo_without_words_has_none(reader: Reader) -> None:
    """Blots that look like an 8 are no words."""
    for seed in range(4):
        read = said_by(reader.read(saved(photo(seed))))
        assert read.gap == Gap(GapStep.IMAGES, GapReason.PICTURE_WITHOUT_WORDS)
