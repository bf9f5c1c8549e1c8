"""Replies as Telegram's HTML: within its limits, harmless, whatever strangers wrote."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from adapters.telegram.render import MOST_UNITS, Preview, forwardable, render
from bot.locales import localizer
from bot.model import Authority, Citation, Note, Outcome, Reply
from tests.adapters.telegram.markup import parse_html, units

ENGLISH = localizer("en")
_WORDS = st.text(max_size=60) | st.text(alphabet="<>&\"'@\u202e\u200b😀/b a", max_size=40)
_CITATIONS = st.builds(Citation, _WORDS, st.just("https://rater.example/?a=1&b=\"'<"))
_REPLIES = st.builds(
    Reply,
    headline=_WORDS.filter(str.strip),
    notes=st.lists(st.builds(Note, _WORDS, st.lists(_CITATIONS, max_size=2).map(tuple)), max_size=6).map(tuple),
    authorities=st.lists(
        st.builds(Authority, _WORDS, st.just("https://who.example/"), _WORDS, st.just("")), max_size=3
    ).map(tuple),
    caveats=st.lists(_WORDS, max_size=4).map(tuple),
    blocked_urls=st.lists(st.just("hxxps://evil[.]example/"), max_size=2).map(tuple),
    outcome=st.sampled_from(Outcome),
)


@settings(max_examples=200, deadline=None)
@given(reply=_REPLIES, limit=st.integers(min_value=80, max_value=600))
@example(reply=Reply("😀" * 5000), limit=MOST_UNITS)
@example(reply=Reply("a\u0301" * 5000), limit=MOST_UNITS)
@example(reply=Reply("x", caveats=("y" * 5000,)), limit=MOST_UNITS)
def test_any_reply(reply: Reply, limit: int) -> None:
    """Any reply parses, fits, mentions nobody, and holds no character that moves or hides others."""
    rendered = render(reply, ENGLISH, limit)
    parsed = parse_html(rendered.text)
    assert units(parsed.text) <= limit
    assert parsed.text == rendered.plain
    assert "@" not in parsed.text
    assert not set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u200b\u200e\u200f") & set(parsed.text)


def test_notes_go_before_what_to_read_instead() -> None:
    """Where not all fits, the last notes are left out, which is shown; the page to read instead stays."""
    notes = tuple(
        Note(f"note {number} " + "x" * 40, (Citation("who", "https://who.example/"),)) for number in range(9)
    )
    page = Authority("The page", "https://read.example/", "Them", "")
    rendered = render(Reply("First", notes, (page,), caveats=("caveat",)), ENGLISH, 300)
    lines = rendered.plain.split("\n")
    assert lines[0] == "First"
    assert "note 0" in rendered.plain
    assert "note 8" not in rendered.plain
    assert lines[-4:] == ["Read instead", "→ The page, Them", "caveat", "…"]
    assert rendered.preview.url == "https://read.example/"


def test_a_text_to_forward() -> None:
    """What is shared is plain, and previews the page that shows it, not the site that it warns of."""
    shared = forwardable("gossip.example <b> is not @reliable:\nhttps://medium.example/@who")
    assert shared.plain == "gossip.example <b> is not ＠reliable:\nhttps://medium.example/@who"
    assert parse_html(shared.text).text == shared.plain
    assert shared.preview.url == "https://medium.example/@who"
    previews = [shared.preview, Preview(), Preview("https://read.example/")]
    assert forwardable("Do not open evil[.]example.").preview.options.is_disabled
    assert all(each.options.to_dict() == each.fields for each in previews)
