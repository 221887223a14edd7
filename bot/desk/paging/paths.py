"""Paths: those of bellhop.yml, the built-in ones, and those to one team or agent."""

from collections.abc import Mapping, Sequence

from bot.config.paths import Notify, Path, Step
from bot.config.span import Span
from bot.desk.desk import Desk
from store.teams import Team
from store.threads import Severity, Thread
from store.transaction import Transaction

TEAM, AGENT = "team:", "agent:"  # how the path to one team or agent begins
QUIET = (Severity.SEV3, Severity.SEV4)  # nobody is called by direct message
ANY_HARM = str(Severity.SEV3)  # the path for what has none of its own
# in which time somebody should have acknowledged
ANSWER_WITHIN: Mapping[Severity, Span] = {
    Severity.SEV1: Span.parse("5m"),
    Severity.SEV2: Span.parse("15m"),
    Severity.SEV3: Span.parse("4 business hours"),
}
_WAITS = {
    Severity.SEV1: ("10m", "5m", "15m"),
    Severity.SEV2: ("30m", "30m", "30m"),
    Severity.SEV3: ("1 business day", "1 business day", "1 business day"),
}
_REPEAT = {Severity.SEV1: 5, Severity.SEV2: 5, Severity.SEV3: 1}


def path_named(desk: Desk, name: str, severity: Severity | None) -> Path | None:
    """Return a path by name; the built-in ones go by the severity. None when there is none."""
    if name in desk.config.paths:
        return desk.config.paths[name]
    if name in tuple(_WAITS):
        return _built_in(Severity(name), Notify(oncall=""))
    kind, _, key = name.partition(":")
    if f"{kind}:" == AGENT:
        return _built_in(_graded(severity), Notify(agent=key))
    if f"{kind}:" == TEAM:
        on_call = key in desk.config.oncall
        whom = Notify(oncall=key) if on_call else Notify(team=key)
        return _built_in(_graded(severity), whom)
    return None


def default_path(desk: Desk, team: str | None, severity: Severity | None) -> str | None:
    """Return the path for a severity in a team: the first that fits best; None for no severity."""
    paths = desk.config.paths.items()
    fits = [
        (bool(path.severities) + bool(path.teams), name)
        for name, path in paths
        if (path.severities or path.teams)
        and (not path.severities or severity in path.severities)
        and (not path.teams or team in path.teams)
    ]
    if fits:
        return max(fits, key=lambda one: one[0])[1]
    return str(severity) if severity in _WAITS else None


def suggested_path(tx: Transaction, desk: Desk, thread: Thread) -> str:
    """Return the path for a thread as it is."""
    team = team_of(tx, thread)
    return default_path(desk, team.key if team else None, thread.severity) or ANY_HARM


def path_to_team(desk: Desk, team: str, severity: Severity | None) -> str:
    """Return the path to a team: its own where bellhop.yml has one, else to those in it."""
    own = default_path(desk, team, severity)
    if own is not None and own in desk.config.paths and team in desk.config.paths[own].teams:
        return own
    return f"{TEAM}{team}"


def is_quiet(thread: Thread, path: str) -> bool:
    """Whether people are only mentioned in a channel: it can wait until they look."""
    if thread.severity is None:
        return path in QUIET or path.startswith(TEAM)
    return thread.severity in QUIET


def team_of(tx: Transaction, thread: Thread) -> Team | None:
    """Return the team that has a thread."""
    return tx.teams.get(thread.team_id)


def known_paths(desk: Desk) -> Sequence[str]:
    """Return the names of paths to choose from."""
    return [*desk.config.paths, *(name for name in _WAITS if name not in desk.config.paths)]


def _graded(severity: Severity | None) -> Severity:
    return severity if severity in _WAITS else Severity.SEV3


def _built_in(severity: Severity, whom: Notify) -> Path:
    first, second, third = (Span.parse(wait) for wait in _WAITS[severity])
    managed = whom.model_copy(update={"manager": True})
    steps = (Step(notify=whom, wait=first), Step(notify=whom, wait=second))
    return Path(steps=(*steps, Step(notify=managed, wait=third)), repeat=_REPEAT[severity])
