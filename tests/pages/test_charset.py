"""Which encoding a page is read in, by the HTML Standard's rules."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.pages.charset import declared, decode, name_of

# A word in each encoding that a person could have written, as Python's own codec writes it.
WORDS = {
    "utf-8": ("utf-8", "naïve 日本"),
    "ibm866": ("cp866", "Привет"),
    "iso-8859-2": ("iso8859-2", "Žluťoučký"),
    "iso-8859-3": ("iso8859-3", "Ħaġra"),
    "iso-8859-4": ("iso8859-4", "Ķēniņš"),
    "iso-8859-5": ("iso8859-5", "Привет"),
    "iso-8859-6": ("iso8859-6", "مرحبا"),
    "iso-8859-7": ("iso8859-7", "Καλημέρα"),
    "iso-8859-8": ("iso8859-8", "שלום"),
    "iso-8859-10": ("iso8859-10", "Þórður"),
    "iso-8859-13": ("iso8859-13", "ąžuolas"),
    "iso-8859-14": ("iso8859-14", "Ŵythnos"),
    "iso-8859-15": ("iso8859-15", "cœur €"),
    "iso-8859-16": ("iso8859-16", "știință"),
    "koi8-r": ("koi8-r", "Привет"),
    "koi8-u": ("koi8-u", "Їжак"),
    "macintosh": ("mac-roman", "Ümlaut"),
    "windows-874": ("cp874", "สวัสดี"),
    "windows-1250": ("cp1250", "Žluťoučký"),
    "windows-1251": ("cp1251", "Привет"),
    "windows-1252": ("cp1252", "“naïve” €"),
    "windows-1253": ("cp1253", "Καλημέρα"),
    "windows-1254": ("cp1254", "İstanbul ğ"),
    "windows-1255": ("cp1255", "שלום"),
    "windows-1256": ("cp1256", "مرحبا"),
    "windows-1257": ("cp1257", "ąžuolas"),
    "windows-1258": ("cp1258", "Đường"),
    "x-mac-cyrillic": ("mac-cyrillic", "Привет"),
    "gbk": ("gbk", "中文网页"),
    "gb18030": ("gb18030", "中文𠀀"),
    "big5": ("big5", "中文網頁"),
    "euc-jp": ("euc_jp", "日本語"),
    "iso-2022-jp": ("iso2022_jp", "日本語"),
    "shift_jis": ("cp932", "日本語①"),
    "euc-kr": ("cp949", "한국어 뷁"),
    "utf-16le": ("utf-16-le", "naïve 日本"),
    "utf-16be": ("utf-16-be", "naïve 日本"),
}


@pytest.mark.parametrize("encoding", WORDS)
def test_header_names_the_encoding(encoding: str) -> None:
    """A page whose header names its encoding is read in it."""
    codec, word = WORDS[encoding]
    text = f"<title>{word}</title>" if "1258" not in codec else word
    body = text.encode(codec, "ignore")
    assert decode(body, f'text/html; charset="{encoding.upper()}"') == (body.decode(codec), encoding)


@pytest.mark.parametrize("encoding", sorted(set(WORDS) - {"utf-16le", "utf-16be"}))
def test_meta_names_the_encoding(encoding: str) -> None:
    """A page without a header's word is read as its meta says."""
    codec, word = WORDS[encoding]
    body = f"<!doctype html><meta charset={encoding}><title>".encode() + word.encode(codec, "ignore")
    assert decode(body, "text/html") == (body.decode(codec), encoding)


@pytest.mark.parametrize(
    ("label", "encoding"),
    [
        ("ISO-8859-1", "windows-1252"),
        ("us-ascii", "windows-1252"),
        (" latin1\n", "windows-1252"),
        ("iso-8859-9", "windows-1254"),
        ("tis-620", "windows-874"),
        ("gb2312", "gbk"),
        ("x-sjis", "shift_jis"),
        ("ks_c_5601-1987", "euc-kr"),
        ("big5-hkscs", "big5"),
        ("unicode", "utf-16le"),
        ("utf8", "utf-8"),
        ("hz-gb-2312", "replacement"),
        ("utf-7", ""),
        ("idna", ""),
        ("punycode", ""),
        ("unicode_escape", ""),
        ("rot13", ""),
        ("", ""),
    ],
)
def test_labels(label: str, encoding: str) -> None:
    """Labels mean what the standard's table says, and Python's own codec names mean nothing."""
    assert name_of(label) == encoding


@pytest.mark.parametrize(
    ("start", "encoding"),
    [
        (b'<meta charset="shift_jis">', "shift_jis"),
        (b"<META CHARSET=KOI8-R>", "koi8-r"),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">', "windows-1251"),
        (b"<meta content='text/html;charset=big5' http-equiv='content-type'/>", "big5"),
        (b"<meta name=x content='text/html; charset=big5'>", ""),
        (b"<!-- <meta charset=big5> --><meta charset=gbk>", "gbk"),
        (b"<!--><meta charset=big5>", "big5"),
        (b"<!-- never closed <meta charset=big5>", ""),
        (b'<title x="<meta charset=big5>"><meta charset=euc-kr>', "euc-kr"),
        (b"</meta charset=big5><?pi?><!doctype html><meta charset='euc-kr'>", "euc-kr"),
        (b"<meta charset=nonsense><meta charset=euc-jp>", "euc-jp"),
        (b"<meta charset=utf-16>", "utf-8"),
        (b"<meta charset=x-user-defined>", "windows-1252"),
        (b"<meta http-equiv=content-type content=text/html>", ""),
        (b'<?xml version="1.0" encoding="iso-8859-2"?><html>', "iso-8859-2"),
        (b'<?xml version="1.0" encoding="utf-16"?><html>', "utf-8"),
        (b"<\0?\0x\0m\0l\0", "utf-16le"),
        (b"\0<\0h\0t\0m\0l", "utf-16be"),
        (b"<p charset=big5>", ""),
        (b"<b>" * 3_000 + b"<meta charset=big5>", ""),
        (b"<meta " + b"a " * 3_000 + b"charset=big5>", ""),
        (b"", ""),
    ],
)
def test_prescan(start: bytes, encoding: str) -> None:
    """The prescan finds what a browser's would, and nothing in comments, attributes or other metas."""
    assert declared(start) == encoding


def test_order_of_witnesses() -> None:
    """A byte order mark wins over the header, and the header over the meta."""
    body = "<meta charset=big5>é".encode()
    assert decode(b"\xef\xbb\xbf" + body, "text/html; charset=koi8-r") == ("<meta charset=big5>é", "utf-8")
    assert decode(body, "text/html; charset=koi8-r").encoding == "koi8-r"
    assert decode("\ufeffñ".encode("utf-16-le"), "text/html; charset=utf-8") == ("ñ", "utf-16le")
    assert decode("\ufeffñ".encode("utf-16-be"), "") == ("ñ", "utf-16be")


def test_unknown_header_is_ignored() -> None:
    """A header that names no known encoding leaves the decision to the meta."""
    assert decode(b"<meta charset=gbk>", "text/html; charset=klingon").encoding == "gbk"


def test_undeclared() -> None:
    """A page that declares nothing is UTF-8 where its bytes are, even cut inside a character; else Windows Latin."""
    assert decode("Straße".encode(), "text/html") == ("Straße", "utf-8")
    assert decode("Straß".encode()[:-1], "text/html") == ("Stra", "utf-8")
    assert decode("Straße".encode("cp1252"), "text/html") == ("Straße", "windows-1252")


def test_meta_beyond_the_first_kilobyte() -> None:
    """A meta that stands too late for the prescan still counts where the bytes are no UTF-8."""
    body = b"<!--" + b"x" * 2_000 + b'--><meta charset="windows-1251">' + "Привет".encode("cp1251")
    assert decode(body, "text/html").text.endswith("Привет")


def test_what_cannot_be_read_becomes_the_replacement_character() -> None:
    """Bad bytes, refused encodings and NULs never stop a page from being read."""
    assert decode(b"a\xffb", "text/html; charset=utf-8").text == "a\ufffdb"
    assert decode(b"<b>x", "text/html; charset=iso-2022-kr").text == "\ufffd"
    assert decode(b"a\0b", "text/html").text == "a\ufffdb"
    assert decode(b"\x81<\x8d", "text/html; charset=windows-1252").text == "\x81<\x8d"
    assert decode(b"\xd9<", "text/html; charset=windows-1255").text == "\ufffd<"
    assert decode(b"\xff\xff<b>", "text/html; charset=euc-jp").text.endswith("<b>")


@settings(max_examples=100)
@given(st.binary(max_size=300), st.text(max_size=60))
@example(b"<meta charset", "charset=")
@example(b"<?xml encoding=''?>", "charset='")
@example(b"<a <!--", "text/html; charset=replacement")
def test_never_raises(body: bytes, content_type: str) -> None:
    """Any bytes under any header become text without lone surrogates and without NUL."""
    text, encoding = decode(body, content_type)
    text.encode()
    assert "\0" not in text
    assert encoding
