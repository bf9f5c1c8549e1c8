"""Subscribed lists and sources.yaml broken in every way."""

from __future__ import annotations

import contextlib

from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue.lists.parsed import parse
from bot.catalogue.load import checked
from bot.errors import ConfigurationError, ListError
from bot.patterns.wording import parse as parse_wording
from tests.catalogue.lists.samples import FILES, catalogue
from tests.catalogue.samples import TODAY
from tests.conftest import SMALL
from tests.fuzz.breaking import FUZZ, broken_bytes

TERMS = catalogue().terms()
SPECS = {
    spec.id: spec
    for spec in catalogue().tables.lists
    if spec.urls and (FILES / spec.urls[0].rsplit("/", 1)[-1]).is_file()
}
RECORDED = {name: (FILES / spec.urls[0].rsplit("/", 1)[-1]).read_bytes() for name, spec in SPECS.items()}
CONFIGURATIONS = [SMALL.read_bytes(), (FILES / "sources.yaml").read_bytes()]


def test_every_recorded_list_is_fuzzed() -> None:
    """The lists that are broken here are of all formats, and whole before that."""
    assert len(SPECS) >= 8
    for name, spec in SPECS.items():
        assert parse([RECORDED[name]], spec, TERMS.raters.get(spec.rater), TERMS.strangers).records


@given(st.sampled_from(sorted(SPECS)), st.data())
@FUZZ
def test_any_list_is_read_or_refused(name: str, data: st.DataObject) -> None:
    """Whatever its server sends, a list gives hosts with words that its rater uses, or one reason."""
    spec, raw = SPECS[name], data.draw(broken_bytes([RECORDED[name]]))
    rater = TERMS.raters.get(spec.rater)
    with contextlib.suppress(ListError):
        for row in parse([raw], spec, rater, TERMS.strangers).rows:
            assert row.subject
            assert not set(row.subject.partition("/")[0]) & set("\t\r\n\x00 <>\"'@?#%")
            assert rater is None or row.word in rater.words


@given(broken_bytes(CONFIGURATIONS))
@FUZZ
def test_any_sources_file_is_read_or_every_fault_named(raw: bytes) -> None:
    """Whatever an editor did to sources.yaml: it is taken, or told with a place and a remedy for each fault."""
    try:
        checked(raw, "sources.yaml", TODAY, parse_wording)
    except ConfigurationError as error:
        faults = error.faults
        assert faults
        assert all(fault.place and fault.problem and fault.remedy for fault in faults)
