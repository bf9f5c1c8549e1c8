"""docs/security.md names tests; they are there."""

from __future__ import annotations

import re

from tests.conftest import REPOSITORY


def test_every_test_that_the_threat_model_names_exists() -> None:
    """Whoever reads what stops an attack finds the test that shows it."""
    page = (REPOSITORY / "docs" / "security.md").read_text("utf-8")
    path = ""
    named = []
    for found in re.finditer(r"`(tests/[\w/]+\.py)?::(test_\w+)`", page):
        path = found[1] or path
        named.append((path, found[2]))
    assert len(named) > 60
    sources = {path: (REPOSITORY / path).read_text("utf-8") for path, _ in named}
    assert [pair for pair in named if f"def {pair[1]}(" not in sources[pair[0]]] == []
