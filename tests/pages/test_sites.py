"""Sites with a rule of their own; the usual case of each is among the recorded pages."""

from __future__ import annotations

import pytest

from tests.pages.samples import page


@pytest.mark.parametrize(
    "url",
    [
        "https://t.me/bridgewatch",
        "https://t.me/bridgewatch/12",
        "https://archive.ph/x",
        "https://www.reddit.com/r/x/comments/1/y/",
    ],
)
def test_page_that_looks_different(url: str) -> None:
    """A page of such a site without the marks of its rule is read like any other."""
    found = page("<title>Gulls counted again</title><p>Somebody has counted the gulls of the harbour again.</p>", url)
    assert found.title == "Gulls counted again"


def test_telegram_post_without_words() -> None:
    """A post that is a mere picture keeps what the page says."""
    html = '<title>Telegram Widget</title><div data-post="bridgewatch/12"><img src=x></div>'
    assert page(html, "https://t.me/bridgewatch/12").title == "Telegram Widget"


def test_telegram_preview_of_a_channel() -> None:
    """In a channel's preview the post of the address is read, not the first one."""
    post = '<div data-post="b/{0}"><div class="tgme_widget_message_text">Words of post {0}</div></div>'
    html = "<title>Telegram</title>" + post.format(11) + post.format(12) + post.format(13)
    assert page(html, "https://t.me/s/b/12").title == "Words of post 12"


def test_archive_without_an_address() -> None:
    """A search field that holds no web address names no original."""
    html = '<title>Gulls</title><form><input name="q" value="gulls"></form>'
    assert page(html, "https://archive.ph/x").canonical == ""


def test_reddit_list_is_no_post() -> None:
    """A community's list of posts is not taken for its first post."""
    html = (
        '<title>Lanterntown</title><div id="siteTable"><div class="thing link"><a class="title">A post</a>'
        "</div></div><p>Gulls.</p>"
    )
    assert page(html, "https://old.reddit.com/r/Lanterntown/").title == "Lanterntown"
    bare = page(html, "https://old.reddit.com/r/Lanterntown/comments/1/x/")
    assert (bare.title, bare.author, bare.published) == ("A post", "", None)
