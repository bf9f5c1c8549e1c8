"""What the catalogue says that every list is read by."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.catalogue.rows import Rater


@dataclass(frozen=True, slots=True)
class Terms:
    """Whose words are known, where strangers publish, and who is guarded."""

    raters: Mapping[str, Rater]
    strangers: Collection[str]
    """Hosts on which strangers publish: but for the guarded ones, a list may say what it likes of them, except that
    they are phishing."""
    guarded: Collection[str]
    """Hosts too well known for a list to call them bad of a sudden."""
    sources: Path | None = None
    """The sources.yaml that describes the lists, so that a refusal can name its line."""
