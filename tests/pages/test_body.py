"""The body of a page as blocks, and its main text."""

from __future__ import annotations

from bot.pages import parse
from bot.pages.body import ENOUGH, Block, Body, Place, Time, read_body
from bot.pages.text import LONGEST, main_text, visible

SENTENCE = "The town clerk has counted the gulls of the harbour again, and there are more of them."


def body(html: str) -> Body:
    """Read ``html`` as a page."""
    return read_body(parse(html.encode(), "text/html; charset=utf-8"))


def test_blocks_have_their_place() -> None:
    """Text is cut at block-level tags and knows whether it stands in an article, at the edge or in the open."""
    html = "<body>a<div>b<p>c <b>d</b>&nbsp;&amp;<br>e</p></div><article><h1>f</h1></article><nav><li>g</nav>h"
    assert body(html).blocks == (
        Block("a", "", Place.OPEN),
        Block("b", "div", Place.OPEN),
        Block("c d & e", "p", Place.OPEN),
        Block("f", "h1", Place.ARTICLE),
        Block("g", "li", Place.EDGE),
        Block("h", "", Place.OPEN),
    )


def test_what_cannot_be_seen_is_no_text() -> None:
    """Scripts, templates, drawings and what stands there for browsers without scripts are left out."""
    html = "<script>a</script><noscript>b</noscript><template>c</template><svg><text>d</text></svg><svg/>e<p>---"
    assert [block.text for block in body(html).blocks] == ["e"]


def test_article_after_navigation_that_nobody_closed() -> None:
    """A forgotten closing tag does not hide the article."""
    assert body("<nav><ul><li>x<article><p>y").blocks[-1].place is Place.ARTICLE


def test_link_share() -> None:
    """A block knows how much of it is links."""
    blocks = body("<p><a href=/>1234</a>5678</p><p><a>12</a></p>").blocks
    assert [block.linked for block in blocks] == [0.5, 1.0]


def test_finds() -> None:
    """Times, itemprops, passwords and what is loaded from where are kept."""
    found = body(
        '<time class="Published" datetime="2024-01-01">x</time><abbr itemprop=datePublished title=2024>y</abbr>'
        "<meta name=a content=b><input type=Password><input type=text><script src=/s></script>"
        "<iframe src=/f></iframe><script>z</script>"
    )
    assert found.times == (Time("2024-01-01", ' class="published" datetime="2024-01-01"', Place.OPEN),)
    assert found.metas == (("datepublished", "2024"), ("a", "b"))
    assert found.password
    assert found.loads == ("/s", "/f")
    assert not body("<input type=text>").password


def test_reading_stops_when_there_is_enough() -> None:
    """A long article is read until there is text enough, and a page of nothing but blocks is left."""
    long = body("<article>" + f"<p>{SENTENCE}</p>" * 2_000)
    assert not long.whole
    assert ENOUGH <= long.seen() < ENOUGH + 200
    assert len(body("<p>x" * 5_000).blocks) == 800
    assert body("<p>x").whole


def test_finds_are_bounded() -> None:
    """Thousands of times, itemprops and frames are cut."""
    found = body("<time datetime=1></time><i itemprop=a content=b></i><iframe src=c></iframe>" * 2_000)
    assert len(found.times) == len(found.metas) == len(found.loads) == 100


def test_main_text_prefers_the_article() -> None:
    """Navigation, teasers, headings and small print are no main text where there is an article."""
    html = (
        f"<nav><p>{SENTENCE} nav</p></nav><p>{SENTENCE} teaser</p><article><h1>Headline of some length</h1>"
        + "".join(f"<p>{SENTENCE} {number}</p>" for number in range(4))
        + f"<p><a href=/>{SENTENCE} link</a></p><p>Short one</p></article><footer><p>{SENTENCE} foot</p></footer>"
    )
    assert main_text(body(html)) == "\n".join(f"{SENTENCE} {number}" for number in range(4))


def test_main_text_without_an_article() -> None:
    """Paragraphs in the open are main text; short ones count when they end like sentences."""
    assert main_text(body(f"<h1>Headline</h1><p>{SENTENCE}</p><p>Yes.</p><p>Share</p>")) == f"{SENTENCE}\nYes."


def test_main_text_without_paragraphs() -> None:
    """Where nothing is tagged as a paragraph, long blocks will do, in scripts without spaces shorter ones."""
    assert main_text(body(f"<h1>Headline</h1><div>Menu</div><div>{SENTENCE}</div>")) == SENTENCE
    assert main_text(body("<div>首页</div><div>新大桥今天上午十点正式通车，市民可以步行过桥。</div>")).startswith(
        "新大桥"
    )
    assert main_text(body("<h1>A headline alone that is long enough to be read as one</h1>")) == ""


def test_short_article_on_a_page_without_more() -> None:
    """An article too short to be sure of is still what the page says."""
    assert main_text(body(f"<article><p>{SENTENCE}</p></article>")) == SENTENCE


def test_main_text_is_bounded_and_clean() -> None:
    """Repeated paragraphs count once, hidden characters go, and the whole is cut."""
    assert main_text(body(f"<p>{SENTENCE}</p>" * 3)) == SENTENCE
    assert visible("a\u200b\u202eb\n\x07c\ud800 d") == "ab c d"
    numbered = "".join(f"<p>{SENTENCE * 9} {number}</p>" for number in range(500))
    assert len(main_text(body(numbered))) <= LONGEST
