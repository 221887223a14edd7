"""Steps that say something: to the customer, in the internal room, to one of us."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from bot.config.section import SlackChannel
from bot.delivery.outbox import Post, channel_lane, is_shared, to_team
from bot.desk.replies import Reply, reply_as_bellhop
from bot.desk.room import tell_room
from bot.desk.threads import known, note
from bot.workflows.at import At, Category, Effect, End, Kind, StepFailed
from bot.workflows.language.definition import Args
from bot.workflows.language.fields import TEXT
from bot.workflows.language.marks import Agent, Canned, Words
from bot.workflows.language.templates import Unfilled

NOTIFY = "notify"


class Note(Args):
    """`note: words`, in Slack's format."""

    text: Words


def take_note(args: Note, at: At) -> Effect:
    """Say it in the internal room; no customer ever sees it."""
    words, key = at.text(args.text), f"note:{at.key}"
    thread = at.thread

    def apply() -> None:
        row = known(at.tx, thread)
        tell_room(at.tx, at.desk, row, key, line=f"📝 {words}")
        note(at.tx, row, "noted", at.by, after=words[:200])

    return Effect(f"note: {words}", apply)


class Say(Args):
    """`reply: words`, as people type them; `awaits_answer` when it is the customer's turn then."""

    text: Annotated[str, Field(min_length=1, max_length=4000)]
    awaits_answer: bool = False


def take_reply(args: Say, at: At) -> Effect | End:
    """Answer the customer, with a way to a human under it."""
    return _reply(at, args.text, args.awaits_answer)


class CannedReply(Args):
    """`canned_reply: refund`: one of `canned:` in bellhop.yml, its places filled in."""

    name: Canned
    awaits_answer: bool = False


def take_canned(args: CannedReply, at: At) -> Effect | End:
    """Answer the customer with a text that agents use too."""
    name = at.plain(args.name)
    words = at.desk.config.canned.get(name)
    if words is None:
        raise StepFailed(f"there is no canned reply {name}", Category.missing_data)
    return _reply(at, words, args.awaits_answer)


def for_customer(at: At, template: str) -> str:
    """Return words for the customer; with a gap in them they are held, and a human is told."""
    try:
        return at.plain(template)
    except Unfilled as gaps:
        why = f"its reply is held, it {gaps}: {gaps.text}"
        raise StepFailed(why, Category.missing_data) from None


def human_wanted(at: At) -> End | None:
    """End a run that would go on talking by itself to somebody who asked for a person."""
    thread = at.facts.thread
    if thread is None or thread.human_asked_at is None:
        return None
    return End("somebody asked for a person: nothing is said by itself until one answers")


def _reply(at: At, template: str, awaits_answer: bool) -> Effect | End:
    words, end = for_customer(at, template), human_wanted(at)
    if end is not None:
        return end
    after = at.workflow.keep_when_resolved
    answer = Reply(at.thread, words, at.key, after_resolving=after)

    def apply() -> None:
        reply_as_bellhop(at.tx, at.desk, answer, at.by, awaits_answer=awaits_answer)

    return Effect(f"reply: {words}", apply, output={"text": words})


class Notify(Args):
    """`notify: {agent: ada, text: …}` or `{channel: C0ALERTS, text: …}`."""

    text: Words
    agent: Agent | None = None
    channel: SlackChannel | None = None

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.agent is None) is (self.channel is None):
            raise ValueError("needs one of agent and channel")
        return self


def take_notify(args: Notify, at: At) -> Effect:
    """Tell one of us, or a channel of ours; a customer's channel is refused."""
    words = at.text(args.text)
    where, name = _place(args, at)
    if is_shared(at.tx, where):
        raise StepFailed(f"customers are in {where}: nothing internal goes there")

    def apply() -> None:
        key, lane, payload = f"{NOTIFY}:{at.key}", channel_lane(where), {"text": words}
        to_team(at.tx, Post(key, NOTIFY, lane, where, at.run.thread_id, payload))

    return Effect(f"tell {name}: {words}", apply)


def _place(args: Notify, at: At) -> tuple[str, str]:
    if args.channel is not None:
        return args.channel, args.channel
    key = at.plain(args.agent or "")
    agent = at.tx.agents.by_key(key)
    if agent is None or not agent.active:
        raise StepFailed(f"there is no agent {key}", Category.missing_data)
    return agent.slack_user, key


KINDS = (
    Kind("note", "says something in the internal room", Note, take_note, short="text"),
    Kind(
        "reply",
        "answers the customer, with a way to a human",
        Say,
        take_reply,
        outputs={"text": TEXT},
        customer=True,
        short="text",
    ),
    Kind(
        "canned_reply",
        "answers the customer with a canned reply",
        CannedReply,
        take_canned,
        outputs={"text": TEXT},
        customer=True,
        short="name",
    ),
    Kind("notify", "tells an agent, or a channel of ours", Notify, take_notify),
)
