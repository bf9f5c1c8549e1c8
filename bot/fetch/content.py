"""Whether an answer is a page at all: by its Content-Type, and by its first bytes where that says nothing. Pure.

Follows the MIME Sniffing Standard where it matters here: an unknown type is looked into, a known one is believed,
but for text that plainly is HTML (servers without a type table send text/plain) and for files sent as text/html.
"""

from __future__ import annotations

import enum
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

SNIFF_BYTES = 1_445
"""The MIME Sniffing Standard's resource header."""

_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml"})
_UNSURE_TYPES = frozenset(
    {
        "",
        "*/*",
        "text/plain",
        "text/xml",
        "application/xml",
        "unknown/unknown",
        "application/unknown",
        "text/htm",
        "html",
        "text",
    }
)
_TYPE = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+/[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")

# Tags that mark HTML (MIME Sniffing, "identify a resource with an unknown MIME type"), plus <meta and <?xml …<html.
_PAGE_START = re.compile(
    rb"[\t\n\x0c\r ]*(?:<!--.{0,1000}?-->[\t\n\x0c\r ]*)?"
    rb"<(?:!doctype html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p|meta|!--)"
    rb"[\t\n\x0c\r />-]",
    re.IGNORECASE | re.DOTALL,
)
_XML_WITH_HTML = re.compile(
    rb"[\t\n\x0c\r ]*<\?xml[^<]{0,200}.{0,400}?<html[\t\n\x0c\r >]", re.IGNORECASE | re.DOTALL
)
_FILE_MAGIC = (
    b"%PDF-",
    b"\x89PNG\r\n",
    b"\xff\xd8\xff",
    b"GIF87a",
    b"GIF89a",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\x1f\x8b\x08",
    b"Rar!\x1a\x07",
    b"7z\xbc\xaf",
    b"\x7fELF",
    b"MZ\x90\x00",
    b"OggS",
    b"ID3",
    b"\x00\x00\x01\x00",
    b"\x1aE\xdf\xa3",
    b"\xd0\xcf\x11\xe0",
    b"SQLite format 3",
)


class Content(enum.Enum):
    """What a Content-Type promises."""

    PAGE = "page"
    UNSURE = "unsure"
    """Read the first bytes before deciding."""
    OTHER = "other"


def promised(content_type: str) -> Content:
    """Judge a Content-Type value as ``content_type_of`` gives it; "" for none."""
    essence = content_type.partition(";")[0].strip().lower()
    if essence in _PAGE_TYPES:
        return Content.PAGE
    return Content.UNSURE if essence in _UNSURE_TYPES else Content.OTHER


def content_type_of(headers: Sequence[str]) -> str:
    """The Content-Type that counts: the last valid one (Fetch Standard, "extract a MIME type"), else the first."""
    values = [value.strip() for header in headers for value in header.split(",") if value.strip()]
    valid = [value for value in values if _TYPE.match(value.partition(";")[0].strip())]
    return valid[-1] if valid else (values[0] if values else "")


def is_page(start: bytes, content_type: str) -> bool:
    """Tell from the first bytes of a decoded body whether to read it as HTML.

    Args:
        start: the first SNIFF_BYTES, or all there is.
        content_type: the header, "" for none.
    """
    if start.startswith(_FILE_MAGIC) or start[4:8] == b"ftyp" or (start[:4], start[8:12]) == (b"RIFF", b"WEBP"):
        return False
    if promised(content_type) is Content.PAGE:
        return True
    plain = _as_bytes(start)
    return bool(_PAGE_START.match(plain) or _XML_WITH_HTML.match(plain))


def _as_bytes(start: bytes) -> bytes:
    """The same text with one byte a character, for UTF-16 with a byte order mark; without any mark otherwise."""
    for mark, codec in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if start.startswith(mark):
            return start[2:].decode(codec, "ignore").encode("ascii", "replace")
    return start.removeprefix(b"\xef\xbb\xbf")
