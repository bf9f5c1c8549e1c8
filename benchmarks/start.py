"""From nothing to the first right answer, in a process of its own: time and memory."""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from benchmarks import data_folder
from benchmarks.harness import Figure, Goal, Scale, Workload, right

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

TELLING: Final = """import atexit, sys
def tell():
    sys.stderr.write([line for line in open("/proc/self/status") if line.startswith("VmHWM")][0])
atexit.register(tell)
"""
"""Has a program say at its end what memory it had at most: what its parent is told counts the parent's too."""
MOP: Final = (
    sys.executable,
    "-c",
    f"{TELLING}from adapters.cli import main; main()",
    "check",
    "--no-fetch",
    "--json",
)
PEER: Final = (os.environ.get("MOP_BENCH_PYTHON", sys.executable), "-c", f"{TELLING}import aiogram")
"""aiogram can be in another environment: it wants an aiohttp of its own."""


def measure(scale: Scale) -> Iterator[Figure]:
    """Start again and again, in turn with the peer; sources.yaml was read once before, as after any update."""
    hosts, claims, phrases = (200, 50, 20) if scale is Scale.TINY else (1_000_000, 300_000, 1_300)
    with TemporaryDirectory() as name:
        folder = Path(name)
        data_folder.make(folder, hosts, claims, phrases=phrases, short=scale is Scale.TINY)
        environment = {**_compiled(folder), **data_folder.environment(folder)}
        message = f"{data_folder.PHRASE}, says https://{data_folder.listed_host(3)}/story"
        ours = (*MOP, message)
        for _ in range(2):
            _is_right(_ran(ours, environment).output)
            if _has_peer():
                _ran(PEER, environment)
        rounds = [
            (_ran(ours, environment), _ran(PEER, environment) if _has_peer() else None)
            for _ in range(max(1, scale.rounds // 2))
        ]
    peers = [peer for _, peer in rounds if peer]
    seconds = statistics.median(mop.seconds for mop, _ in rounds)
    megabytes = statistics.median(mop.megabytes for mop, _ in rounds)
    peer_seconds = statistics.median(peer.seconds for peer in peers) if peers else None
    peer_megabytes = statistics.median(peer.megabytes for peer in peers) if peers else None
    yield Figure("start to first right answer | import aiogram", seconds, "s", peer_seconds, Goal(0.5, 0.15))
    yield Figure("memory at most | import aiogram", megabytes, "MB", peer_megabytes, Goal(150, 80, "ours"))


def _compiled(folder: Path) -> dict[str, str]:
    """Return an environment in which both sides find their bytecode, as after any installation by pip.

    Where the environment forbids to write it, as on this project's own machines, each start would compile everything.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}


class _Ran:
    """A program that has ended well."""

    def __init__(self, output: str, seconds: float, megabytes: float) -> None:
        self.output = output
        self.seconds = seconds
        """Of the processor."""
        self.megabytes = megabytes
        """Resident, at most."""


def _ran(command: Sequence[str], environment: Mapping[str, str]) -> _Ran:
    """Run a program to its end.

    Raises:
        subprocess.CalledProcessError: It failed.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    child = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)  # noqa: S603 - ours
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    kilobytes = int(child.stderr.split("VmHWM:")[1].split()[0])
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return _Ran(child.stdout, seconds, kilobytes * 1024 / 1_000_000)


def _has_peer() -> bool:
    found = subprocess.run(  # noqa: S603 - our own command
        [PEER[0], "-c", "import importlib.util as u; raise SystemExit(u.find_spec('aiogram') is None)"], check=False
    )
    return found.returncode == 0


def _is_right(output: str) -> None:
    """The list's word on the host and the pattern's on the message are both in the answer."""
    report = json.loads(output)
    right(report["outcome"], "UNRELIABLE_SOURCE", "outcome")
    known = [match["pattern_id"] for verdict in report["verdicts"] for match in verdict["pattern_matches"]]
    right(known, ["made-0"], "known rumours")


WORKLOAD = Workload(
    "start",
    "process start to first right answer: 1M hosts, 300,000 fact-checks, 10,000 phrases",
    "import aiogram",
    measure,
)
