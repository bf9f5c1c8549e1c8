"""``python -m benchmarks [NAME ...] [--tiny | --huge] [--write]``."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from rich.console import Console

from benchmarks import picture, table
from benchmarks.harness import Figure, Scale, Workload, installed, on_one_core
from benchmarks.registry import NAMES, load


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(NAMES))
@click.option("--tiny", "scale", flag_value=Scale.TINY.value, help="The small inputs of the test suite.")
@click.option("--huge", "scale", flag_value=Scale.HUGE.value, help="Also what takes minutes to build.")
@click.option("--write", is_flag=True, help="Keep the figures in docs/benchmarks.md, .json and .svg.")
def main(names: tuple[str, ...], scale: str | None, write: bool) -> None:
    """Run workloads beside their peers and show how they compare."""
    on_one_core()
    console = Console()
    rows = [_run(load(name), Scale(scale or "usual"), console) for name in names or NAMES]
    console.print(table.on_terminal(rows))
    if write:
        kept = table.keep(rows, NAMES)
        table.into_page(kept)
        picture.write(kept)


def _run(workload: Workload, scale: Scale, console: Console) -> table.Row:
    console.print(f"[bold]{workload.name}[/]: {workload.what}" + (f" | {workload.beside}" if workload.beside else ""))
    if not installed(*workload.needs):
        console.print(f"{workload.beside} is not installed: pip install '.\\[bench]'")
    figures: list[Figure] = []
    for figure in workload.measure(scale):
        console.print("  " + "  ".join(table.cells("", figure)[1:]), highlight=False)
        figures.append(figure)
    day = datetime.now(UTC).date().isoformat()
    return table.Row(workload.name, workload.what, workload.beside, tuple(figures), day, table.machine())


if __name__ == "__main__":
    main()
