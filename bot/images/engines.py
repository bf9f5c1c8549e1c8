"""What reads a decoded picture: zxing-cpp its codes, RapidOCR its words. Runs in the worker only."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

from bot.images import parts
from bot.images.decoding import decoded
from bot.images.lines import Line
from bot.images.wire import Found

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL import Image

    from bot.images.limits import Limits

    Words = Callable[[Image.Image], tuple[Line, ...]]
    Codes = Callable[[Image.Image], tuple[str, ...]]

OCR_SETTINGS: Final = {
    "Global.log_level": "critical",
    # Text is looked for in at most 1,280 pixels along the longest side; what it says is read from the whole picture.
    "Det.limit_type": "max",
    "Det.limit_side_len": 1280,
    # One core: answers to other messages go on meanwhile.
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}


MOST_LINES: Final = 24
"""Lines whose words are read: a meme or a post on a phone has fewer; of a page of print this is the beginning."""


class Reader:
    """Reads pictures with whatever is installed."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._words = _ocr() if all(map(parts.is_installed, parts.WORDS)) else None
        self._codes = _codes() if parts.is_installed(parts.CODES) else None

    def read(self, data: bytes) -> Found:
        """Return what a picture says.

        Raises:
            PictureError: it cannot be opened, or is too large.
        """
        image = decoded(data, self._limits)
        codes = self._codes(image) if self._codes else ()
        return Found(self._words(image) if self._words else (), codes, words_unread=self._words is None)


def _codes() -> Codes:
    import zxingcpp  # noqa: PLC0415 - an extra

    formats = zxingcpp.BarcodeFormat
    # Codes that hold text; the bars on a milk carton are a number.
    wanted = zxingcpp.BarcodeFormats(
        [formats.QRCode, formats.MicroQRCode, formats.RMQRCode, formats.Aztec, formats.DataMatrix]
    )

    def read(image: Image.Image) -> tuple[str, ...]:
        found = zxingcpp.read_barcodes(image, formats=wanted)
        return tuple(each.text for each in found if each.valid)

    return read


def _ocr() -> Words:
    """Return what reads words, its models loaded: they are in the package, and nothing is fetched."""
    import numpy as np  # noqa: PLC0415 - an extra
    from PIL import Image, ImageDraw  # noqa: PLC0415

    base: Any = importlib.import_module("rapidocr").RapidOCR

    class First(base):  # type: ignore[misc] # it may not be installed
        """Reads the first lines from the top, where there are many: each takes a seventh of a second."""

        def detect_and_crop(self, *rest: Any) -> Any:  # noqa: ANN401 - RapidOCR's own
            crops, found = super().detect_and_crop(*rest)
            if found.boxes is not None:
                found.boxes, found.scores = found.boxes[:MOST_LINES], found.scores[:MOST_LINES]
            return crops[:MOST_LINES], found

    engine = First(params=dict(OCR_SETTINGS))

    def read(image: Image.Image) -> tuple[Line, ...]:
        blue_first = np.ascontiguousarray(np.asarray(image)[:, :, ::-1])  # as OpenCV has its colours
        return tuple(_lines(engine(blue_first)))

    sample = Image.new("RGB", (160, 48), "white")
    ImageDraw.Draw(sample).text((10, 16), "warming up", fill="black")
    read(sample)
    return read


def _lines(output: Any) -> list[Line]:  # noqa: ANN401 - RapidOCR has no types
    """Return the lines of RapidOCR's output: four corners, a text and a score each; None for no text at all."""
    if output.txts is None or output.boxes is None:
        return []
    lines = []
    for text, score, box in zip(output.txts, output.scores, output.boxes, strict=True):
        across, down = [float(x) for x, _ in box], [float(y) for _, y in box]
        lines.append(Line(str(text), float(score), min(across), min(down), max(across), max(down)))
    return lines
