"""``python -m bench``: measure, print the tables, keep the figures as JSON."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console

from bench.load import find_wrk
from bench.report import page, print_tables, write_json
from bench.rounds import measure

OUT = Path("bench-out")


def main(
    rounds: Annotated[int, typer.Option(min=1, help="Interleaved rounds.")] = 5,
    seconds: Annotated[int, typer.Option(min=1, help="Length of one measurement.")] = 5,
    tasks: Annotated[int, typer.Option(min=0, help="Stored tasks for the start.")] = 100_000,
    write: Annotated[Path | None, typer.Option(help="Write the tables as Markdown.")] = None,
) -> None:
    """Measure the whole path of a call beside a bare handler and a bare commit."""
    console = Console(highlight=False)
    find_wrk()
    OUT.mkdir(exist_ok=True)
    # Beside the repository, not in /tmp: that may be memory, where fsync costs nothing.
    with TemporaryDirectory(dir=OUT) as folder:
        figures = measure(Path(folder), rounds, seconds, tasks, tell=console.print)
    print_tables(console, figures)
    console.print(f"Kept in {write_json(OUT, figures)}")
    if write is not None:
        write.write_text(page(figures), encoding="utf-8")
        console.print(f"Wrote {write}")


if __name__ == "__main__":
    try:
        typer.run(main)
    except RuntimeError as error:
        sys.exit(str(error))
