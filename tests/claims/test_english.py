"""The second model: what it is asked of, what of it is kept, and that the search does without it."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.claims import english, judge, vectors
from bot.claims.english import Mini, is_english
from bot.claims.held import Feed
from bot.claims.index import ClaimIndex
from bot.claims.making import make_all
from bot.claims.search import open_english
from bot.claims.shelf import Incoming, Shelf
from bot.claims.update import Importer, export
from tests.claims.samples import CLAIMS, NOW, RULES, WordEncoder, admission, entries, entry, filled

SPANISH = "Una fotografía muestra que el león camina por las calles de Lisboa."


class Recording(WordEncoder):
    """Keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def queries(self, texts: Any) -> Any:  # noqa: ANN401 - as of the encoder that it stands in for
        """Return vectors, a row each."""
        self.asked += texts
        return super().queries(texts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Schools in Norwich have banned paper poppies", True),
        ("Singer dies aged 27", True),
        ("Tour de France: who won the stage", True),
        ("𝙎𝙘𝙝𝙤𝙤𝙡𝙨 have banned the poppies", True),
        (SPANISH, False),
        ("Die Schulen haben das verboten", False),
        ("Школы запретили бумажные маки", False),
        ("学校がポピーを禁止した", False),
        ("स्कूलों ने पोस्ता पर रोक लगाई", False),
        ("Comer alho com mel cura uma gripe", False),
    ],
)
def test_which_texts_the_second_model_is_asked_about(text: str, *, expected: bool) -> None:
    """It knows English only: of anything else what it says is noise."""
    assert is_english(text) is expected


@given(st.text(max_size=200))
@example("")
@settings(max_examples=60, deadline=None)
def test_any_text_is_english_or_not(text: str) -> None:
    """Whatever a stranger writes is told to be one or the other."""
    assert is_english(text) in (True, False)


def _both(folder: Path) -> tuple[Shelf, Recording]:
    shelf = filled(folder, [*entries(), entry(20, claim_reviewed=SPANISH, language="es")])
    second = Recording()
    make_all(shelf, WordEncoder())
    assert make_all(shelf, second, kind=vectors.ENGLISH) == 11
    return shelf, second


def test_only_english_fact_checks_get_a_vector_of_it(tmp_path: Path) -> None:
    """A fact-check in another language is never shown to it, and not taken up again each time."""
    shelf, second = _both(tmp_path)
    generation = shelf.open()
    assert generation
    assert len(second.asked) == 10
    assert not any("Lisboa" in text for text in second.asked)
    assert vectors.made(generation.folder, vectors.ENGLISH) == 11
    assert make_all(shelf, second, kind=vectors.ENGLISH) == 0


def test_a_text_in_english_is_asked_of_both_models(tmp_path: Path) -> None:
    """An English text gets a vector of each, one in another language of the first only; both find the claim."""
    shelf, _ = _both(tmp_path)
    second = Recording()
    index = ClaimIndex(shelf, WordEncoder(), second)
    assert index.search(CLAIMS[2][0], 1)[0].number == 2
    assert second.asked == [CLAIMS[2][0]]
    assert "Lisboa" in index.search(SPANISH, 1)[0].entry.review.claim_reviewed
    assert len(second.asked) == 1


def test_a_second_model_without_vectors_yet_changes_nothing(tmp_path: Path) -> None:
    """Until vectors of it are made, and for fact-checks that have none, the first model and words find as before."""
    shelf = filled(tmp_path)
    make_all(shelf, WordEncoder())
    before = [(hit.number, hit.score) for hit in ClaimIndex(shelf, WordEncoder()).search(CLAIMS[4][0], 3)]
    second = Recording()
    assert [
        (hit.number, hit.score) for hit in ClaimIndex(shelf, WordEncoder(), second).search(CLAIMS[4][0], 3)
    ] == before
    generation = shelf.open()
    assert generation
    vectors.begin(generation, vectors.ENGLISH)
    found = ClaimIndex(shelf, WordEncoder(), second).search(CLAIMS[4][0], 3)
    assert [(hit.number, hit.score) for hit in found] == before
    assert second.asked == [CLAIMS[4][0]]


def test_its_vectors_go_on_with_their_entries(tmp_path: Path) -> None:
    """Updates and exports carry what both models made."""
    shelf, _ = _both(tmp_path / "one")
    shelf.take_over(Incoming("feed", [entry(30), *entries(6)]), Feed(), RULES)
    generation = shelf.open()
    assert generation
    assert vectors.made(generation.folder, vectors.ENGLISH) == 6
    export(generation, tmp_path / "all.tar")
    importer = Importer(Shelf(tmp_path / "two"), admission(), RULES, lambda _: None)
    importer.from_file(tmp_path / "all.tar", NOW)
    taken = importer.shelf.open()
    assert taken
    assert vectors.made(taken.folder, vectors.MEANING) == vectors.made(taken.folder, vectors.ENGLISH) == 6


def test_a_packages_files_are_found_without_running_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What those packages' own code does at import never happens."""
    (tmp_path / "packed_model").mkdir()
    (tmp_path / "packed_model" / "__init__.py").write_text("raise SystemExit('it ran')")
    (tmp_path / "packed_model" / "model.onnx").write_bytes(b"x")
    monkeypatch.syspath_prepend(tmp_path)
    assert english.found(("packed_model", "model.onnx")) == tmp_path / "packed_model" / "model.onnx"
    assert english.found(("packed_model", "other.onnx")) is None
    assert english.found(("no_such_package", "model.onnx")) is None
    monkeypatch.setattr(english, "MODEL", ("packed_model", "other.onnx"))
    assert not english.installed()
    assert open_english() is None


def test_the_model_is_given_pieces_of_words_and_their_mean_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text is cut, asked on one core, and the mean of what comes back kept; half a character is no fault."""
    told: dict[str, Any] = {}

    class Session:
        def __init__(self, path: str, options: Any, providers: list[str]) -> None:  # noqa: ANN401 - onnxruntime's
            told.update(path=path, threads=options.intra_op_num_threads, providers=providers)

        def run(self, _: None, given: dict[str, np.ndarray[Any, Any]]) -> list[np.ndarray[Any, Any]]:
            assert {name: row.shape for name, row in given.items()} == dict.fromkeys(
                ("input_ids", "attention_mask", "token_type_ids"), (1, 2)
            )
            return [np.array([[[1.0, 2.0], [3.0, 6.0]]], np.float32)]

    class Cutting:
        @classmethod
        def from_file(cls, path: str) -> Cutting:
            told["vocabulary"] = path
            return cls()

        def no_padding(self) -> None:
            told["padded"] = False

        def enable_truncation(self, longest: int) -> None:
            told["longest"] = longest

        def encode(self, text: str) -> SimpleNamespace:
            told["text"] = text
            return SimpleNamespace(ids=[101, 102])

    for name, parts in (
        ("onnxruntime", {"SessionOptions": SimpleNamespace, "InferenceSession": Session}),
        ("tokenizers", {"Tokenizer": Cutting}),
    ):
        module = ModuleType(name)
        module.__dict__.update(parts)
        monkeypatch.setitem(sys.modules, name, module)
    model = Mini(tmp_path / "model.onnx", tmp_path / "tokenizer.json")
    assert model.passages(["a", "half \ud800"]).tolist() == [[2.0, 4.0], [2.0, 4.0]]
    assert told["text"] == "half ?"
    assert (told["threads"], told["longest"], told["padded"]) == (1, 256, False)


@pytest.mark.skipif(not english.installed(), reason="the extra semantic-english is not installed")
def test_the_real_model_puts_the_same_claim_nearer() -> None:
    """A paraphrase without a word of the claim's is nearer than another claim that shares some."""
    model = open_english()
    assert model
    vectors_of = model.queries(
        ["A cop hugs a lost kid", "Police officer comforts missing child", "A cop was lost in a snow storm"]
    )
    asked, same, other = vectors_of / np.linalg.norm(vectors_of, axis=1, keepdims=True)
    assert asked @ same > asked @ other


def test_there_are_weights_for_both_models() -> None:
    """They rank by both cosines, and trust both."""
    line = dict(zip(judge.FIGURES["both"][0], judge.weights("both").line, strict=True))
    assert line["cosine"] > 0
    assert line["english_cosine"] > 0
