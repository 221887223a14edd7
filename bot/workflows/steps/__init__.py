"""The table of steps: every kind there is, by name. A new kind is a file here and a row below."""

from collections.abc import Mapping

from bot.workflows.at import Kind
from bot.workflows.steps import (
    asking,
    assigning,
    calling,
    control,
    following,
    http,
    outward,
    saying,
    values,
    waiting,
)

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        *values.KINDS,
        *assigning.KINDS,
        *saying.KINDS,
        asking.KIND,
        http.KIND,
        *outward.KINDS,
        calling.KIND,
        *following.KINDS,
        waiting.KIND,
        *control.KINDS,
    )
}
