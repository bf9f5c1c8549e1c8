"""The recorded inputs of these tests and the small rules they run under."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from bot.links import Rules

DATA = Path(__file__).parent.parent / "data" / "links"
RULES = Rules.from_mapping(yaml.safe_load((DATA / "rules.yaml").read_text("utf-8")))


def rows(name: str) -> list[Any]:
    """Give the rows of one table, each a list whose last item says what it shows."""
    return [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]
