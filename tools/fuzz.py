"""Coverage-guided fuzzing of everything that reads strangers' input: Atheris drives the tests of tests/fuzz.

Atheris is no part of what Mop needs: install it in an environment of its own beside Mop's, then

    python tools/fuzz.py pages FOLDER -max_total_time=60 -timeout=20

FOLDER is where real inputs are put to begin with, and where every input that reached something new is kept. What
stands after it is libFuzzer's. A crash or a hang leaves its input in a file ``crash-...`` or ``timeout-...``; the
same command with that file in place of FOLDER runs it again.
"""

# ruff: noqa: PLC0415 - each target imports its own part, instrumented
# ruff: noqa: S101 - what must hold
# ruff: noqa: S311 - inputs, no secrets

from __future__ import annotations

import contextlib
import json
import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import atheris

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Target = tuple[Iterable[bytes], Callable[[bytes], object]]

RANDOM_BYTES: Final = 4_000
"""Of each beginning for a target whose inputs hypothesis makes out of bytes."""


def links() -> Target:
    """The links of a message; the whole check of one is 300 times as slow, and tests/fuzz does that."""
    from bot.links import find
    from bot.model import Message
    from tests.fuzz import test_links as tests
    from tests.fuzz.answering import shipped

    rules = shipped().catalogue.rules

    def read(raw: bytes) -> None:
        for link in find(Message(_text(raw)), rules, 25).found:
            assert link.url.startswith(("http://", "https://"))
            assert link.host

    return map(str.encode, [*tests.RECORDED, *tests.WORDS]), read


def pages() -> Target:
    """A page, read."""
    from bot.pages import parse, read
    from tests.fuzz import test_pages as tests
    from tests.samples import NOW, link

    def look(raw: bytes) -> None:
        found = read(parse(raw, tests.CONTENT_TYPES[len(raw) % len(tests.CONTENT_TYPES)]), link(), NOW)
        assert len(found.title) <= 2_000
        assert len(found.claim_reviews) <= 50

    return tests.RECORDED, look


def reviews() -> Target:
    """ClaimReview in a page's script."""
    from tests.fuzz import test_pages as tests

    test = tests.test_any_claim_review_is_read_or_left.hypothesis.inner_test
    return [*map(str.encode, tests.SCRIPTS), json.dumps(tests.REVIEW).encode()], lambda raw: test(_text(raw))


def feeds() -> Target:
    """A feed of fact-checks, in each of its forms."""
    from tests.fuzz import test_feeds as tests

    return tests.FEEDS, tests.test_any_feed_is_read_or_refused.hypothesis.inner_test


def lists() -> Target:
    """A subscribed list, in the form that its first byte chooses."""
    from bot.catalogue.lists.parsed import parse
    from bot.errors import ListError
    from tests.fuzz import test_lists as tests

    names = sorted(tests.SPECS)

    def read(raw: bytes) -> None:
        spec = tests.SPECS[names[raw[0] % len(names) if raw else 0]]
        with contextlib.suppress(ListError):
            for row in parse([raw[1:]], spec, tests.TERMS.raters.get(spec.rater), tests.TERMS.strangers).rows:
                assert row.subject
                assert not set(row.subject.partition("/")[0]) & set("\t\r\n\x00 <>\"'@?#%")

    return [bytes([number]) + tests.RECORDED[name] for number, name in enumerate(names)], read


def sources() -> Target:
    """A sources.yaml."""
    from tests.fuzz import test_lists as tests

    test = tests.test_any_sources_file_is_read_or_every_fault_named.hypothesis.inner_test
    return tests.CONFIGURATIONS, test


def updates() -> Target:
    """An update of Telegram's, changed where strangers can change it."""
    from tests.fuzz import test_updates as tests

    return _random(), tests.test_any_update_is_answered_or_left.hypothesis.fuzz_one_input


def pictures() -> Target:
    """A picture."""
    from tests.fuzz import test_pictures as tests

    return tests.WHOLE, tests.test_any_picture_is_read_or_refused.hypothesis.inner_test


def rows() -> Target:
    """A row of the table of pages that programs share."""
    from bot.shared_rows import from_json, to_json
    from tests.samples import link, page, review

    return [to_json(page(link(), claim_reviews=(review(),))).encode()], lambda raw: from_json(_text(raw))


TARGETS: Final = {
    each.__name__: each for each in (links, pages, reviews, feeds, lists, sources, updates, pictures, rows)
}


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def _random() -> Iterable[bytes]:
    made = random.Random(7)
    return [made.randbytes(RANDOM_BYTES) for _ in range(8)]


def main() -> None:
    """Fuzz one target until libFuzzer's limits are reached."""
    if len(sys.argv) < 3 or sys.argv[1] not in TARGETS:
        sys.exit(f"usage: fuzz.py {'|'.join(TARGETS)} FOLDER [libFuzzer's options]")
    name, place = sys.argv.pop(1), Path(sys.argv[1])
    with atheris.instrument_imports(include=["bot", "adapters"]):
        seeds, test = TARGETS[name]()
    if not place.is_file():
        place.mkdir(parents=True, exist_ok=True)
        for number, seed in enumerate(seeds):
            (place / f"seed-{number}").write_bytes(seed)
    atheris.Setup(sys.argv, lambda raw: test(raw) and None)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
