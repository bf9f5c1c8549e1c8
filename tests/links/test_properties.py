"""What holds for every text that a stranger may send."""

from __future__ import annotations

import re
from importlib import import_module

import can_ada
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from yarl import URL

from bot.errors import LinkError
from bot.links import Rules, canonical, defang, find, parents, registrable_domain, scan
from bot.links.find import addresses
from bot.links.refang import refang
from bot.links.scan import spans
from bot.model import Link, Message
from tests.links.tables import RULES

PIECES = (
    *("http://", "https://", "hxxp://", "ttps://", "https:\\/\\/", "http:\\\\", "//", "www.", "view-source:"),
    *(
        "example.com",
        "a.b",
        "bbc.co.uk",
        "t.co",
        "президент.рф",
        "例子.中国",
        "xn--p1ai",
        "192.0.2.1",
        "[::1]",
        "me@",
    ),
    *("google.com/url?q=", "l.facebook.com/l.php?u=", "web.archive.org/web/2020/", "12ft.io/", "href.li/?"),
    *("a-b.translate.goog", "cdn.ampproject.org/c/s/", "urldefense.com/v3/__", "__;Iw!!", "bing.com/ck/a?u=a1"),
    *(
        "amazon.com/ref=a",
        "?utm_source=x",
        "&fbclid=y",
        "#:~:text=z",
        "#!/",
        "%2F",
        "%3A",
        "%25",
        "%",
        "&amp;",
        "&lt;",
    ),
    *("(", ")", "[", "]", "{", "}", "<", ">", "[.]", "(dot)", "'", '"', "’", "`", "*", "_", "~", "|", "\\", "/", "?"),
    *(".", ",", ":", ";", "!", "…", "。", "，", "।", "،", "@", "#", "$", "-", "+", "=", "&", " ", "\n", "\t", "\xa0"),
    *(
        "word",
        "K팝",
        "日本",
        "です",
        "ที่",
        "है",
        "مرحبا",
        "é",
        "😀",
        "✪",
        "\u200b",
        "\u200d",
        "\u202e",
        "\ufeff",
        "ａ",
        "．",
    ),
)
ORDINARY = re.compile(r"[a-z0-9]+(?:[.-]+[a-z0-9]+)*")
texts = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=14).map("".join),
    st.text(max_size=60),
)
rules = st.sampled_from((Rules(), RULES))


def canonical_or_none(text: str, rules: Rules) -> Link | None:
    """Give the canonical link, or None for what is no address."""
    try:
        return canonical(text, rules)
    except LinkError:
        return None


@settings(max_examples=200, deadline=None)
@given(texts, rules)
@example("http://\ud800.com", RULES)
@example("http://a.b\u200b\u200bc", RULES)
@example("a[.]b(dot)c", RULES)
def test_any_text_can_be_read(text: str, rules: Rules) -> None:
    """No message makes the search fail, and what is found stands in the message, in order."""
    links = find(Message(text, (text,)), rules)
    assert all(link.forwarded in text for link in links.found)
    place = 0
    for address in addresses(text):
        place = text.index(address, place) + len(address)


PLAIN_PIECES = (
    *(
        "http://",
        "https://",
        "HTTPS://",
        "ttp://",
        "http//www.",
        "https:\\/\\/",
        "http:\\\\",
        "<https://",
        "*https://",
    ),
    *("a.co", "b-c.example.co.uk", "t.co", "www.", "xn--p1ai", "x_y", "A", "1", "a", "-", "--", "_", ".", "..", "/"),
    *("?", "#", "=", "&", "&amp;", "&lt;", "%2F", "~", "+", ",", ";", ":", "80", "@", "!", "'", '"', "*", "|", "\\"),
    *("(", ")", "[", "]", "<", ">", " ", "\n", "\t", "\xa0", "\u200b", "。", "中", "é", "/wiki/"),
)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(PLAIN_PIECES), min_size=2, max_size=12).map("".join),
    st.sampled_from(("", "https://a", "https://a.co/b", "1.2")),
)
@example("www.a.cohttp//www.a.co", "http//")
@example("https://t.co/a_b", "")
@example("_https://a.co/b_", "")
@example(".3.4\n", "1.2")
@example("%a.co", "1.2")
@example("http://a.co", "1.2")
@example("&lt;b", "https://a.co/b")
def test_ordinary_addresses_are_found_by_the_rules_of_all(text: str, before: str) -> None:
    """What is taken or passed over at first sight is what the rules for scripts, brackets and entities would."""
    with pytest.MonkeyPatch.context() as patch:
        at_first_sight = list(spans(before + text))
        patch.setattr(scan, "_PLAIN", re.compile("(?!)"))
        patch.setattr(scan, "_DOT", re.compile(r"\.(?=\w)"))
        assert list(spans(before + text)) == at_first_sight


@settings(max_examples=200, deadline=None)
@given(texts, rules)
@example("https://href.li/?utm_a=1&https://example.com", RULES)
@example("http://example.com./#:~:text=a", RULES)
@example("https://www.amazon.com/ref=a/ref=b", RULES)
@example("hxxp://[.]a", RULES)
@example("http:a[.]b", RULES)
@example("example.comที่(dot)example.com", RULES)
def test_canonical_is_a_fixed_point(text: str, rules: Rules) -> None:
    """The canonical form of a canonical form is itself, so that two looks at one page agree."""
    link = canonical_or_none(text, rules)
    if link is None:
        return
    again = canonical(link.url, rules)
    assert (again.url, again.host, again.steps) == (link.url, link.host, ())


@settings(max_examples=200, deadline=None)
@given(texts, rules)
def test_the_host_rated_is_the_host_dialled(text: str, rules: Rules) -> None:
    """The host of a link is the one that the fetcher's parser and a browser's parser see in its address."""
    link = canonical_or_none(text, rules)
    if link is None:
        return
    parsed = can_ada.parse(link.url)
    assert parsed.href == link.url
    assert parsed.hostname.strip("[]") == link.host
    fetched = URL(link.url, encoded=True)
    assert str(fetched) == link.url
    assert (fetched.raw_host or "").lower() == link.host
    assert link.registrable_domain == registrable_domain(link.host)
    assert parents(link.host)[0] == link.host


@settings(max_examples=100, deadline=None)
@given(texts)
@example("http://.http://")
@example("http://example.com.(dot)")
@example("&amp;.example.com")
@example("http://http://hxxp://")
def test_defanging_is_undone_by_reading(text: str) -> None:
    """A defanged address is no link to a chat program, and the same address to Mop."""
    link = canonical_or_none(text, Rules())
    if link is None or refang(link.url)[1] is not None or "@" in link.url or not ORDINARY.fullmatch(link.host):
        return  # marks of its own, userinfo and hosts that the name system has not are shown as they are
    shown = defang(link.url)
    assert not shown.startswith("http")
    assert canonical(shown, Rules()).url == link.url


@settings(max_examples=100, deadline=None)
@given(texts)
def test_refanged_text_maps_back(text: str) -> None:
    """Every character of the plain text has a place in the original, and the places never go back."""
    plain, places = refang(text)
    if places is None:
        assert plain == text
        return
    assert len(places) == len(plain) + 1
    assert places == sorted(places)
    assert places[-1] == len(text)


HOSTILE = (
    *("a.", "a.com ", "a.com中", "a.co/x中", "http://", "http://a.co(", "http://a.co/(", "http://a.co/x]", "[]()"),
    *("http://a.co/x[]()", "http://a.co/x&a;&a;", "&amp;", "a.co/&lt;", "'a.co/", "|http://a.co/", "<http://a"),
    *(
        "a[.]",
        "a(dot)",
        "[.]",
        "http://a@",
        "@a.b",
        "1.1.1.1 ",
        "http://a\u200b",
        "//a.b",
        "t.co/a!",
        "http//www.a.co/x",
        "http:\\/\\/",
        "-.",
    ),
    *(
        "a.co/(b()()()",
        "\ta.co\t",
        "http://a.co,",
        "中.",
        "a" * 63 + ".",
        "a-",
        "http://例",
        "https://web.archive.org/web/2020/",
    ),
)


READERS = {
    "bot.links.scan": ("_USERINFO", "_ANGLED", "_PLAIN"),
    "bot.links.bare": ("_LABELS",),
    "bot.links.ending": ("_HOST", "_PART", "_GLUED_RUN", "_SHORT_PATH"),
}
"""The expressions that read on from a place, by module: where a slow message would make them read again."""


class Counting:
    """A compiled expression that adds up how much it read."""

    def __init__(self, pattern: re.Pattern[str], tally: list[int]) -> None:
        self._pattern, self._tally = pattern, tally

    def match(self, text: str, *bounds: int) -> re.Match[str] | None:
        """Match, and count what was read; the try itself is one."""
        found = self._pattern.match(text, *bounds)
        self._tally[0] += 1 + (len(found[0]) if found else 0)
        return found


@pytest.mark.parametrize("unit", HOSTILE)
def test_work_grows_with_the_length_only(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A message made to be slow costs in proportion to its length: nothing of it is read again and again."""
    tally = [0]
    for module, names in READERS.items():
        for name in names:
            pattern = getattr(import_module(module), name)
            monkeypatch.setattr(import_module(module), name, Counting(pattern, tally))
    length = 8000
    text = (unit * (length // len(unit) + 1))[:length]
    found = sum(1 for _ in spans(refang(text)[0]))
    # A host may have 254 characters, and in "a.com中a.com中" one may begin at every sixth of them.
    assert tally[0] + found < 254 / 6 * 1.1 * length
