"""Whether an answer is a page."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.fetch.content import Content, content_type_of, is_page, promised

HTML = b"<!DOCTYPE html><title>x</title>"


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        ("text/html", Content.PAGE),
        ("Text/HTML; charset=utf-8", Content.PAGE),
        ("text/html;charset", Content.PAGE),
        ("application/xhtml+xml", Content.PAGE),
        ("", Content.UNSURE),
        ("*/*", Content.UNSURE),
        ("text/plain", Content.UNSURE),
        ("application/xml", Content.UNSURE),
        ("html", Content.UNSURE),
        ("image/png", Content.OTHER),
        ("application/pdf", Content.OTHER),
        ("application/json", Content.OTHER),
        ("application/octet-stream", Content.OTHER),
        ("video/mp4", Content.OTHER),
        ("text/css", Content.OTHER),
        ("text/html/x", Content.OTHER),
    ],
)
def test_promised(content_type: str, expected: Content) -> None:
    """A type says whether the body is worth reading at all."""
    assert promised(content_type) is expected


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ([], ""),
        (["text/html"], "text/html"),
        (["text/plain", "text/html; charset=utf-8"], "text/html; charset=utf-8"),
        (["text/plain, text/html"], "text/html"),
        (["text/html", "nonsense"], "text/html"),
        (["nonsense"], "nonsense"),
        ([" ", ","], ""),
    ],
)
def test_last_valid_type_counts(headers: list[str], expected: str) -> None:
    """Of several types the last valid one counts, as in browsers."""
    assert content_type_of(headers) == expected


@pytest.mark.parametrize(
    "start",
    [
        HTML,
        b"\xef\xbb\xbf" + HTML,
        b"\n\n  <html>",
        b"<!-- note --> <head >",
        b"<!--x--><p>",
        b"<H1>x",
        b"<meta charset=x>",
        b"<?xml version='1.0'?><!DOCTYPE html><html xmlns='x'>",
        b"\xff\xfe" + "<html>".encode("utf-16-le"),
        b"\xfe\xff" + "<html>".encode("utf-16-be"),
    ],
)
@pytest.mark.parametrize("content_type", ["", "text/plain", "application/xml"])
def test_html_under_another_name(start: bytes, content_type: str) -> None:
    """A page is read although its server has no or no right name for it."""
    assert is_page(start, content_type)


@pytest.mark.parametrize(
    "start",
    [
        b"",
        b"Just words.",
        b"{}",
        b"<?xml version='1.0'?><rss>",
        b"<feed>",
        b"<pre>x</pre>",
        b"<bold>",
        b"\x00\x01\x02",
        b"<",
        b"#!/bin/sh",
    ],
)
def test_no_html_under_another_name(start: bytes) -> None:
    """Text, feeds and data without a name are no page."""
    assert not is_page(start, "")


@pytest.mark.parametrize(
    "start",
    [
        b"%PDF-1.7",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        b"GIF89a",
        b"PK\x03\x04",
        b"\x1f\x8b\x08\x00",
        b"RIFF\x00\x00\x00\x00WEBPVP8 ",
        b"\x00\x00\x00\x18ftypmp42",
        b"OggS",
        b"MZ\x90\x00",
    ],
)
def test_file_sent_as_a_page(start: bytes) -> None:
    """A picture or document is no page, whatever its server calls it."""
    assert not is_page(start, "text/html")


def test_page_by_its_name() -> None:
    """A body called HTML is read, even when it begins with plain words or is empty."""
    assert is_page(b"Just words.", "text/html")
    assert is_page(b"", "text/html")
    assert is_page(b"\x00", "text/html")


@given(st.binary(max_size=200), st.sampled_from(["", "text/plain", "text/html", "x"]))
@settings(max_examples=100)
def test_any_bytes_are_judged(start: bytes, content_type: str) -> None:
    """No first bytes do anything but be judged."""
    assert is_page(start, content_type) in {True, False}
