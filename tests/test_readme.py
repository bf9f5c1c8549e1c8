"""What the README promises."""

from __future__ import annotations

import re

from bot.settings import KNOWN_VARIABLES
from bot.store import retention_table
from tests.conftest import REPOSITORY

README = (REPOSITORY / "README.md").read_text("utf-8")
DOCS = README + "".join(path.read_text("utf-8") for path in sorted((REPOSITORY / "docs").glob("*.md")))


def test_what_is_stored_is_what_the_code_enforces() -> None:
    """The README's table is the one that deletes."""
    table = re.search(r"<!-- retention -->\n(.*?)\n<!-- /retention -->", README, re.DOTALL)
    assert table
    assert table[1] == retention_table().strip()


def test_every_setting_is_documented() -> None:
    """Each variable that Mop reads stands in the README or in docs/."""
    assert {name for name in KNOWN_VARIABLES if f"`{name}`" not in DOCS} == set()


def test_every_link_into_the_repository_leads_somewhere() -> None:
    """A newcomer who follows a link finds a file."""
    targets = re.findall(r"\]\(([^)#:]+)\)", README)
    assert targets
    assert [target for target in targets if not (REPOSITORY / target).exists()] == []
