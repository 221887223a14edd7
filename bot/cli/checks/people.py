"""Whether the agents of bellhop.yml are people of our workspace."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.cli.checks.asking import Answer, ask_all
from bot.cli.checks.finding import Finding
from bot.config.config import Config
from bot.delivery.slack import SlackApi
from bot.desk.desk import Identity

PROFILE = "Open the person's profile in Slack: ⋮ → Copy member ID"


async def look_at(slack: SlackApi, config: Config, identity: Identity) -> list[Finding]:
    """Look at every agent."""
    keys = {agent.slack: key for key, agent in config.agents.items()}
    answers = await ask_all(slack, "users.info", "user", list(keys))
    wrong = [
        Finding("agents", f"{keys[id_]} ({id_}) {text}", fix)
        for id_, answer in answers.items()
        for text, fix in _wrong(answer, identity)
    ]
    if wrong or not answers:
        return wrong or [Finding("agents", "there are none", "Name who answers: `agents:`")]
    return [Finding("agents", f"all of them ({len(answers)}) are in the workspace")]


def _wrong(answer: Answer, identity: Identity) -> Iterator[tuple[str, str]]:
    if answer is None:
        yield "was not asked about: no time left", "Run this again in a minute"
    elif not isinstance(answer, Mapping):
        if "user_not_found" in str(answer):
            yield "does not exist", PROFILE
        else:
            yield f"could not be looked at: {answer}", "Run this again when the rest is right"
    else:
        yield from _unfit(answer["user"], identity)


def _unfit(user: Mapping[str, Any], identity: Identity) -> Iterator[tuple[str, str]]:
    if user.get("deleted"):
        yield "was deactivated", "Take them out of `agents:`"
    elif user.get("is_bot"):
        yield "is a bot", PROFILE
    elif user.get("team_id") != identity.team:
        yield "is of another workspace", "Agents have to be members of yours"
