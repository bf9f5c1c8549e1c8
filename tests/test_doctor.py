"""A look at a whole installation."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.catalogue import Catalogue
from bot.claims.held import Feed
from bot.claims.shelf import STATE, Incoming, Shelf
from bot.doctor import OptionalPart, cited_urls, dead_links, examine, remarks, remember_dead_links
from bot.fetch import Fetcher, FetchSettings, parse_allow
from bot.images import parts
from bot.settings import Settings
from bot.startup import clock, read_dead_links
from tests.claims.samples import RULES, entries
from tests.conftest import REPOSITORY, SMALL


def _environment(tmp_path: Path, **more: str) -> dict[str, str]:
    return {"MOP_SOURCES": str(SMALL), "MOP_DATA_DIR": str(tmp_path), **more}


def test_a_whole_installation_has_no_faults(tmp_path: Path) -> None:
    """Everything that is configured is read, and nothing is wrong with it."""
    found = examine(_environment(tmp_path))
    assert found.faults == ()
    assert found.settings
    assert found.catalogue


def test_the_shipped_catalogue_has_no_faults(tmp_path: Path) -> None:
    """The sources.yaml that everybody gets is checked in every test run."""
    assert examine({"MOP_DATA_DIR": str(tmp_path)}).faults == ()
    assert (REPOSITORY / "sources.yaml").is_file()


def test_faults_of_settings_and_catalogue_come_together(tmp_path: Path) -> None:
    """A wrong variable does not hide a wrong row."""
    broken = tmp_path / "broken.yaml"
    broken.write_text("version: 2\n", "utf-8")
    found = examine({"MOP_SOURCES": str(broken), "MOP_LOCALE": "tlh"})
    places = [fault.place for fault in found.faults]
    assert places[0] == "MOP_LOCALE"
    assert any(place.startswith("broken.yaml") for place in places)


def test_a_misspelt_variable_is_told(tmp_path: Path) -> None:
    """A setting that Mop does not know is most likely a slip of the pen."""
    found = examine(_environment(tmp_path, MOP_DATADIR="x"))
    assert [fault.place for fault in found.faults] == ["MOP_DATADIR"]


def test_a_data_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    """State must have somewhere to go."""
    occupied = tmp_path / "file"
    occupied.touch()
    found = examine({"MOP_SOURCES": str(SMALL), "MOP_DATA_DIR": str(occupied / "data")})
    assert [fault.place for fault in found.faults] == ["MOP_DATA_DIR"]


def test_an_optional_part_says_what_it_needs() -> None:
    """What is missing is one line with the command that installs it."""
    missing = OptionalPart("ocr", ("no_such_module",), "reading pictures")
    assert str(missing) == "reading pictures: not installed (in this checkout: pip install '.[ocr]')"
    assert str(OptionalPart("x", ("json",), "reading JSON")) == "reading JSON: installed"


def _remarks(tmp_path: Path, **more: str) -> tuple[str, ...]:
    found = examine(_environment(tmp_path, **more))
    assert found.settings
    return remarks(found.settings, _environment(tmp_path, **more))


def test_the_fact_checks_at_hand_are_told(tmp_path: Path) -> None:
    """How many there are, as of which day, and what would find more of them; a spoilt index is said to be spoilt."""
    assert _remarks(tmp_path)[0] == "claims: none at hand (mop claims update)"
    shelf = Shelf(tmp_path / "claims")
    shelf.take_over(Incoming("feed", entries()), Feed(taken_at="2026-11-20T08:00:00+00:00"), RULES)
    line = _remarks(tmp_path)[0]
    assert line.startswith("claims: 10 reviews as of 2026-11-20, words")
    what = line.removesuffix(", by the second model for 0")
    assert what.endswith(("words only: install extra semantic", "meaning for 0 (mop claims vectors)"))
    state = (shelf.folder / STATE).read_text()
    (shelf.folder / STATE).write_text(state.replace("generation-", "generation-gone"))
    assert "cannot be read" in _remarks(tmp_path)[0]


def test_how_pictures_are_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the switch is off, or on without what it needs; otherwise the line on the extra says enough."""
    assert not [line for line in _remarks(tmp_path) if line.startswith("pictures")]
    assert "pictures: not read, as MOP_READ_IMAGES says" in _remarks(tmp_path, MOP_READ_IMAGES="off")
    monkeypatch.setattr(parts, "is_installed", lambda name: name in {"PIL", "zxingcpp"})
    named = "though MOP_READ_IMAGES is on: rapidocr, onnxruntime not installed (extra ocr)"
    assert f"pictures: only their QR codes are read, {named}" in _remarks(tmp_path, MOP_READ_IMAGES="on")
    monkeypatch.setattr(parts, "is_installed", lambda name: False)
    assert any(line.startswith("pictures: not read, though") for line in _remarks(tmp_path, MOP_READ_IMAGES="on"))
    monkeypatch.setattr(parts, "is_installed", lambda name: True)
    assert not [line for line in _remarks(tmp_path, MOP_READ_IMAGES="on") if line.startswith("pictures")]


def test_what_is_sent_to_whom_is_told(tmp_path: Path) -> None:
    """The operator sees whether a service is asked, which, and whose words it is sent; never the key."""
    assert "no service on the web is asked" in _remarks(tmp_path)[1]
    named = {"MOP_GOOGLE_FACTCHECK_KEY": "made-up-key", "MOP_GOOGLE_FACTCHECK_URL": "https://checks.example"}
    titles = _remarks(tmp_path, **named)
    assert titles[1] == "claims: https://checks.example is asked as well, and sent titles of pages"
    text = _remarks(tmp_path, **named, MOP_GOOGLE_FACTCHECK_SEND="text")
    assert text[1].endswith("titles of pages and words of messages")
    assert "made-up-key" not in "".join((*titles, *text))


@pytest.mark.parametrize(
    ("named", "line"),
    [
        ({}, "contact: none, so sites cannot complain to anybody; set MOP_CONTACT_URL"),
        ({"MOP_CONTACT_URL": "https://a.example/"}, "contact: https://a.example/"),
        ({"MOP_TELEGRAM_TOKEN": "1:a"}, "contact: sites are told the bot's own page (MOP_CONTACT_URL names another)"),
    ],
)
def test_whom_sites_can_complain_to_is_told(tmp_path: Path, named: dict[str, str], line: str) -> None:
    """Without a contact that is named as something to mend; a bot has its own page."""
    assert _remarks(tmp_path, **named)[-1] == line


def test_every_citation_is_asked_once(catalogue: Catalogue) -> None:
    """All pages that sources.yaml cites are known to the doctor."""
    urls = cited_urls(catalogue)
    assert len(urls) == len(set(urls))
    assert {"https://editors.example/gossip", "https://moon.example/rocks", "https://chatter.example/report"} <= set(
        urls
    )


@pytest.mark.parametrize(("status", "gone"), [(200, False), (404, True), (410, True), (403, False), (503, False)])
async def test_only_pages_that_are_gone_count_as_dead(catalogue: Catalogue, status: int, *, gone: bool) -> None:
    """A site that dislikes robots or has a bad day keeps its citation; one that says "not found" loses it."""

    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=status)

    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", answer)
    told: list[str] = []
    async with TestServer(app) as server:
        url = f"http://127.0.0.1:{server.port}/page"
        settings = FetchSettings(allow=parse_allow(f"127.0.0.1:{server.port}"))
        async with Fetcher(settings, catalogue.rules, clock) as fetcher:
            dead = await dead_links(fetcher, (url,), lambda url, why: told.append(why))
    assert dead == ((url,) if gone else ())
    assert told == ([] if status == 200 else [f"status {status}"])


async def test_a_site_that_cannot_be_reached_is_told_and_kept(catalogue: Catalogue) -> None:
    """No answer at all is told, and is no proof that a page is gone."""
    told: list[str] = []
    async with Fetcher(FetchSettings(connect_seconds=0.05), catalogue.rules, clock) as fetcher:
        dead = await dead_links(fetcher, ("http://127.0.0.1:1/",), lambda url, why: told.append(why))
    assert (dead, len(told)) == ((), 1)


def test_dead_links_are_kept_for_later(tmp_path: Path) -> None:
    """What was seen dead is written down, or the fault is told."""
    assert remember_dead_links(Settings(tmp_path, SMALL), ("https://gone.example/",)) is None
    assert read_dead_links(tmp_path) == {"https://gone.example/"}
    occupied = tmp_path / "file"
    occupied.touch()
    fault = remember_dead_links(Settings(occupied, SMALL), ())
    assert fault
    assert fault.place == "MOP_DATA_DIR"
