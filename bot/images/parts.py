"""Which of the packages that read pictures are installed (extra ``ocr``)."""

from __future__ import annotations

import importlib.util
from typing import Final

PICTURES: Final = "PIL"
CODES: Final = "zxingcpp"
WORDS: Final = ("rapidocr", "onnxruntime")
ALL: Final = (*WORDS, CODES, PICTURES)


def missing() -> tuple[str, ...]:
    """Return the packages that are not installed; empty where pictures can be read in full."""
    return tuple(name for name in ALL if not is_installed(name))


def can_read_anything() -> bool:
    """Tell whether at least codes can be read, or words."""
    return is_installed(PICTURES) and (is_installed(CODES) or all(map(is_installed, WORDS)))


def is_installed(name: str) -> bool:
    """Tell whether a package can be imported, without importing it."""
    return importlib.util.find_spec(name) is not None
