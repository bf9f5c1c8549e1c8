"""The public suffix list, beside the reader of the package that brings it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from publicsuffixlist import PublicSuffixList

from bot.links.suffixes import above_suffix, rules

ALL = PublicSuffixList(accept_unknown=False)
ICANN = PublicSuffixList(accept_unknown=False, only_icann=True)


def same(host: str) -> None:
    """Compare both readers on one host."""
    for listed, only_icann in ((ALL, False), (ICANN, True)):
        above, suffix = above_suffix(host, only_icann=only_icann)
        assert suffix == (listed.publicsuffix(host) or "")
        if suffix:
            assert (above[-1] if above else None) == listed.privatesuffix(host)


def test_each_rule_is_read_as_by_the_package() -> None:
    """Exact names, wildcards, exceptions and names in other scripts hold for a name, below it and above it."""
    for name in rules():
        for host in (name, f"a.{name}", f"b.a.{name}"):
            same(host)


LABELS = ("a", "com", "co", "uk", "ck", "www", "blogspot", "jp", "kobe", "city", "xn--p1ai", "рф", "amazonaws", "s3")


@given(st.lists(st.sampled_from(LABELS), min_size=1, max_size=6))
@settings(max_examples=150)
def test_any_host_is_cut_as_by_the_package(labels: list[str]) -> None:
    """No order of labels, listed or not, is cut in another place."""
    same(".".join(labels))


def test_parents_end_at_the_suffix() -> None:
    """The host comes first, and what strangers share is no parent; without a suffix all are given."""
    assert above_suffix("a.b.example.co.uk") == (("a.b.example.co.uk", "b.example.co.uk", "example.co.uk"), "co.uk")
    assert above_suffix("a.nosuchtop") == (("a.nosuchtop", "nosuchtop"), "")
    assert above_suffix("") == ((), "")
