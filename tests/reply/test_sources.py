"""How a source is called and cited."""

from __future__ import annotations

from urllib.parse import urlsplit

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.reply.sources import cited

_AFTER = st.text(alphabet="ab.-@:/?#[]\\%1W\n é", max_size=12)


@given(st.sampled_from(["https://", "http://", "HTTPS://", "ftp://", ""]), _AFTER)
@example("https://", "www.a.example")
@example("https://", "who:word@a.example/")
@example("https://", "a.example\n/")
@settings(max_examples=200)
def test_a_citation_is_labelled_with_its_host(scheme: str, after: str) -> None:
    """However an address is written, its host as the standard library reads it stands there, without ``www.``."""
    try:
        host = urlsplit(scheme + after).hostname
    except ValueError:
        return
    label = (host or scheme + after).removeprefix("www.")
    assert (cited(scheme + after).label, cited(scheme + after).url) == (label, scheme + after)
