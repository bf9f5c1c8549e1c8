"""A matcher made from its kept filing answers as one made anew, and a spoilt filing is never used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.catalogue import load
from bot.patterns import matcher as made
from bot.patterns.kept import open_matcher
from tests.conftest import SMALL

if TYPE_CHECKING:
    from bot.catalogue import Catalogue
    from bot.patterns import Matcher

TOLD = "They say the MOON is really made of cheese"


def opened(catalogue: Catalogue, folder: Path) -> Matcher:
    """Open a matcher of a catalogue's wordings."""
    return open_matcher(catalogue.patterns, catalogue.signals, catalogue.unless_any, folder)


def kept_in(folder: Path) -> list[Path]:
    """Return the files that are kept."""
    return sorted(folder.glob("wordings-*.json"))


def known(matcher: Matcher, text: str) -> list[str]:
    """Return the hoaxes that a text tells."""
    return [match.pattern_id for match in matcher.match(text)]


def test_the_second_start_files_nothing_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A matcher made from what was kept knows the same wordings, and what silences them."""
    first = opened(load(SMALL, None), tmp_path / "cache")
    monkeypatch.setattr("bot.patterns.index._all_filed", None)
    second = opened(load(SMALL, None), tmp_path / "cache")
    assert second.filed == first.filed
    for matcher in (first, second):
        assert known(matcher, TOLD) == ["moon-cheese"]
        assert known(matcher, f"{TOLD}: a hoax") == []
        assert [signal.kind.value for signal in matcher.signals("You will not believe it")] == ["clickbait"]


def test_many_wordings_are_kept_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters of every script come back as they were, in pairs of words and in wordings with signs."""
    monkeypatch.setattr("bot.patterns.index._MANY", 0)
    catalogue, silencing = load(SMALL, None), {"fr": ["à la où", "à* l'été"], "zh": ["是真的吗"]}
    first, second = (
        open_matcher(catalogue.patterns, catalogue.signals, silencing, tmp_path / "cache") for _ in range(2)
    )
    assert second.filed == first.filed
    assert first.filed[1].pairs
    for matcher in (first, second):
        assert known(matcher, TOLD) == ["moon-cheese"]
        assert [known(matcher, f"{TOLD}: {words}") for words in ("À la où", "à l'été", "是真的吗")] == [[]] * 3


@pytest.mark.parametrize(
    "spoilt",
    ["", "{", "[]", "1\n2\n3", "\n".join(["[{}, {}, [], [], []]"] * 3), '[{"x": [9]}, {}, [""], [0], [[]]]', "null"],
)
def test_a_spoilt_file_is_replaced(tmp_path: Path, spoilt: str) -> None:
    """Whatever is wrong with the kept filing, the wordings are known, and the file is mended."""
    opened(load(SMALL, None), tmp_path)
    (path,) = kept_in(tmp_path)
    whole = path.read_bytes()
    path.write_text(spoilt)
    assert known(opened(load(SMALL, None), tmp_path), TOLD) == ["moon-cheese"]
    assert path.read_bytes() == whole


def test_a_number_of_no_wording_is_noticed(tmp_path: Path) -> None:
    """A filing that names a wording that is not there is made anew at once, not found out in a chat."""
    opened(load(SMALL, None), tmp_path)
    (path,) = kept_in(tmp_path)
    first, *others = path.read_text().splitlines()
    parts = json.loads(first)
    parts[0][" moon "] = [999]
    path.write_text("\n".join((json.dumps(parts), *others)))
    assert known(opened(load(SMALL, None), tmp_path), TOLD) == ["moon-cheese"]


def test_other_wordings_or_another_program_have_a_filing_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A filing is never used for what it was not made from; of the old ones three stay."""
    catalogue = load(SMALL, None)
    opened(catalogue, tmp_path)
    for release in ("1", "2", "3", "4"):
        monkeypatch.setattr("bot.patterns.kept._program", lambda release=release: [release])
        opened(catalogue, tmp_path)
    assert len(kept_in(tmp_path)) == 3
    fewer = open_matcher(catalogue.patterns, (), catalogue.unless_any, tmp_path)
    assert fewer.signals("You will not believe it") == ()


def test_a_folder_that_cannot_be_written_is_no_fault(tmp_path: Path) -> None:
    """Where nothing can be kept, every start files anew."""
    (tmp_path / "cache").write_text("a file")
    assert known(opened(load(SMALL, None), tmp_path / "cache"), TOLD) == ["moon-cheese"]


def test_a_filing_of_other_wordings_is_refused() -> None:
    """A matcher is never made of one file's wordings and another's filing."""
    catalogue = load(SMALL, None)
    filed = made.Matcher((), (), {}).filed
    with pytest.raises(ValueError, match="other wordings"):
        made.Matcher(catalogue.patterns, catalogue.signals, catalogue.unless_any, filed)
