"""Addresses written so that nobody clicks them by accident (``hxxps://example[.]com``), read and written."""

from __future__ import annotations

import re

_HINT = re.compile(r"[\[({]\s?(?:\.|dot\b|:|/)|h(?:xx|\*\*|__|tx|xt)p|\\\.", re.IGNORECASE)
"""Without it a text holds nothing defanged."""
_HINT_MARKS = ("[", "(", "{", "\\", "xxp", "**p", "__p", "txp", "xtp")
"""Without any of these in lower case it has no hint either: quicker to see than by the expression."""
_DOT = r"\s?(?:\[\s?(?:\.|dot)\s?\]|\(\s?(?:\.|dot)\s?\)|\{\s?(?:\.|dot)\s?\})\s?|\\\."
_MARKS = re.compile(
    rf"(?P<dot>(?<=[^\W_])(?:{_DOT})(?=[^\W_]))"
    r"|(?P<colon>\[:\]|\(:\)|\{:\})(?=//)"
    r"|(?P<scheme>\[://\]|\(://\)|\{://\}|:\[//\])"
    r"|(?P<slash>(?<=[^\W_])(?:\[/\]|\(/\)))"
    r"|(?P<http>(?<![a-z])h(?:xx|\*\*|__|tx|xt)p(?=s?[:\[({]))",
    re.IGNORECASE,
)
_PLAIN = {"dot": ".", "colon": ":", "scheme": "://", "slash": "/", "http": "http"}
_AUTHORITY = re.compile(r"(?:[a-z*_]+[:\[({]+)?[:/\\\])}]*[^/\\?#]*(?:(?:\[/\]|\(/\))|$|(?=[/\\?#]))", re.IGNORECASE)
_HOST_START = re.compile(r"^[^:/?#]*://(?:[^/?#]*@)?")


def _has_hint(text: str) -> bool:
    return any(map(text.lower().__contains__, _HINT_MARKS)) and bool(_HINT.search(text))


def refang(text: str) -> tuple[str, list[int] | None]:
    """Write every defanged mark of a text plainly.

    Returns:
        The text, and for each of its characters where that stood in the original, with one more entry for
        the end; None instead where nothing was changed.
    """
    if not _has_hint(text):
        return text, None
    pieces: list[str] = []
    places: list[int] = []
    last = 0
    for mark in _MARKS.finditer(text):
        plain = _PLAIN[mark.lastgroup or ""]
        pieces += (text[last : mark.start()], plain)
        places += (*range(last, mark.start()), *([mark.start()] * len(plain)))
        last = mark.end()
    if not pieces:
        return text, None
    return "".join((*pieces, text[last:])), [*places, *range(last, len(text) + 1)]


def refang_address(address: str) -> str:
    """Write one address plainly, if its scheme or its host is defanged; marks in a path alone are the path's."""
    if not _has_hint(address):
        return address
    start = _AUTHORITY.match(address)
    if start is None or not _MARKS.search(start[0]):
        return address
    return _MARKS.sub(_plain_in_address, address)


def _plain_in_address(mark: re.Match[str]) -> str:
    is_in_path = mark.lastgroup == "http" and mark.start() > 0
    return mark[0] if is_in_path else _PLAIN[mark.lastgroup or ""]


def defang(url: str) -> str:
    """Write an address so that no chat program makes it a link: ``https://a.com/b`` -> ``hxxps://a[.]com/b``."""
    shown = re.sub(r"^http", "hxxp", url, count=1)
    start = _HOST_START.match(shown)
    begin = start.end() if start else 0
    ends = [place for mark in "/?#" if (place := shown.find(mark, begin)) >= 0]
    end = min(ends, default=len(shown))
    return shown[:begin] + shown[begin:end].replace(".", "[.]") + shown[end:]
