"""Pages in the encodings that the web is written in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fetch.site import answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.fetch import Fetcher
    from tests.fetch.site import Site

# Label on the web (WHATWG Encoding Standard), Python's codec for writing it, a title that only it writes.
ENCODINGS = [
    ("utf-8", "utf-8", "Grüße 你好 مرحبا नमस्ते 😀"),
    ("utf-16le", "utf-16-le", "Grüße 你好"),
    ("utf-16be", "utf-16-be", "Grüße 你好"),
    ("windows-1250", "cp1250", "Příliš žluťoučký"),
    ("windows-1251", "cp1251", "Новости дня"),
    ("windows-1252", "cp1252", "Café “naïve” – 5 €"),
    ("windows-1253", "cp1253", "Νέα της ημέρας"),
    ("windows-1254", "cp1254", "Günün haberleri şğı"),
    ("windows-1255", "cp1255", "חדשות היום"),
    ("windows-1256", "cp1256", "أخبار اليوم"),
    ("windows-1257", "cp1257", "Dienas ziņas ģēķī"),
    ("windows-1258", "cp1258", "Tin tuc Ăă Đđ Ơơ Ưư"),
    ("windows-874", "cp874", "ข่าววันนี้"),
    ("iso-8859-2", "iso8859-2", "Zażółć gęślą jaźń"),
    ("iso-8859-5", "iso8859-5", "Новости дня"),
    ("iso-8859-7", "iso8859-7", "Νέα της ημέρας"),
    ("iso-8859-15", "iso8859-15", "Cœur 5 €"),
    ("iso-8859-16", "iso8859-16", "Știri și țară"),
    ("koi8-r", "koi8-r", "Новости дня"),
    ("koi8-u", "koi8-u", "Новини їжак ґанок"),
    ("ibm866", "cp866", "Новости дня"),
    ("macintosh", "mac-roman", "Café ∑ π"),
    ("gbk", "gbk", "今日新闻头条"),
    ("gb18030", "gb18030", "今日新闻 𠀀"),
    ("big5", "big5", "今日新聞頭條"),
    ("shift_jis", "cp932", "今日のニュース"),
    ("euc-jp", "euc-jp", "今日のニュース"),
    ("iso-2022-jp", "iso2022-jp", "今日のニュース"),
    ("euc-kr", "cp949", "오늘의 뉴스"),
]


@pytest.mark.parametrize(("label", "codec", "title"), ENCODINGS)
async def test_named_by_the_server(
    label: str, codec: str, title: str, site: Site, fetcher_for: Callable[..., Fetcher]
) -> None:
    """A page in an encoding that its server names is read right."""
    body = f"<!doctype html><title>{title}</title><p>{title}".encode(codec)
    site.pages["/"] = answer(body, content_type=f"text/html; charset={label}")
    assert (await fetcher_for(site.settings()).page(site.link(), 5)).title == title


@pytest.mark.parametrize(("label", "codec", "title"), [row for row in ENCODINGS if not row[0].startswith("utf-16")])
async def test_named_by_the_page(
    label: str, codec: str, title: str, site: Site, fetcher_for: Callable[..., Fetcher]
) -> None:
    """A page that names its encoding itself, beside no Content-Type at all, is read right."""
    body = f'<!doctype html><meta charset="{label}"><title>{title}</title><p>{title}'.encode(codec)
    site.pages["/"] = answer(body, content_type=None)
    assert (await fetcher_for(site.settings()).page(site.link(), 5)).title == title


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16"])
async def test_byte_order_mark(codec: str, site: Site, fetcher_for: Callable[..., Fetcher]) -> None:
    """A byte order mark counts before whatever the server says."""
    body = "<!doctype html><title>Grüße 你好</title>".encode(codec)
    site.pages["/"] = answer(body, content_type="text/html; charset=windows-1252")
    assert (await fetcher_for(site.settings()).page(site.link(), 5)).title == "Grüße 你好"
