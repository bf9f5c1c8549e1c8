"""Targets that are not written plainly: base64, Proofpoint's alphabets, tokens with a payload.

Each function takes path and query (without its question mark) and gives a text that may be an address, or "".
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from urllib.parse import unquote

_URL_BYTES = re.compile(rb"https?://[^\x00-\x20\x7f-\xff\"<>]+")
_V3 = re.compile(r"/v3/__(?P<url>.+?)__;(?P<bytes>[\w+/=-]*)!")
_V3_BARE = re.compile(r"/v3/__(?P<url>[^!]+?)__(?:;|!|$)")
_RUN = re.compile(r"\*(\*.)?")
_RUN_LENGTHS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
"""Proofpoint v3: ``**`` and one of these letters is a run of that many characters, "A" being two."""


def parameter(query: str, name: str) -> str:
    """Give one parameter's value as it stands; "" when it is missing."""
    for piece in query.split("&"):
        key, _, value = piece.partition("=")
        if key == name:
            return value
    return ""


def _base64(text: str) -> bytes:
    plain = text.replace("-", "+").replace("_", "/").rstrip("=")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _first_address(data: bytes) -> str:
    found = _URL_BYTES.search(data)
    return found[0].decode("ascii") if found else ""


def bing(path: str, query: str) -> str:
    """Read ``bing.com/ck/a?...&u=a1aHR0cHM6...``: "a1" and the address in URL-safe base64."""
    value = parameter(query, "u")
    return _first_address(_base64(value[2:])) if path.startswith("/ck/") and value.startswith("a1") else ""


def base64_parameter(path: str, query: str) -> str:
    """Read ``...protection.sophos.com/?d=example.com&u=aHR0cHM6...``."""
    return _first_address(_base64(unquote(parameter(query, "u")))) if path == "/" else ""


def base64_segment(path: str, query: str) -> str:
    """Read a path segment that is base64 round an address (Bitdefender's links, older Google News links)."""
    del query
    for segment in path.split("/"):
        if len(segment) >= 12 and (found := _first_address(_base64(segment))):
            return found
    return ""


def substack(path: str, query: str) -> str:
    """Read ``substack.com/redirect/2/PAYLOAD.SIGNATURE``: base64 of JSON whose "e" is the address."""
    del query
    found = re.match(r"/redirect/2/([\w-]+)", path)
    try:
        payload = json.loads(_base64(found[1])) if found else None
    except (ValueError, RecursionError):
        return ""
    target = payload.get("e") if isinstance(payload, dict) else None
    return target if isinstance(target, str) else ""


def urldefense(path: str, query: str) -> str:
    """Read Proofpoint URL Defense v1, v2 and v3."""
    if path.startswith("/v1/"):
        return unquote(parameter(query, "u"))
    if path.startswith("/v2/"):
        return unquote(parameter(query, "u").replace("-", "%").replace("_", "/"))
    return _urldefense_v3(path + ("?" + query if query else ""))


def _urldefense_v3(text: str) -> str:
    coded = _V3.match(text)
    if not coded:
        bare = _V3_BARE.match(text)
        return bare["url"] if bare else ""
    hidden = _base64(coded["bytes"]).decode("utf-8", "ignore")
    place = 0
    pieces: list[str] = []
    last = 0
    for mark in _RUN.finditer(coded["url"]):
        length = _RUN_LENGTHS.find(mark[1][1]) + 2 if mark[1] else 1
        pieces += (coded["url"][last : mark.start()], hidden[place : place + length])
        place += length
        last = mark.end()
    return "".join((*pieces, coded["url"][last:]))
