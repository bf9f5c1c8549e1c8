"""Answers as Discord shows them."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from adapters.discord.render import (
    COLOURS,
    MOST_CONTENT,
    MOST_DESCRIPTION,
    MOST_EMBED,
    MOST_FIELD,
    Rendered,
    render,
    render_plain,
    render_share,
    units,
)
from bot.locales import localizer
from bot.model import Authority, Citation, Note, Outcome, Reply
from tests.adapters.discord.test_escape import LIVE

EN = localizer("en")

REPLY = Reply(
    "The Gossip: not a source to rely on, according to The Editors.",
    (Note("The Editors: “bad” (2023)", (Citation("editors.example", "https://editors.example/gossip"),)),),
    (Authority("Moon rocks", "https://moon.example/rocks", "The Moon Office", "food"),),
    ("Mind the date.",),
    outcome=Outcome.UNRELIABLE_SOURCE,
)

WORDS = st.text(max_size=100) | st.sampled_from(["x" * 2500, "😀" * 1200, "[a](https://b.example)" * 60, "\\" * 1500])
URLS = st.sampled_from(
    ["https://a.example/x", "https://a.example/(x)_[y]", "javascript:1", f"https://a.example/{'y' * 600}"]
)
NOTES = st.builds(Note, WORDS, st.lists(st.builds(Citation, WORDS, URLS), max_size=3).map(tuple))
PAGES = st.builds(Authority, WORDS, URLS, WORDS, st.just(""))
REPLIES = st.builds(
    Reply,
    WORDS,
    st.lists(NOTES, max_size=6).map(tuple),
    st.lists(PAGES, max_size=5).map(tuple),
    st.lists(WORDS, max_size=6).map(tuple),
    outcome=st.sampled_from(Outcome),
    blocked_urls=st.lists(WORDS, max_size=5).map(tuple),
)


def test_an_answer_as_a_whole() -> None:
    """First line as text, who says so with its link, what to read instead, and what is missing."""
    rendered = render(REPLY, EN)
    assert rendered.content == "**The Gossip: not a source to rely on, according to The Editors.**"
    assert rendered.embed
    assert rendered.embed.description == (
        "- The Editors: “bad” (2023) ([editors.example](https://editors.example/gossip))\n\nMind the date."
    )
    assert [(field.name, field.value) for field in rendered.embed.fields] == [
        ("Read instead", "- [Moon rocks, The Moon Office](https://moon.example/rocks)")
    ]


def test_a_first_line_alone_has_no_embed() -> None:
    """Where one line is all there is nothing is boxed."""
    assert render(Reply("Done."), EN) == Rendered("**Done.**", None)


def test_a_dangerous_link_cannot_be_pressed() -> None:
    """A blocked link is code, defanged, under a heading that says why."""
    rendered = render(
        Reply("Do not open.", blocked_urls=("hxxps://evil[.]example/x",), outcome=Outcome.DANGEROUS), EN
    )
    assert rendered.embed
    assert [(field.name, field.value) for field in rendered.embed.fields] == [
        ("Not linked, on purpose", "`hxxps://evil[.]example/x`")
    ]


def test_every_outcome_has_a_colour_by_seriousness() -> None:
    """Danger is red, what is relied on is green, and no outcome is without a colour."""
    assert set(COLOURS) == set(Outcome)
    assert COLOURS[Outcome.DANGEROUS] != COLOURS[Outcome.RELIABLE_SOURCE] != COLOURS[Outcome.NOTHING_FOUND]


@given(REPLIES)
@settings(max_examples=60, deadline=None)
@example(Reply("x" * 5000, tuple(Note("y" * 900, ()) for _ in range(12)), caveats=("z" * 3000,) * 4))
def test_no_answer_breaks_a_limit(reply: Reply) -> None:
    """Discord's limits hold for any answer, in the most careful way of counting."""
    rendered = render(reply, EN)
    assert 0 < units(rendered.content) <= MOST_CONTENT
    if rendered.embed is not None:
        embed = rendered.embed
        assert units(embed.description or "") <= MOST_DESCRIPTION
        assert all(0 < units(field.value or "") <= MOST_FIELD for field in embed.fields)
        whole = units(embed.description or "") + sum(units(f"{field.name}{field.value}") for field in embed.fields)
        assert 0 < whole <= MOST_EMBED
    assert units(render_plain(reply, EN)) <= MOST_CONTENT


@given(REPLIES)
@settings(max_examples=60, deadline=None)
def test_what_is_live_is_ours(reply: Reply) -> None:
    """The only links are citations and pages to read; the only markup is the bold line and the list."""
    rendered = render(reply, EN)
    ours = {citation.url for note in reply.notes for citation in note.citations} | {p.url for p in reply.authorities}
    parts = (
        [rendered.embed.description or "", *(f.value or "" for f in rendered.embed.fields)] if rendered.embed else []
    )
    hosts = {url.split("/")[2] for url in ours if "://" in url}
    for part in (re.sub(r"(?m)^`[^`]*`$", "", part) for part in parts):
        for target in re.findall(r"(?<!\\)\]\((https?://[^)]*)\)", part):
            assert target.split("/")[2] in hosts
        bare = re.sub(r"(?<!\\)\[(?:\\.|[^\]\\])*\]\(https?://[^)\s]*\)", "", part)
        assert not re.search(r"(?i)[a-z]://", bare)
        assert not LIVE.search(bare)


def test_what_does_not_fit_is_cut_at_a_note() -> None:
    """A long answer keeps whole notes, the first ones."""
    reply = Reply("Long", tuple(Note(f"{number} " + "word " * 150, ()) for number in range(12)))
    rendered = render(reply, EN)
    assert rendered.embed
    lines = (rendered.embed.description or "").split("\n")
    assert len(lines) == 5
    assert all(line.endswith("word") for line in lines)


def test_without_embeds() -> None:
    """Where Mop may not embed, the same is text, its addresses without previews."""
    assert render_plain(REPLY, EN).split("\n") == [
        "**The Gossip: not a source to rely on, according to The Editors.**",
        "- The Editors: “bad” (2023) (<https://editors.example/gossip>)",
        "**Read instead**",
        "- Moon rocks, The Moon Office: <https://moon.example/rocks>",
        "Mind the date.",
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Checked *this*:\nhttps://checks.example/1", "Checked \\*this\\*:\nhttps://checks.example/1"),
        ("See https://evil.example/x now", "See https\\://evil.example/x now"),
    ],
)
def test_a_text_to_share(text: str, shown: str) -> None:
    """An address on a line of its own, which is ours, stays a link; any other text is harmless."""
    assert render_share(text) == shown
