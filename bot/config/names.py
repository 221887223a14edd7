"""Names and ids that have to fit together across bellhop.yml."""

from collections.abc import Iterator
from difflib import get_close_matches

from bot.config.closing import CATEGORY, DEFAULT, LINK
from bot.config.tree import Path, Problem, Tree, dotted

# a name used here … has to be a key there
REFERENCES = (
    ("agents.*.teams.*", "teams"),
    ("teams.*.hours", "hours"),
    ("teams.*.tracker", "integrations"),
    ("sla.*.tiers.*", "tiers"),
    ("sla.*.hours", "hours"),
    ("customers.*.tier", "tiers"),
    ("customers.*.team", "teams"),
    ("customers.*.owner", "agents"),
    ("channels.*.customer", "customers"),
    ("triggers.*.on.source", "webhooks"),
    ("triggers.*.team", "teams"),
    ("triggers.*.check.service", "services"),
    ("oncall.*.rotation.*", "agents"),
    ("oncall.*.overrides.*.agent", "agents"),
    ("paths.*.teams.*", "teams"),
    ("paths.*.steps.*.notify.agent", "agents"),
    ("paths.*.steps.*.notify.team", "teams"),
    ("paths.*.steps.*.notify.oncall", "oncall"),
    ("pager.endpoint", "endpoints"),
    ("incidents.teams.*", "teams"),
    ("incidents.summary_for.*", "tiers"),
)
OWN = ("paths.*.steps.*.notify.oncall", "true")  # the rotation of the thread's team
# these may not be anywhere twice
UNIQUE = (
    ("agents.*.slack",),
    ("customers.*.channels.*",),
    ("customers.*.domains.*",),
    ("customers.*.contacts.*.slack", "agents.*.slack"),
)
# what agents write here is for agents only
INTERNAL = ("desk.triage", "desk.alerts", "teams.*.channel")


def misfits(tree: Tree) -> Iterator[Problem]:
    """Find names that nobody has, and ids that stand in two places."""
    for pattern, section in REFERENCES:
        yield from _unknown(tree, pattern, section)
    for patterns in UNIQUE:
        yield from _twice(tree, patterns)
    yield from _of_two_customers(tree)
    yield from _shown_to_customers(tree)
    yield from _customer_of_all(tree)
    yield from _asked_of_nobody(tree)
    yield from _unknown_to_close_with(tree)


def _unknown(tree: Tree, pattern: str, section: str) -> Iterator[Problem]:
    known = [str(path[-1]) for path, _ in tree.find(f"{section}.*")]
    for path, name in tree.find(pattern):
        if isinstance(name, str) and name not in known and (pattern, name) != OWN:
            close = get_close_matches(name, known, n=1)
            hint = f"; did you mean {close[0]!r}?" if close else ""
            yield Problem(path, f"{name!r} is not among the {section}{hint}")


def _twice(tree: Tree, patterns: tuple[str, ...]) -> Iterator[Problem]:
    seen: dict[str, Path] = {}
    for pattern in patterns:
        for path, value in tree.find(pattern):
            if not isinstance(value, str):
                continue
            first = seen.setdefault(value.lower(), path)
            if first != path:
                yield Problem(path, f"{value} is already {dotted(first)}")


def _customer_channels(tree: Tree) -> dict[object, Path]:
    """Return where each channel of a customer is named, by its id."""
    named: dict[object, Path] = {path[1]: path for path, _ in tree.find("channels.*.customer")}
    by_customer = tree.find("customers.*.channels.*")
    return named | {channel: path for path, channel in by_customer if isinstance(channel, str)}


def _of_two_customers(tree: Tree) -> Iterator[Problem]:
    named = _customer_channels(tree)
    for path, customer in tree.find("channels.*.customer"):
        other = named[path[1]]
        if other[0] == "customers" and other[1] != customer:
            yield Problem(path, f"{path[1]} is already {dotted(other)}")


def _shown_to_customers(tree: Tree) -> Iterator[Problem]:
    named = _customer_channels(tree)
    for pattern in INTERNAL:
        for path, channel in tree.find(pattern):
            if isinstance(channel, str) and channel in named:
                yield Problem(path, f"{channel} is a customer's channel: {dotted(named[channel])}")


def _customer_of_all(tree: Tree) -> Iterator[Problem]:
    for path, _ in tree.find("channels.default.customer"):
        yield Problem(path, "not every channel is of one customer")


def _unknown_to_close_with(tree: Tree) -> Iterator[Problem]:
    """Find tiers that are not there, and what cannot be asked for when a thread is resolved."""
    tiers = {DEFAULT, *(path[-1] for path, _ in tree.find("tiers.*"))}
    known = {CATEGORY, LINK, *(path[-1] for path, _ in tree.find("fields.*"))}
    for path, name in tree.find("closing.required.*.*"):
        if path[2] not in tiers:
            yield Problem(path[:3], f"{path[2]!r} is neither {DEFAULT} nor among the tiers")
        if name not in known:
            yield Problem(path, f"{name!r} is neither category, link nor among the fields")


def _asked_of_nobody(tree: Tree) -> Iterator[Problem]:
    if not list(tree.find("integrations.pagerduty.token_env")):
        for path, _ in tree.find("oncall.*.pagerduty_schedule"):
            yield Problem(
                path, "who is on call there is asked with integrations.pagerduty.token_env"
            )
