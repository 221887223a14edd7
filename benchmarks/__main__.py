"""`python -m benchmarks`: all of them, or those that are named."""

import argparse
import asyncio
import inspect
import sys
import time
from collections.abc import Awaitable, Callable, Mapping

from benchmarks.accept import accept
from benchmarks.chaos import chaos
from benchmarks.due import due
from benchmarks.machine import where
from benchmarks.million import million
from benchmarks.pending import pending
from benchmarks.rest import rest
from benchmarks.webhooks import webhooks
from benchmarks.workflows import workflows

BENCHMARKS: Mapping[str, Callable[..., Awaitable[bool | None]]] = {
    "accept": accept,
    "due": due,
    "million": million,
    "chaos": chaos,
    "rest": rest,
    "pending": pending,
    "webhooks": webhooks,
    "workflows": workflows,
}


def main() -> int:
    """Run what was asked for; 1 when a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(BENCHMARKS))
    parser.add_argument("--seconds", type=float, help="how long accept, chaos, webhooks take")
    parser.add_argument("--rounds", type=int, help="of which accept shows the median")
    parser.add_argument("--only", help="accept, webhooks: those whose name or database has this")
    parser.add_argument("--events", type=int, help="webhooks: requests to count")
    parser.add_argument("--postgres", action="store_true", default=None, help="million: there")
    asked = vars(parser.parse_args())
    names = asked.pop("names") or list(BENCHMARKS)
    if unknown := [name for name in names if name not in BENCHMARKS]:
        parser.error(f"there is no {unknown[0]}; there are {', '.join(BENCHMARKS)}")
    print(where())
    kept = [_run(BENCHMARKS[name], name, asked) for name in names]
    return 0 if all(kept) else 1


def _run(
    benchmark: Callable[..., Awaitable[bool | None]], name: str, asked: Mapping[str, object]
) -> bool:
    """Run one; False when it says that a promise was broken."""
    print(f"\n{name}: {inspect.getdoc(sys.modules[benchmark.__module__])}")
    known = inspect.signature(benchmark).parameters
    args = {key: value for key, value in asked.items() if value is not None and key in known}
    started = time.monotonic()
    kept = asyncio.run(_awaited(benchmark(**args)))
    print(f"  ({time.monotonic() - started:.0f} s)")
    return kept is not False


async def _awaited(result: Awaitable[bool | None]) -> bool | None:
    return await result


sys.exit(main())
