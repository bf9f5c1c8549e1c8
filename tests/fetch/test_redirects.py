"""Where redirects lead, and where they must not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bot.errors import FetchError
from bot.fetch import parse_resolve
from bot.links import Rules
from bot.model import GapReason, Step, StepKind
from tests.fetch.site import answer, redirect
from tests.fetch.tables import DATA

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.fetch import Fetcher
    from tests.fetch.conftest import Naps
    from tests.fetch.site import Site

ROWS = [json.loads(line) for line in (DATA / "redirects.jsonl").read_text("utf-8").splitlines()]
RULES = Rules.from_mapping({"shorteners": ["short.test"], "tracking": {"everywhere": ["utm_*", "fbclid"]}})


@pytest.mark.parametrize(("place", "expected", "why"), ROWS)
async def test_table(place: str, expected: str, why: str, site: Site, fetcher_for: Callable[..., Fetcher]) -> None:
    """A redirect is followed where a browser would go, unless that is no public page; nothing else is asked."""
    place = place.replace("{site}", f"http://news.test:{site.port}").replace("{port}", str(site.port))
    site.pages["/dir/a"] = redirect(place.encode("latin-1"))
    site.pages["*"] = answer()
    fetcher = fetcher_for(site.settings())
    if not expected.startswith("!"):
        page = await fetcher.page(site.link("/dir/a"), 5)
        assert site.paths == ["/dir/a", expected], why
        assert page.link.forwarded == site.url("/dir/a")
        assert page.link.steps[0].kind is StepKind.REDIRECT
        return
    with pytest.raises(FetchError) as caught:
        await fetcher.page(site.link("/dir/a"), 5)
    assert caught.value.gap.reason.value == expected[1:], why
    assert site.paths == ["/dir/a"], why


@pytest.mark.parametrize(
    "status", ["300 Many", "301 Moved", "302 Found", "303 See", "307 Temporary", "308 Permanent"]
)
async def test_every_redirecting_status(status: str, site: Site, fetcher_for: Callable[..., Fetcher]) -> None:
    """All six redirecting statuses are followed, with a GET."""
    site.pages["/"] = redirect("/b", status)
    site.pages["/b"] = answer()
    await fetcher_for(site.settings()).page(site.link(), 5)
    assert site.heads[-1].startswith("GET /b ")


async def test_steps_are_kept(site: Site, fetcher_for: Callable[..., Fetcher]) -> None:
    """A reader can see each step from the short link to the page, and the page's own host is what is rated."""
    site.pages["/x"] = redirect(f"http://hop.test:{site.port}/y?utm_source=short&id=7")
    site.pages["/y?id=7"] = redirect("/z")
    site.pages["/z"] = answer(b"<meta http-equiv=refresh content='0; url=/end'>")
    site.pages["/end"] = answer()
    page = await fetcher_for(site.settings(), RULES).page(site.link("/x", "short.test"), 5)
    assert page.link.host == "hop.test"
    assert page.link.url == site.url("/end", "hop.test")
    assert page.link.forwarded == site.url("/x", "short.test")
    assert page.link.steps == (
        Step(StepKind.SHORTENER, site.url("/y?utm_source=short&id=7", "hop.test")),
        Step(StepKind.TRACKING_REMOVED, site.url("/y?id=7", "hop.test")),
        Step(StepKind.REDIRECT, site.url("/z", "hop.test")),
        Step(StepKind.META_REFRESH, site.url("/end", "hop.test")),
    )


async def test_five_hops(site: Site, fetcher_for: Callable[..., Fetcher]) -> None:
    """Five redirects are followed."""
    site.pages |= {f"/{number}": redirect(f"/{number + 1}") for number in range(5)}
    site.pages["/5"] = answer()
    page = await fetcher_for(site.settings()).page(site.link("/0"), 5)
    assert len(page.link.steps) == 5


async def test_six_hops(site: Site, fetcher_for: Callable[..., Fetcher]) -> None:
    """The sixth redirect is not followed, and the failure tells how far it got."""
    site.pages |= {f"/{number}": redirect(f"/{number + 1}") for number in range(9)}
    with pytest.raises(FetchError) as caught:
        await fetcher_for(site.settings()).page(site.link("/0"), 5)
    assert caught.value.gap.reason is GapReason.TOO_MANY_REDIRECTS
    assert site.paths == [f"/{number}" for number in range(6)]
    assert caught.value.link is not None
    assert caught.value.link.url == site.url("/6")


@pytest.mark.parametrize("target", ["/", "/?", "/#again", "/b"])
async def test_circle(target: str, site: Site, fetcher_for: Callable[..., Fetcher]) -> None:
    """A redirect in a circle is left at once."""
    site.pages["/"] = redirect(target)
    site.pages["/b"] = redirect("/")
    with pytest.raises(FetchError) as caught:
        await fetcher_for(site.settings()).page(site.link(), 5)
    assert caught.value.gap.reason is GapReason.TOO_MANY_REDIRECTS
    assert len(site.paths) <= 2


async def test_site_that_insists_on_its_id(site: Site, fetcher_for: Callable[..., Fetcher]) -> None:
    """A site that sends back whoever comes without a tracking id is read with it."""
    site.pages["/"] = redirect("/?utm_id=1")
    site.pages["/?utm_id=1"] = answer()
    page = await fetcher_for(site.settings(), RULES).page(site.link(), 5)
    assert page.link.url == site.url("/?utm_id=1")


async def test_two_places(site: Site, fetcher_for: Callable[..., Fetcher]) -> None:
    """An answer that names two places leads to neither."""
    site.pages["/"] = b"HTTP/1.1 302 F\r\nLocation: /b\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n"
    with pytest.raises(FetchError) as caught:
        await fetcher_for(site.settings()).page(site.link(), 5)
    assert caught.value.gap.reason is GapReason.MALFORMED
    assert site.paths == ["/"]


@pytest.mark.parametrize(
    ("content", "path"),
    [
        ("0; url=/b", "/b"),
        ("0;URL='/b'", "/b"),
        ("1, /b", "/b"),
        ("0; url=//news.test:{port}/b", "/b"),
        ("0; url=b", "/b"),
    ],
)
@pytest.mark.parametrize("in_header", [True, False])
async def test_refresh(
    content: str, path: str, in_header: bool, site: Site, fetcher_for: Callable[..., Fetcher]
) -> None:
    """A page that only passes on, in its head or in a header, is followed like a redirect."""
    content = content.replace("{port}", str(site.port))
    html = b"" if in_header else f'<meta http-equiv="Refresh" content="{content}">'.encode()
    site.pages["/"] = answer(html, **({"Refresh": content} if in_header else {}))
    site.pages["/b"] = answer()
    page = await fetcher_for(site.settings()).page(site.link(), 5)
    assert site.paths == ["/", path]
    assert page.link.steps[0].kind is StepKind.META_REFRESH


@pytest.mark.parametrize(
    "content",
    ["0", "0; url=/", "0; url=#top", "0; url=javascript:alert(1)", "0; url=app://x", "0; url=http://", "900; url=/b"],
)
async def test_refresh_that_leads_nowhere(content: str, site: Site, fetcher_for: Callable[..., Fetcher]) -> None:
    """A page that reloads itself or opens an app is itself what there is to read."""
    site.pages["/"] = answer(f'<meta http-equiv=refresh content="{content}"><title>Here</title>'.encode())
    assert (await fetcher_for(site.settings()).page(site.link(), 5)).title == "Here"
    assert site.paths == ["/"]


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.1/", "//169.254.169.254/", "http://[::1]/", "http://private.test/", "http://u@news.test/"],
)
async def test_refresh_to_a_private_address(target: str, site: Site, fetcher_for: Callable[..., Fetcher]) -> None:
    """A meta refresh is checked like any redirect."""
    site.pages["/"] = answer(f'<meta http-equiv=refresh content="0; url={target}">'.encode())
    settings = site.settings(resolve=parse_resolve("*=127.0.0.1 private.test=10.0.0.1"))
    with pytest.raises(FetchError) as caught:
        await fetcher_for(settings).page(site.link(), 5)
    assert caught.value.gap.reason is GapReason.REFUSED_ADDRESS


async def test_name_that_turns_out_private(site: Site, fetcher_for: Callable[..., Fetcher], naps: Naps) -> None:
    """A redirect to a name with a private address is refused; the failure names that host for rating."""
    site.pages["/"] = redirect("http://private.test/")
    settings = site.settings(resolve=parse_resolve("news.test=127.0.0.1 private.test=10.0.0.1"))
    with pytest.raises(FetchError) as caught:
        await fetcher_for(settings).page(site.link(), 5)
    assert caught.value.gap.reason is GapReason.REFUSED_ADDRESS
    assert caught.value.link is not None
    assert caught.value.link.host == "private.test"
    assert caught.value.url == "http://private.test/"
    assert len(naps) == 1
