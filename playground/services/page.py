"""The page on which a person sees the services, their data and what was asked of them."""

import json
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from itertools import islice

from playground.errors import Json
from playground.services.service import Service

SHOWN = 50
HEAD = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Services</title>
<style>
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
  pre, table { font: 13px/1.4 ui-monospace, monospace; overflow-x: auto }
  pre { padding: .75rem; border: 1px solid #8885; border-radius: 8px }
  td, th { text-align: left; vertical-align: top; padding: .1rem .75rem .1rem 0 }
</style>
<h1>Services</h1>
<p>Systems of an imaginary product. Every request needs <code>Authorization: Bearer …</code>.</p>
"""


def page(services: Mapping[str, Service], requests: Iterable[Json], faults: Iterable[Json]) -> str:
    """Draw all of it as it is now; `requests` come newest first."""
    parts = [HEAD, "<h2>Last requests</h2>", _table(requests)]
    if pending := list(faults):
        parts += ["<h2>Faults to come</h2>", _data(pending)]
    for name, service in services.items():
        parts.append(f"<h2>{escape(name.capitalize())}</h2><p>{_addresses(service)}</p>")
        parts.append(_data(service.shown()))
    return "\n".join(parts)


def _table(requests: Iterable[Json]) -> str:
    rows = "\n".join(_rows(requests)) or "<tr><td>none yet"
    return f"<table>{rows}</table>"


def _rows(requests: Iterable[Json]) -> Iterator[str]:
    for each in islice(requests, SHOWN):
        query = "&".join(f"{name}={value}" for name, value in each["query"].items())
        address = f"{each['path']}?{query}" if query else each["path"]
        cells = (each["at"], each["method"], address, each["body"], each["status"] or "…")
        yield "<tr>" + "".join(f"<td>{escape(str(cell))}" for cell in cells)


def _addresses(service: Service) -> str:
    return "<br>".join(
        f"<code>{route.method} {escape(route.path)}</code>" for route in service.routes()
    )


def _data(data: object) -> str:
    return f"<pre>{escape(json.dumps(data, indent=2, ensure_ascii=False))}</pre>"
