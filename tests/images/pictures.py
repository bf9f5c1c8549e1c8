"""Pictures, drawn for the tests."""

from __future__ import annotations

import io
import random
import struct
import zlib
from typing import Any

import zxingcpp
from PIL import Image, ImageDraw, ImageFont


def saved(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:  # noqa: ANN401 - Pillow's own
    """Return a picture as a file."""
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def meme(*lines: str, size: tuple[int, int] = (640, 320), paper: str = "white", ink: str = "black") -> Image.Image:
    """Return words on paper, set in Pillow's own font."""
    image = Image.new("RGB", size, paper)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(34)
    for number, line in enumerate(lines):
        draw.text((24, 24 + 52 * number), line, font=font, fill=ink)
    return image


def photo(seed: int = 7) -> Image.Image:
    """Return blots without words."""
    blots = random.Random(seed)  # noqa: S311 - not a secret
    image = Image.new("RGB", (480, 320), (90, 120, 140))
    draw = ImageDraw.Draw(image)
    for _ in range(60):
        x, y, size = blots.randrange(480), blots.randrange(320), blots.randrange(20, 120)
        draw.ellipse((x, y, x + size, y + size), fill=tuple(blots.randrange(256) for _ in range(3)))
    return image


def qr_code(text: str) -> Image.Image:
    """Return a QR code."""
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    return Image.fromarray(zxingcpp.write_barcode_to_image(made, scale=5)).convert("RGB")


def bomb(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes whose header promises ``width`` x ``height`` pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(64))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
