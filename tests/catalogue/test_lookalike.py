"""A host that poses as a well-known one is told; one that merely has a like name is not."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.catalogue import load
from bot.catalogue.brand_words import ADDED, BAIT, CHEAP, COMMON, HOMELY, OFFICIAL, made_of, own_letters
from bot.catalogue.brands import spelled_out
from bot.model import Link, LookAlike
from tests.catalogue.samples import DATA, TODAY, link

BRANDS = load(DATA / "brands.yaml", None, TODAY)


def lines(name: str) -> list[str]:
    """Return the lines of a recorded file, without remarks."""
    text = (DATA / name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize("line", lines("look_alikes.txt"))
def test_a_pose_is_seen_through(line: str) -> None:
    """The reader is told whom the address poses as, how, and where the real one is."""
    url, how, name = (part.strip() for part in line.split("|"))
    found = BRANDS.look_alike(link(url))
    assert found is not None
    assert (found.how, found.poses_as) == (how, name)
    assert found.real_url.startswith("https://")
    assert found.host not in found.real_url


@pytest.mark.parametrize("url", lines("innocents.txt"))
def test_an_innocent_name_is_left_alone(url: str) -> None:
    """The outlet's own hosts, other papers, towns, libraries and names in other scripts pose as nobody."""
    assert BRANDS.look_alike(link(url)) is None


@pytest.mark.parametrize(
    ("forwarded", "url", "found"),
    [
        ("https://bbc.co.uk@example.net/x", "https://example.net/x", True),
        ("https://www.bbc.co.uk:443@example.net/", "https://example.net/", True),
        ("https://www.paypal.com%2Flogin@example.net/", "https://example.net/", True),
        ("https://paypal@example.net/", "https://example.net/", True),
        ("https://someone@example.net/", "https://example.net/", False),
        ("https://bbc.co.uk/@example.net", "https://bbc.co.uk/@example.net", False),
        ("https://example.net/@bbc.co.uk", "https://example.net/@bbc.co.uk", False),
        ("https://example.net/?q=//bbc.co.uk@x", "https://example.net/?q=//bbc.co.uk@x", False),
        ("https://reader@bbc.co.uk/", "https://bbc.co.uk/", False),
        ("https://bbc.co.uk@www.bbc.co.uk/", "https://www.bbc.co.uk/", False),
        ("https://bbc.co.uk@spiegel.de/", "https://spiegel.de/", True),
        ("https://paypal@10.0.0.1/", "https://10.0.0.1/", True),
    ],
)
def test_a_name_before_an_at_sign_is_no_host(forwarded: str, url: str, *, found: bool) -> None:
    """``https://bbc.co.uk@example.net/`` opens example.net, on whatever known host it may be."""
    look_alike = BRANDS.look_alike(link(url, forwarded))
    assert (look_alike.how if look_alike else "") == ("BRAND_IN_USERINFO" if found else "")


def test_what_is_told_of_a_pose() -> None:
    """Host, real name, real address and way are all there."""
    assert BRANDS.look_alike(link("https://www.paypa1.example/x")) == LookAlike(
        "www.paypa1.example", "PayPal", "https://paypal.com/", "HOMOGLYPH"
    )


@pytest.mark.parametrize(
    ("label", "letters"),
    [("dailymail", 0), ("reutersnews", 7), ("bbcnews", 3), ("news24", 0), ("", 0), ("zzz", 3)],
)
def test_what_is_a_names_own(label: str, letters: int) -> None:
    """Common words and digits are nobody's; the letters left over are."""
    assert own_letters(label) == letters


def test_the_word_lists_do_not_contradict_each_other() -> None:
    """Words that ask for trust are words that are added, homely suffixes are cheap ones."""
    assert BAIT <= ADDED & OFFICIAL
    assert HOMELY <= CHEAP
    assert all(word == word.lower() and word.isalnum() for word in COMMON | ADDED)


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("The New York Times (US)", "thenewyorktimes"),
        ("Libération", "liberation"),
        ("Le Monde: international", "lemonde"),
        ("赫芬顿邮报", ""),
        ("", ""),
    ],
)
def test_a_name_as_a_host_would_spell_it(name: str, label: str) -> None:
    """Accents go, remarks in brackets go, other scripts give nothing."""
    assert spelled_out(name) == label


@given(st.text("abcdenst-0123456789", max_size=70), st.sampled_from([ADDED, COMMON]))
@settings(max_examples=150, deadline=None)
def test_a_name_is_cut_into_words_just_when_words_make_it(label: str, words: frozenset[str]) -> None:
    """The quick way of cutting agrees with the plain one."""
    assert made_of(label, words) == all(part in words or plainly_made_of(part, words) for part in label.split("-"))


def plainly_made_of(part: str, words: frozenset[str]) -> bool:
    """Return whether words of three letters or more and digits make ``part``, by trying every cut."""
    reached = {""}
    for at in range(len(part)):
        if part[:at] in reached:
            reached |= {part[: at + 1]} if part[at].isdigit() else set()
            reached |= {part[:at] + word for word in words if len(word) > 2 and part.startswith(word, at)}
    return part in reached


@given(st.text(max_size=80), st.text(max_size=30), st.text(max_size=80))
@example("xn--", "", "")
@example("xn--" + "9" * 60 + ".com", "", "//@")
@example("xn--a.com", "%00", "https://%ff@x/")
@example("xn--\ud800.com", "/", "//bbc.co.uk@")
@example("a" * 300 + ".com", "", "")
@settings(max_examples=200, deadline=None)
def test_no_address_of_any_kind_breaks_the_look_out(host: str, path: str, forwarded: str) -> None:
    """Whatever a stranger sends, there is an answer, and it never names the real outlet's own host."""
    labels = host.split(".")
    odd = Link(forwarded, f"https://{host}/{path}", host, ".".join(labels[-2:]) if len(labels) > 1 else "")
    found = BRANDS.look_alike(odd)
    assert found is None or found.real_url != f"https://{host}/"


@given(
    st.sampled_from(["bbc.co.uk", "cnn.com", "nytimes.com", "paypal.com", "facebook.com"]),
    st.text("ab-.", max_size=9),
)
@settings(max_examples=100, deadline=None)
def test_an_outlets_own_subdomains_pose_as_nobody(host: str, below: str) -> None:
    """Everything under a real outlet's domain is the outlet's."""
    below = ".".join(filter(None, (label.strip("-") for label in below.split("."))))
    own = f"{below}.{host}" if below else host
    assert BRANDS.look_alike(link(f"https://{own}/login")) is None
