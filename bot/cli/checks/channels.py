"""Whether the bot is where bellhop.yml says, and no customer reads along."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.cli.checks.asking import Answer, ask_all
from bot.cli.checks.finding import Finding
from bot.config.config import Config
from bot.delivery.slack import SlackApi

OWN = "Name a channel that only your own people are in"
INVITE = "Invite it there: /invite @Bellhop"
Names = dict[str, str]  # channel to what bellhop.yml calls it


def rooms(config: Config) -> Names:
    """Return the channels that hold what customers must not read."""
    teams = {
        t.channel: f"the channel of team {key}" for key, t in config.teams.items() if t.channel
    }
    desk = {config.desk.triage: "the triage channel"}
    alerts = {config.desk.alerts: "the alert channel"} if config.desk.alerts else {}
    return teams | alerts | desk


def of_customers(config: Config) -> Names:
    """Return the channels of customers."""
    mapped = {
        channel: f"a channel of {key}"
        for key, customer in config.customers.items()
        for channel in customer.channels
    }
    named = config.channels.items()
    return mapped | {id_: f"a channel of {c.customer}" for id_, c in named if c.customer}


async def look_at(slack: SlackApi, names: Names, about: str, internal: bool) -> list[Finding]:
    """Look at channels; those that are `internal` may not be shared."""
    answers = await ask_all(slack, "conversations.info", "channel", list(names))
    wrong = [
        finding
        for id_, answer in answers.items()
        for finding in _wrong(about, f"{names[id_]}, {id_}", answer, internal)
    ]
    if wrong or not answers:
        return wrong
    private = ", shared with nobody" if internal else ""
    return [Finding(about, f"the bot is in all of them ({len(answers)}){private}")]


def _wrong(about: str, where: str, answer: Answer, internal: bool) -> Iterator[Finding]:
    if answer is None:
        yield Finding(about, f"{where}: no time left to ask", "Run this again in a minute")
    elif not isinstance(answer, Mapping):
        text, fix = _refused(str(answer))
        yield Finding(about, f"{where}: {text}", fix)
    else:
        yield from _not_as_it_should_be(about, where, answer["channel"], internal)


def _refused(error: str) -> tuple[str, str]:
    if "channel_not_found" in error:
        return "no such channel, or a private one without the bot", f"Correct the id. {INVITE}"
    return f"could not be looked at: {error}", "Run this again when the rest is right"


def _not_as_it_should_be(
    about: str, where: str, channel: Mapping[str, Any], internal: bool
) -> Iterator[Finding]:
    where = f"{where} (#{channel.get('name')})"
    if channel.get("is_archived"):
        yield Finding(about, f"{where} is archived", "Unarchive it, or name another channel")
    elif not channel.get("is_member"):
        yield Finding(about, f"the bot is not in {where}", INVITE)
    if internal and (channel.get("is_ext_shared") or channel.get("is_pending_ext_shared")):
        yield Finding(about, f"{where} is shared with another company: it could read notes", OWN)
