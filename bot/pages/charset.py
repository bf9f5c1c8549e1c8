"""Bytes -> text, by the rules of the HTML and Encoding Standards (html.spec.whatwg.org, encoding.spec.whatwg.org).

Only labels of the standard's table are ever looked up. Python's own codec names must not be: a page that declares
"idna", "punycode" or "unicode_escape" would choose a decoder that is slow or rewrites the text.
"""

from __future__ import annotations

import codecs
import re
from functools import cache, lru_cache
from typing import Final, NamedTuple

_FALLBACK: Final = "windows-1252"

# The standard's name of an encoding, Python's codecs for it (the next one is tried where one finds a fault), and its
# labels besides the name itself.
_TABLE: Final[tuple[tuple[str, str, str], ...]] = (
    ("utf-8", "utf-8", "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf8 x-unicode20utf8"),
    ("ibm866", "cp866", "866 cp866 csibm866"),
    (
        "iso-8859-2",
        "iso8859-2",
        "csisolatin2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2",
    ),
    (
        "iso-8859-3",
        "iso8859-3",
        "csisolatin3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3",
    ),
    (
        "iso-8859-4",
        "iso8859-4",
        "csisolatin4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4",
    ),
    (
        "iso-8859-5",
        "iso8859-5",
        "csisolatincyrillic cyrillic iso-ir-144 iso8859-5 iso88595 iso_8859-5 iso_8859-5:1988",
    ),
    (
        "iso-8859-6",
        "iso8859-6",
        (
            "arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6-e iso-8859-6-i iso-ir-127"
            " iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987"
        ),
    ),
    (
        "iso-8859-7",
        "iso8859-7",
        (
            "csisolatingreek ecma-118 elot_928 greek greek8 iso-ir-126 iso8859-7 iso88597 iso_8859-7 iso_8859-7:1987"
            " sun_eu_greek"
        ),
    ),
    (
        "iso-8859-8",
        "iso8859-8",
        (
            "csiso88598e csisolatinhebrew hebrew iso-8859-8-e iso-ir-138 iso8859-8 iso88598 iso_8859-8"
            " iso_8859-8:1988 visual"
        ),
    ),
    ("iso-8859-8-i", "iso8859-8", "csiso88598i logical"),
    ("iso-8859-10", "iso8859-10", "csisolatin6 iso-ir-157 iso8859-10 iso885910 l6 latin6"),
    ("iso-8859-13", "iso8859-13", "iso8859-13 iso885913"),
    ("iso-8859-14", "iso8859-14", "iso8859-14 iso885914"),
    ("iso-8859-15", "iso8859-15", "csisolatin9 iso8859-15 iso885915 iso_8859-15 l9"),
    ("iso-8859-16", "iso8859-16", ""),
    ("koi8-r", "koi8-r", "cskoi8r koi koi8 koi8_r"),
    ("koi8-u", "koi8-u", "koi8-ru"),
    ("macintosh", "mac-roman", "csmacintosh mac x-mac-roman"),
    ("windows-874", "cp874", "dos-874 iso-8859-11 iso8859-11 iso885911 tis-620"),
    ("windows-1250", "cp1250", "cp1250 x-cp1250"),
    ("windows-1251", "cp1251", "cp1251 x-cp1251"),
    (
        "windows-1252",
        "cp1252",
        (
            "ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591 iso_8859-1"
            " iso_8859-1:1987 l1 latin1 us-ascii x-cp1252"
        ),
    ),
    ("windows-1253", "cp1253", "cp1253 x-cp1253"),
    (
        "windows-1254",
        "cp1254",
        "cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5 latin5 x-cp1254",
    ),
    ("windows-1255", "cp1255", "cp1255 x-cp1255"),
    ("windows-1256", "cp1256", "cp1256 x-cp1256"),
    ("windows-1257", "cp1257", "cp1257 x-cp1257"),
    ("windows-1258", "cp1258", "cp1258 x-cp1258"),
    ("x-mac-cyrillic", "mac-cyrillic", "x-mac-ukrainian"),
    (
        "gbk",
        "gb18030",
        "chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 iso-ir-58 x-gbk",
    ),
    ("gb18030", "gb18030", ""),
    ("big5", "big5hkscs cp950", "big5-hkscs cn-big5 csbig5 x-x-big5"),
    ("euc-jp", "euc_jp euc_jis_2004", "cseucpkdfmtjapanese x-euc-jp"),
    ("iso-2022-jp", "iso2022_jp iso2022_jp_2004", "csiso2022jp"),
    ("shift_jis", "cp932", "csshiftjis ms932 ms_kanji shift-jis sjis windows-31j x-sjis"),
    (
        "euc-kr",
        "cp949",
        "cseuckr csksc56011987 iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 windows-949",
    ),
    ("replacement", "", "csiso2022kr hz-gb-2312 iso-2022-cn iso-2022-cn-ext iso-2022-kr"),
    ("utf-16be", "utf-16-be", "unicodefffe"),
    ("utf-16le", "utf-16-le", "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16"),
    ("x-user-defined", "cp1252", ""),
)
_CODECS: Final = {name: codecs_.split() for name, codecs_, _ in _TABLE}
_LABELS: Final = {label: name for name, _, labels in _TABLE for label in (name, *labels.split())}

SINGLE_BYTE: Final = frozenset(
    name for name, codec, _ in _TABLE if codec.startswith(("iso8859", "koi8", "mac", "cp1", "cp874", "cp866"))
)

_HEADER: Final = re.compile(r"charset\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s;\"']+))", re.IGNORECASE)
_PRESCANNED: Final = 1_024
"""Bytes that the standard reads before it decides."""
_LATE_META: Final = 65_536
"""Bytes in which a later meta still counts, as the standard's "change the encoding" makes it."""
_MOST_TAGS: Final = 2_000


class Decoded(NamedTuple):
    """A body as text."""

    text: str
    encoding: str
    """The standard's name in lower case, such as "windows-1252"."""


def decode(body: bytes, content_type: str = "") -> Decoded:
    """Decode ``body`` as a browser would: byte order mark, then header, then meta, then what the bytes look like.

    Never raises: what cannot be read becomes U+FFFD, and so does the whole of an encoding that the standard
    refuses. NUL becomes U+FFFD as well.

    Args:
        body: the bytes, perhaps cut off anywhere.
        content_type: the header's value; "" without one.
    """
    encoding, skip = settle(body, content_type)
    text, encoding = _text(body[skip:], encoding) if encoding else _undeclared(body)
    return Decoded(_without_nul(text), encoding)


def settle(body: bytes, content_type: str) -> tuple[str, int]:
    """Return the encoding that a page says it is in, "" where it says none, and the length of its byte order mark."""
    encoding, skip = _marked(body)
    return encoding or _from_header(content_type) or declared(body[:_PRESCANNED]), skip


def decode_as(body: bytes, encoding: str) -> str:
    """Decode a body, or a piece of one, in an encoding that is settled, as ``decode`` would."""
    return _without_nul(_text(body, encoding)[0])


def _without_nul(text: str) -> str:
    return text.replace("\0", "\ufffd") if "\0" in text else text


def name_of(label: str) -> str:
    """Return the encoding that ``label`` stands for in the standard's table, or "" when it is in none."""
    return _LABELS.get(label.strip("\t\n\f\r ").lower(), "")


def _marked(body: bytes) -> tuple[str, int]:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16le"),
        (codecs.BOM_UTF16_BE, "utf-16be"),
    ):
        if body.startswith(mark):
            return encoding, len(mark)
    return "", 0


def _from_header(content_type: str) -> str:
    return _charset_of(content_type[:1_000])


@lru_cache(256)
def _charset_of(content_type: str) -> str:
    found = _HEADER.search(content_type)
    return name_of(found[1] or found[2] or found[3] or "") if found else ""


def _undeclared(body: bytes) -> tuple[str, str]:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        # Not final: a body that was cut off inside a character is still UTF-8.
        return decoder.decode(body), "utf-8"
    except UnicodeDecodeError:
        return _text(body, declared(body[:_LATE_META]) or _FALLBACK)


def _text(body: bytes, encoding: str) -> tuple[str, str]:
    if encoding == "replacement":
        return "\ufffd", encoding
    if encoding in SINGLE_BYTE:
        return codecs.charmap_decode(body, "strict", _table(encoding))[0], encoding
    for codec in _CODECS[encoding]:
        try:
            return body.decode(codec), encoding
        except UnicodeDecodeError:
            continue
    return body.decode(_CODECS[encoding][0], "replace"), encoding


@cache
def _table(encoding: str) -> str:
    """The 256 characters of a one-byte encoding.

    Bytes 80 to 9F that a Windows code page leaves out are C1 controls in the standard, others U+FFFD. A table also
    keeps the cost the same for any bytes: an error handler in Python would be called for each bad one.
    """
    codec = _CODECS[encoding][0]
    return "".join(_character(byte, codec) for byte in range(256))


def _character(byte: int, codec: str) -> str:
    try:
        return bytes([byte]).decode(codec)
    except UnicodeDecodeError:
        return chr(byte) if byte < 0xA0 else "\ufffd"


# --- the prescan ----------------------------------------------------------------------------------------

_XML: Final = re.compile(rb"<\?xml[^>]*?\sencoding\s*=\s*(?:\"([^\">]*)\"|'([^'>]*)')")
_OPENING: Final = re.compile(rb"<(?:!--|(/?)([a-zA-Z][^\s/>]*+)|[!/?])")
_ATTRIBUTE: Final = re.compile(
    rb"[\s/]*+(?:([^\s/>=][^\s/>=]*+)\s*+(?:=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>\"'][^\s>]*+)|))?)"
)


def declared(start: bytes) -> str:
    """Prescan the beginning of a page for the encoding it declares in a meta tag or in an XML declaration.

    Returns:
        The encoding's name (UTF-8 where UTF-16 is claimed: a text in UTF-16 could not have been prescanned), or "".
    """
    if start.startswith((b"<\0?\0x\0", b"<\0!\0", b"<\0h\0")):
        return "utf-16le"
    if start.startswith((b"\0<\0?\0x", b"\0<\0!", b"\0<\0h")):
        return "utf-16be"
    position = 0
    for _ in range(_MOST_TAGS):
        opening = _OPENING.search(start, position)
        if not opening:
            break
        if opening[0] == b"<!--":
            # The standard lets the two hyphens that open a comment also close it: "<!-->".
            position = start.find(b"-->", opening.start() + 2) + 3
        elif opening[2] is None:
            position = start.find(b">", opening.end()) + 1
        else:
            attributes, position = _attributes(start, opening.end())
            name = _meta(attributes) if not opening[1] and opening[2].lower() == b"meta" else ""
            if name:
                return name
        if position < opening.end():
            break
    return _from_xml(start)


def _from_xml(start: bytes) -> str:
    found = _XML.match(start)
    name = name_of((found[1] or found[2] or b"").decode("latin-1")) if found else ""
    return "utf-8" if name.startswith("utf-16") else name


def _attributes(start: bytes, position: int) -> tuple[dict[str, str], int]:
    attributes: dict[str, str] = {}
    for _ in range(_MOST_TAGS):
        found = _ATTRIBUTE.match(start, position)
        if not found:
            break
        position = found.end()
        value = found[2] or found[3] or found[4] or b""
        attributes.setdefault(found[1].decode("latin-1").lower(), value.decode("latin-1"))
    return attributes, max(position, start.find(b">", position) + 1)


def _meta(attributes: dict[str, str]) -> str:
    label = attributes.get("charset")
    if label is None:
        if attributes.get("http-equiv", "").lower() != "content-type":
            return ""
        found = _HEADER.search(attributes.get("content", ""))
        label = (found[1] or found[2] or found[3] or "") if found else ""
    name = name_of(label)
    if name.startswith("utf-16"):
        return "utf-8"
    return "windows-1252" if name == "x-user-defined" else name
