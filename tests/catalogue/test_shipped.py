"""The sources.yaml that comes with Mop."""

from __future__ import annotations

import pytest

from bot.catalogue import Catalogue, load
from bot.links import registrable_domain
from bot.model import Link
from bot.patterns.wording import parse
from bot.settings import default_sources


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    """Return the catalogue as it is shipped; every fault of it would be raised here."""
    return load(default_sources(), None, None, parse)


def test_no_outlet_that_it_lists_is_taken_for_a_pose(shipped: Catalogue) -> None:
    """A known host, with or without www., never poses as another one, but for those listed as deceitful."""
    alarms = []
    for source in shipped.tables.sources:
        for subject in source.subjects:
            host = subject.partition("/")[0].encode("idna").decode()
            found = shipped.look_alike(Link(subject, f"https://www.{host}/", f"www.{host}", registrable_domain(host)))
            if (
                found
                and source.kind
                and source.kind.value not in {"influence_operation", "fabricated_news", "phishing"}
            ):
                alarms.append((subject, found))
    assert alarms == []


def test_every_source_gives_a_rating_that_cites_a_page(shipped: Catalogue) -> None:
    """What the file says of a host reaches the reader, with the page that says so."""
    silent = []
    for source in shipped.tables.sources:
        host, _, path = source.host.partition("/")
        host = host.encode("idna").decode()
        ratings = shipped.ratings_for(Link("", f"https://{host}/{path}", host, registrable_domain(host)))
        if not ratings or not all(each.url.startswith("http") for each in ratings):
            silent.append(source.host)
    assert silent == []


def test_no_list_would_be_let_in_that_calls_a_relied_on_outlet_bad(shipped: Catalogue) -> None:
    """The guard knows the outlets that everybody knows."""
    guarded = set(shipped.terms().guarded)
    assert {"bbc.co.uk", "reuters.com", "who.int", "nhs.uk", "apnews.com"} <= guarded
