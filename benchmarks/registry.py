"""Which workloads there are, in the order of the table."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.harness import Workload

NAMES: tuple[str, ...] = (
    "extract",
    "known",
    "hosts",
    "patterns",
    "claims",
    "page",
    "growth",
    "check",
    "tls",
    "ack",
    "fair",
    "defer",
    "start",
    "reload",
    "limits",
)
"""Each is a module of this package with a ``WORKLOAD``."""


def load(name: str) -> Workload:
    """Return a workload; its module is imported only now, with what it needs."""
    found: Workload = importlib.import_module(f"benchmarks.{name}").WORKLOAD
    return found
