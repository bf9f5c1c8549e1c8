"""Lists are brought up to date, and a bad update leaves the old one with the reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.catalogue.lists import shelf as shelf_module
from bot.catalogue.lists.held import Held
from bot.catalogue.lists.parsed import parse
from bot.catalogue.lists.sanity import Before, problem
from bot.catalogue.lists.shelf import Shelf
from bot.catalogue.lists.subscription import Paths
from bot.catalogue.lists.update import Outcome, Updated, due, fingerprint, imported, next_update, update
from bot.catalogue.rows import Platform
from bot.errors import ListError, StoreError
from bot.model import Kind, Link, Reliability
from tests.catalogue.lists.samples import FILES, NOW, Server, catalogue, server, subscription
from tests.catalogue.samples import link

CATALOGUE = catalogue()
TERMS = CATALOGUE.terms()


async def run(list_id: str, kept: Shelf, upstream: Server, now: datetime = NOW, **changes: object) -> Updated:
    """Update one list."""
    return await update(subscription(list_id, **changes), kept, upstream, TERMS, now)


def said(kept: Shelf, url: str) -> list[tuple[str, str]]:
    """Return (rater, word) of a link with the lists at hand."""
    return [(each.rater, each.rating) for each in CATALOGUE.with_lists(kept.open()).ratings_for(link(url))]


@pytest.fixture
def kept(tmp_path: Path) -> Shelf:
    """Return an empty shelf."""
    return Shelf(tmp_path / "lists")


# --- a good update ------------------------------------------------------------------------------------------


async def test_a_list_is_had_read_and_looked_up(kept: Shelf) -> None:
    """After the update its hosts are known, each with rater, word, date, page and name."""
    upstream = replace(server(), etag='"1"', last_modified="Sun, 01 Nov 2026 10:00:00 GMT")
    result = await run("sites", kept, upstream)
    assert (result.outcome, result.problem) == (Outcome.UPDATED, "")
    held = kept.state().of("sites")
    assert held == result.held
    assert (held.rows, held.hosts, held.as_of) == (12, 6, "2026-11-01")
    assert (held.etag, held.last_modified) == ('"1"', "Sun, 01 Nov 2026 10:00:00 GMT")
    assert held.taken_at == held.tried_at == NOW.isoformat()
    assert held.passed_over["no host"] == 2
    (rating,) = CATALOGUE.with_lists(kept.open()).ratings_for(link("https://www.shaky.example/x"))
    assert (rating.rater, rating.rating, rating.reliability) == ("Sitewatch", "shaky", Reliability.UNRELIABLE)
    assert (rating.as_of, rating.name) == ("2023", "Shaky")
    assert rating.url == "https://sitewatch.example.org/on/shaky.example"
    assert not any(path.name == "incoming" and any(path.iterdir()) for path in kept.folder.iterdir() if path.is_dir())


async def test_a_row_without_a_date_of_its_own_has_the_lists(kept: Shelf) -> None:
    """The reader learns as of when the list says so."""
    await run("hosts", kept, replace(server(), last_modified="Sun, 01 Nov 2026 10:00:00 GMT"))
    (rating,) = CATALOGUE.with_lists(kept.open()).ratings_for(link("https://made-up.example/"))
    assert rating.as_of == "2026-11-01"
    assert rating.url == "https://sitewatch.example.org/"


@pytest.mark.parametrize("header", ["", "nonsense", "Sun, 01 Nov 2099 10:00:00 GMT"])
async def test_a_list_whose_server_gives_no_date_is_dated_today(kept: Shelf, header: str) -> None:
    """A date that is missing, broken or yet to come is not believed."""
    result = await run("hosts", kept, replace(server(), last_modified=header))
    assert result.held.as_of == "2026-11-22"


async def test_an_unchanged_list_is_not_had_again(kept: Shelf) -> None:
    """The server is asked with what it gave, and "not modified" is noted as a success."""
    await run("hosts", kept, replace(server(), etag='"1"'))
    upstream = replace(server(), unchanged=True)
    later = NOW + timedelta(days=1)
    result = await run("hosts", kept, upstream, later)
    assert result.outcome is Outcome.UNCHANGED
    assert upstream.asked == [("https://lists.example/sites.hosts", '"1"', "")]
    held = kept.state().of("hosts")
    assert (held.tried_at, held.taken_at) == (later.isoformat(), NOW.isoformat())
    assert said(kept, "https://made-up.example/") == [("Sitewatch", "shaky")]


async def test_a_list_described_anew_is_had_anew_although_unchanged(kept: Shelf) -> None:
    """After an edit of the stanza the old reading must not stay."""
    await run("hosts", kept, replace(server(), etag='"1"'))
    upstream = replace(server(), unchanged=True)
    result = await run("hosts", kept, upstream, says="made up")
    assert result.outcome is Outcome.UPDATED
    assert upstream.asked[0][1:] == ("", "")
    assert said(kept, "https://made-up.example/") == [("Sitewatch", "made up")]


async def test_a_list_of_several_pages_is_taken_over_as_one(kept: Shelf) -> None:
    """All pages are had, or none counts."""
    result = await run("parts", kept, server(one_txt="a.example\n", two_txt="b.example\n"))
    assert result.held.hosts == 2
    result = await run("parts", kept, server(one_txt="a.example\n"))
    assert result.outcome is Outcome.UNREACHABLE
    assert said(kept, "https://b.example/") == [("Sitewatch", "shaky")]


async def test_a_list_that_is_off_is_left_alone_and_says_why(kept: Shelf) -> None:
    """Nothing is asked of anybody."""
    upstream = server()
    result = await run("paid", kept, upstream)
    assert (result.outcome, result.problem, upstream.asked) == (Outcome.OFF, "needs a key", [])


async def test_every_list_of_the_example_can_be_had(kept: Shelf) -> None:
    """All formats go the whole way, from download to look-up."""
    upstream = server(one_txt="a.example\n", two_txt="b.example\n")
    for spec in CATALOGUE.tables.lists:
        result = await update(spec, kept, upstream, TERMS, NOW)
        assert result.outcome is (Outcome.UPDATED if spec.is_on else Outcome.OFF), result.problem
    whole = CATALOGUE.with_lists(kept.open())
    assert whole.ratings_for(link("https://dlscord-gift.example/"))[0].kind is Kind.PHISHING
    assert whole.ratings_for(link("https://sho.example/x"))[0].kind is Kind.SHORTENER
    assert whole.rules.is_shortener("sho.example")
    assert whole.rules.is_shortener("known.example")
    assert "fbclid" in whole.rules.tracking_everywhere
    assert "gclid" in whole.rules.tracking_everywhere


async def test_a_list_from_a_file_is_taken_over_like_any_other(kept: Shelf) -> None:
    """A machine without a way out can be fed by hand, under the same checks."""
    held = imported(subscription("hosts"), kept, TERMS, FILES / "sites.hosts", NOW)
    assert (held.hosts, held.as_of) == (2, "2026-11-22")
    assert said(kept, "https://made-up.example/") == [("Sitewatch", "shaky")]
    with pytest.raises(ListError, match="cannot be read"):
        imported(subscription("hosts"), kept, TERMS, FILES / "none", NOW)


# --- twenty ways to spoil one -------------------------------------------------------------------------------

GOOD_CSV = "Site,Label,When,Outlet\n" + "".join(f"h{n}.example,shaky,2024,H\n" for n in range(20))
SPOILT = {
    "nothing at all": "",
    "only the line of names": "Site,Label,When,Outlet\n",
    "fewer rows than a list of this kind has": "Site,Label,When,Outlet\nh1.example,shaky,2024,H\n",
    "cut off in a row": GOOD_CSV[:-8],
    "cut off in a quoted text": GOOD_CSV + '"h',
    "cut off at a line's end": "\n".join(GOOD_CSV.split("\n")[:8]) + "\n",
    "an error page with status 200": "<!DOCTYPE html><html><title>502 Bad Gateway</title></html>",
    "an error in JSON": '{"error": "rate limit exceeded"}',
    "a login page without a doctype": "  <html><body>Sign in</body></html>",
    "not text": "\0\1\2",
    "other columns": GOOD_CSV.replace("Label", "Score"),
    "columns in another order without names": GOOD_CSV.split("\n", 1)[1],
    "another separator halfway": GOOD_CSV + "h21.example;shaky;2024;H\n",
    "words that nobody mapped": GOOD_CSV.replace("shaky", "dubious"),
    "no hosts in the column": GOOD_CSV.replace(".example", ""),
    "a poisoned paper": GOOD_CSV + "dailyglobe.co.uk,fake,2024,Globe\n",
    "a poisoned broadcaster, in capitals and with a path": GOOD_CSV + "HTTPS://WWW.Radio.Example/x,shaky,2024,R\n",
    "a poisoned well-known site": GOOD_CSV + "wikipedia.org,fake,2024,W\n",
    "a public suffix": GOOD_CSV + "co.uk,fake,2024,\n",
    "a country's suffix with a star": GOOD_CSV + "*.com.br,fake,2024,\n",
}


@pytest.mark.parametrize("spoilt", SPOILT.values(), ids=SPOILT.keys())
async def test_a_spoilt_update_leaves_the_old_list_and_says_why(kept: Shelf, spoilt: str) -> None:
    """The reason stands in the state, the old rows are still looked up, and the next good update goes through."""
    assert (await run("sites", kept, server(sites_csv=GOOD_CSV))).outcome is Outcome.UPDATED
    later = NOW + timedelta(days=8)
    result = await run("sites", kept, server(sites_csv=spoilt), later)
    assert result.outcome is Outcome.REFUSED
    held = kept.state().of("sites")
    assert held.fault == result.problem
    assert held.fault.startswith("sites: ")
    assert (held.failures, held.hosts, held.taken_at) == (1, 20, NOW.isoformat())
    assert said(kept, "https://h19.example/") == [("Sitewatch", "shaky")]
    assert ("Sitewatch", "made up") not in said(kept, "https://dailyglobe.co.uk/")
    result = await run("sites", kept, server(sites_csv=GOOD_CSV), later)
    assert (result.outcome, kept.state().of("sites").fault) == (Outcome.UPDATED, "")


async def test_a_list_that_does_not_fit_its_description_names_the_line_to_mend(kept: Shelf) -> None:
    """Whoever has to correct the stanza is told where it stands."""
    sources = FILES / "sources.yaml"
    upstream = server(sites_csv=GOOD_CSV.replace("Label", "Score"))
    result = await update(subscription("sites"), kept, upstream, CATALOGUE.terms(sources), NOW)
    line = next(at for at, text in enumerate(sources.read_text("utf-8").split("\n"), 1) if "- id: sites" in text)
    assert 'a column is "Label", but the list has Site, Score, When, Outlet' in result.problem
    assert result.problem.endswith(f"(described at sources.yaml:{line}: lists[0])")
    for gone in (FILES / "none", FILES / "sites.csv"):
        result = await update(subscription("sites"), kept, upstream, CATALOGUE.terms(gone), NOW)
        assert "described at" not in result.problem


async def test_a_server_that_is_away_leaves_the_old_list_and_says_why(kept: Shelf) -> None:
    """Could not be had is told apart from was refused."""
    await run("hosts", kept, server())
    result = await run("hosts", kept, Server())
    assert result.outcome is Outcome.UNREACHABLE
    assert "not_found" in kept.state().of("hosts").fault
    assert said(kept, "https://made-up.example/") == [("Sitewatch", "shaky")]


async def test_a_disk_that_is_full_leaves_the_old_list_and_says_why(
    kept: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even where the reason cannot be noted, it is returned."""
    await run("hosts", kept, server())

    def full(*args: object) -> None:
        del args
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(shelf_module, "write_state", full)
        result = await run("hosts", kept, server())
    assert result.outcome is Outcome.REFUSED
    assert "No space left" in result.problem
    assert "nor could this be noted" in result.problem
    assert said(kept, "https://made-up.example/") == [("Sitewatch", "shaky")]


async def test_a_download_that_cannot_be_kept_is_a_reason(kept: Shelf, tmp_path: Path) -> None:
    """Where the folder cannot be made, and where the client cannot write."""
    kept.folder.mkdir()
    (kept.folder / "incoming").write_text("in the way")
    result = await run("hosts", kept, server())
    assert (result.outcome, "could not be kept" in result.problem) == (Outcome.REFUSED, True)

    class Failing(Server):
        async def download(
            self, url: str, path: Path, *, max_bytes: int, etag: str = "", last_modified: str = ""
        ) -> object:
            del url, max_bytes, etag, last_modified
            raise StoreError(str(path), "No space left")

    result = await update(subscription("hosts"), Shelf(tmp_path / "other"), Failing(), TERMS, NOW)
    assert result.outcome is Outcome.UNREACHABLE


def test_a_platform_that_everybody_knows_is_guarded_too() -> None:
    """What a list says of a platform is shown with every link to it: a spoilt list must not speak of one suddenly."""
    platform = Platform(
        "video", "Video", ("youtube.com", "small.example"), "https://youtube.com/report", {"en": "Tap."}
    )
    terms = replace(CATALOGUE, tables=replace(CATALOGUE.tables, platforms=(platform,))).terms()
    assert {"youtube.com", "small.example"} <= set(terms.strangers)
    spec = subscription("sites")
    rater = terms.raters[spec.rater]
    texts = [f"{GOOD_CSV}{host},fake,2024,Video\n".encode() for host in platform.hosts]
    found = [problem(parse([text], spec, rater, terms.strangers), spec, terms, Before()) for text in texts]
    assert "youtube.com" in found[0]
    assert found[1] == ""


async def test_a_well_known_host_may_be_called_bad_where_the_subscription_says_so(kept: Shelf) -> None:
    """A list that is right about a well-known site can be let in by name; then it may go on saying so."""
    text = GOOD_CSV + "dailyglobe.co.uk,fake,2024,Globe\n"
    allowed = frozenset({"dailyglobe.co.uk"})
    assert (await run("sites", kept, server(sites_csv=text), may_rate=allowed)).outcome is Outcome.UPDATED
    assert (await run("sites", kept, server(sites_csv=text))).outcome is Outcome.UPDATED
    more = text + "radio.example,fake,2024,Radio\n"
    result = await run("sites", kept, server(sites_csv=more))
    assert "1 well-known hosts bad (radio.example)" in result.problem


async def test_a_platform_may_be_called_unreliable_and_never_phishing(kept: Shelf) -> None:
    """A rating of a platform is not read as one of its users; a phishing row would block them all."""
    text = GOOD_CSV + "talk.example,shaky,2024,Talk\n"
    assert (await run("sites", kept, server(sites_csv=text))).outcome is Outcome.UPDATED
    scams = '["a.example", "b.example", "squawk.example"]'
    assert "squawk.example" in (await run("scams", kept, server(scam_json=scams))).problem
    scams = '["a.example", "b.example", "squawk.example/someone", "c.example"]'
    assert (await run("scams", kept, server(scam_json=scams))).outcome is Outcome.UPDATED


async def test_a_paper_is_not_made_a_shortener(kept: Shelf) -> None:
    """A shortener's rating says nothing of a source, so it would hide what is known of one."""
    result = await run("shorteners", kept, server(shorteners_txt="a.example\nb.example\ndailyglobe.co.uk\n"))
    assert result.outcome is Outcome.REFUSED


async def test_a_list_of_which_nothing_fits_is_refused(kept: Shelf) -> None:
    """Rows that are all left out, or all suffixes of pages, are no list."""
    result = await run("sites", kept, server(sites_csv=GOOD_CSV.replace("shaky", "neutral")))
    assert "none could be taken over: left out by the subscription: 20" in result.problem


# --- when ---------------------------------------------------------------------------------------------------


def after(hours: float) -> datetime:
    """Return a time after NOW."""
    return NOW + timedelta(hours=hours)


def held(**fields: object) -> Held:
    """Return a list had at NOW."""
    spec = subscription("hosts")
    base = Held(tried_at=NOW.isoformat(), taken_at=NOW.isoformat(), described_as=fingerprint(spec))
    return replace(base, **fields)  # type: ignore[arg-type]  # fields are named by each test


def test_a_list_is_due_when_its_interval_is_over_with_a_shift_of_its_own() -> None:
    """Twelve hours are twelve to thirteen, the same for every start."""
    when = next_update(subscription("hosts"), held())
    assert when is not None
    assert after(12) <= when <= after(13.2)
    assert when == next_update(subscription("hosts"), held())
    other = next_update(
        subscription("hosts", id="other"), held(described_as=fingerprint(subscription("hosts", id="other")))
    )
    assert other != when


def test_a_list_never_had_or_described_anew_is_due_at_once() -> None:
    """Nobody waits a week for a new stanza."""
    assert next_update(subscription("hosts"), Held()) is None
    assert next_update(subscription("hosts", says="made up"), held()) is None
    assert next_update(subscription("hosts", paths=Paths.KEEP), held()) is None


@pytest.mark.parametrize(("failures", "hours"), [(1, 1), (2, 2), (3, 4), (4, 8), (5, 12), (50, 12)])
def test_a_list_that_fails_is_tried_again_ever_later(failures: int, hours: int) -> None:
    """One, two, four hours, never longer than its interval."""
    when = next_update(subscription("hosts", says="made up"), held(failures=failures, fault="x"))
    assert when is not None
    assert after(hours) <= when <= after(hours * 1.1)


async def test_what_is_due_comes_longest_overdue_first(kept: Shelf) -> None:
    """A start after a long time catches up in order, and lists that are off are not among them."""
    await run("hosts", kept, server())
    await run("scams", kept, server(), after(-3))
    specs = [subscription(name) for name in ("hosts", "sites", "scams", "paid")]
    assert [spec.id for spec in due(specs, kept.state(), NOW)] == ["sites", "scams"]
    assert [spec.id for spec in due(specs, kept.state(), after(24))] == ["sites", "scams", "hosts"]
    assert due([], kept.state(), datetime(2030, 1, 1, tzinfo=UTC)) == ()


def test_a_rater_that_is_gone_or_a_list_switched_off_says_nothing(kept: Shelf) -> None:
    """Rows on the shelf count only while sources.yaml subscribes to them."""
    imported(subscription("hosts"), kept, TERMS, FILES / "sites.hosts", NOW)
    off = tuple(replace(spec, is_on=False) for spec in CATALOGUE.tables.lists)
    without = replace(CATALOGUE, tables=replace(CATALOGUE.tables, lists=off)).with_lists(kept.open())
    assert without.ratings_for(link("https://made-up.example/")) == ()
    where: Link = link("https://made-up.example/")
    assert CATALOGUE.with_lists(kept.open()).ratings_for(where)
