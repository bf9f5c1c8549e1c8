"""Takes out what only follows people about, and leaves every other byte of an address as it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from bot.links.rules import Names

_TEXT_FRAGMENT = ":~:"
_PATH_MARKS = {"amazon": re.compile(r"/ref=[^/?#]*"), "audible": re.compile(r"/ref=[^/?#]*")}
"""Shops that write where a visitor came from into the path: ``/dp/B000000000/ref=sr_1_1``."""


_SOCIALFLOW = re.compile(r"sf\d{6,}=1")
"""A post's number, which SocialFlow hangs on the addresses of many newspapers."""


def without_tracking(url: str, names: tuple[Names, ...]) -> str:
    """Drop whole ``name=value`` pieces whose name is a tracking one, from the query and from the fragment.

    The query is cut at ``&`` into raw pieces and whole pieces are dropped: an expression run over the address
    would turn ``/p?fbclid=x&a=1`` into ``/pa=1``. Fragments that only tell a browser which words to mark
    (``:~:text=``, WICG text fragments) go too: they carry what somebody searched for.
    """
    address, hash_mark, fragment = url.partition("#")
    page, question_mark, query = address.partition("?")
    return page + _kept(question_mark, query, names) + _kept_fragment(hash_mark, fragment, names)


def _kept(mark: str, query: str, names: tuple[Names, ...]) -> str:
    pieces = query.split("&")
    kept = [piece for piece in pieces if not _tracks(piece, names)]
    if len(kept) == len(pieces):
        return mark + query
    return mark + "&".join(kept) if any(kept) else ""


def without_path_marks(url: str, path: str, brand: str) -> str:
    """Drop the path segments of a shop's address that only say where a visitor came from."""
    marks = _PATH_MARKS.get(brand)
    return url.replace(path, marks.sub("", path), 1) if marks and marks.search(path) else url


def _kept_fragment(mark: str, fragment: str, names: tuple[Names, ...]) -> str:
    shown, text_fragment, _ = fragment.partition(_TEXT_FRAGMENT)
    if text_fragment and not shown:
        return ""
    # "#!" and "#/" are addresses inside a page's own program; "#?" puts a query there.
    if shown.startswith(("!", "/")):
        return mark + shown
    lead = "?" if shown.startswith("?") else ""
    pieces = shown.removeprefix("?")
    # A fragment without "=" is a section's name, whatever it is called.
    kept = _kept(mark + lead, pieces, names) if "=" in pieces else mark + shown
    return kept if kept != mark + lead or not text_fragment else ""


def _tracks(piece: str, names: tuple[Names, ...]) -> bool:
    name = piece.partition("=")[0].lower()
    if "%" in name:
        name = unquote(name)
    return bool(name) and (any(name in known for known in names) or bool(_SOCIALFLOW.fullmatch(piece)))
