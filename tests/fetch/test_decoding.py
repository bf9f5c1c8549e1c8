"""Content-Encoding, undone piece by piece."""

from __future__ import annotations

import gzip
import itertools
import zlib
from contextlib import suppress

import brotli  # type: ignore[import-untyped]  # it ships no types
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.fetch.decoding import MAX_MEMBERS, PIECE, Decoder, DecodingError, codings_of
from tests.fetch.zstandard import zstd

ENCODE = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress, "zstd": zstd.compress}


def decode(codings: tuple[str, ...], body: bytes, step: int = 1 << 20) -> tuple[bytes, bool]:
    """Decode a body that comes in steps; the second is whether it was whole."""
    decoder = Decoder(codings)
    out = b"".join(piece for at in range(0, len(body), step) for piece in decoder.pieces(body[at : at + step]))
    return out, decoder.complete


@given(
    st.binary(max_size=400),
    st.lists(st.sampled_from(sorted(ENCODE)), max_size=2),
    st.integers(min_value=1, max_value=50),
)
@settings(max_examples=200)
@example(b"", ["gzip"], 1)
@example(b"a", ["br", "zstd"], 1)
def test_round_trip(body: bytes, codings: list[str], step: int) -> None:
    """Whatever is encoded comes out again, in whatever packets it came."""
    encoded = body
    for coding in codings:
        encoded = ENCODE[coding](encoded)
    assert decode(tuple(codings), encoded, step) == (body, True)


@given(st.binary(max_size=200), st.lists(st.sampled_from(sorted(ENCODE)), min_size=1, max_size=2))
@settings(max_examples=200)
def test_noise(body: bytes, codings: list[str]) -> None:
    """Noise is decoded or refused, and nothing else."""
    with suppress(DecodingError):
        list(Decoder(codings).pieces(body))


@pytest.mark.parametrize("coding", sorted(ENCODE))
def test_bombs_come_in_pieces(coding: str) -> None:
    """A bomb is let out a piece at a time (brotli's may be somewhat longer), so whoever reads can stop at any."""
    decoder = Decoder((coding,))
    pieces = decoder.pieces(ENCODE[coding](bytes(50 * PIECE)))
    for piece in itertools.islice(pieces, 5):
        assert len(piece) <= PIECE * 2
    assert not decoder.complete


@pytest.mark.parametrize("coding", sorted(ENCODE))
def test_long_bodies_come_whole(coding: str) -> None:
    """A body that is much longer decoded comes out to its last byte."""
    body = bytes(10_000_000) + b"the end"
    assert decode((coding,), ENCODE[coding](body)) == (body, True)


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_members(coding: str) -> None:
    """A body in several members is read through; one in thousands is cut off."""
    assert decode((coding,), ENCODE[coding](b"a") + ENCODE[coding](b"b"), 3) == (b"ab", True)
    out, _ = decode((coding,), ENCODE[coding](b"a") * 1000)
    assert len(out) == MAX_MEMBERS + 1


@pytest.mark.parametrize(
    ("coding", "step"), [("gzip", 1), ("gzip", 1000), ("deflate", 1), ("deflate", 1000), ("br", 1)]
)
def test_padding_behind_the_end(coding: str, step: int) -> None:
    """What follows the end of a coding is passed over."""
    assert decode((coding,), ENCODE[coding](b"abc") + b"\0\0\0", step)[0] == b"abc"


@pytest.mark.parametrize("coding", sorted(ENCODE))
def test_cut_off(coding: str) -> None:
    """A body that ends in the middle of its coding is known to be incomplete."""
    assert not decode((coding,), ENCODE[coding](bytes(range(256)) * 9)[:-6])[1]


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_plain_in_spite_of_the_header(coding: str) -> None:
    """A body that is visibly not in its coding is taken as it is."""
    assert decode((coding,), b"<!doctype html>") == (b"<!doctype html>", True)


def test_skippable_frame() -> None:
    """A zstd body may begin with a frame that says nothing."""
    assert decode(("zstd",), b"\x51\x2a\x4d\x18\x01\x00\x00\x00x" + zstd.compress(b"abc")) == (b"abc", True)


def test_nothing_fed() -> None:
    """A body without a byte is whole."""
    assert Decoder(("gzip",)).complete


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ([], ()),
        (["gzip"], ("gzip",)),
        (["X-GZIP"], ("gzip",)),
        (["gzip, br"], ("gzip", "br")),
        (["gzip", "br"], ("gzip", "br")),
        (["identity"], ()),
        (["utf-8"], ()),
        ([", ,"], ()),
    ],
)
def test_codings(headers: list[str], expected: tuple[str, ...]) -> None:
    """Known codings are undone; other words in that header are passed over, as browsers do."""
    assert codings_of(headers) == expected


def test_too_many_codings() -> None:
    """No page is compressed three times."""
    with pytest.raises(DecodingError):
        codings_of(["gzip, br, zstd"])
