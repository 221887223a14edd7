"""What the figures were measured on, and how they are shown."""

import os
import platform
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

__all__ = ["median", "percentile", "resident", "show", "verdict", "where"]


def where() -> str:
    """Return one line about this machine, and how busy it was when we began."""
    cpu = next(_cpu_names(), platform.machine())
    busy = os.getloadavg()[0]
    return (
        f"{len(os.sched_getaffinity(0))} cores ({cpu}), {platform.system()}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
        f"load {busy:.1f} before we began"
    )


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that so large a share of all stays below; 0 when there are none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def resident(pid: int) -> float:
    """Return how many MiB of memory a process has."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    kilobytes = next(line.split()[1] for line in lines if line.startswith("VmRSS"))
    return int(kilobytes) / 1024


def verdict(good: bool) -> str:
    """Return the mark of a target."""
    return "✓" if good else "✗"


def show(rows: Sequence[Sequence[object]]) -> None:
    """Print a table; its first row is the heading."""
    texts = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in texts) for column in range(len(texts[0]))]
    for number, row in enumerate(texts):
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  " + "  ".join(cells).rstrip())
        if number == 0:
            print("  " + "  ".join("─" * width for width in widths))


def _cpu_names() -> Iterator[str]:
    lines = Path("/proc/cpuinfo")
    if lines.exists():
        for line in lines.read_text().splitlines():
            if line.startswith("model name"):
                yield line.partition(":")[2].strip()
