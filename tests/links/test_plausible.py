"""Whether a word with a dot was meant as an address."""

from __future__ import annotations

import pytest

from bot.links.plausible import is_meant


@pytest.mark.parametrize(
    ("host", "rest", "alone", "expected"),
    [
        ("example.com", "", False, True),
        ("example.com", "/", False, True),
        ("file.py", "/x", False, True),
        ("file.py", "", True, False),
        ("www.file.py", "", False, True),
        ("www.py", "", False, False),
        ("readme.md", "", True, False),
        ("point.md", "", False, True),
        ("it.so", "/abc", False, True),
        ("peace.world", "", False, False),
        ("peace.world", "", True, True),
        ("covid-19.world", "", False, True),
        ("did.it", "", False, False),
        ("did.it", "", True, True),
        ("over.IN", "", True, False),
        ("Hello.World", "", True, False),
        ("192.0.2.1", "", False, False),
        ("192.0.2.1", ":80", False, True),
        ("192.0.2.1", "", True, True),
        ("192.0.2.256", "/", True, False),
        ("1.2.3", "/", True, False),
        ("e.g", "", True, False),
        ("name.notasuffix", "/x", True, False),
    ],
)
def test_table(host: str, rest: str, *, alone: bool, expected: bool) -> None:
    """A typing slip, a file or a version is no host; a path, ``www.`` or a line of its own makes it one."""
    assert is_meant(host, rest, alone=alone) is expected
