"""Fields: what conditions and templates can name, and of which type each is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from bot.config.config import Config
from bot.config.fields import FieldType
from store.messages import Author
from store.threads import Priority, Resolution, Severity, Status


class Type(StrEnum):
    """What a field holds."""

    text = "text"
    number = "number"
    truth = "yes or no"
    time = "a time"
    words = "a list of texts"
    anything = "anything"


@dataclass(frozen=True)
class Field:
    """A field; `choices` are all it can be, from the least to the most when `ordered`."""

    type: Type
    about: str = ""
    choices: tuple[str, ...] = ()
    ordered: bool = False


def _one_of(choices: type[StrEnum], about: str, ordered: bool = False) -> Field:
    return Field(Type.text, about, tuple(choices), ordered)


TEXT, NUMBER, TRUTH, ANYTHING = (
    Field(Type.text),
    Field(Type.number),
    Field(Type.truth),
    Field(Type.anything),
)
# the same for every desk; what bellhop.yml and the workflow's own steps add is in `Names`
FIXED: Mapping[str, Field] = {
    "thread.ref": Field(Type.text, "its reference, like T-1042"),
    "thread.title": Field(Type.text, "the first words of its first message"),
    "thread.status": _one_of(Status, "where it stands"),
    "thread.priority": _one_of(Priority, "the order of work, low to urgent", ordered=True),
    "thread.severity": Field(
        Type.text, "how much harm is done; SEV1 is the most", tuple(Severity)[::-1], ordered=True
    ),
    "thread.resolution": _one_of(Resolution, "why it is resolved"),
    "thread.team": Field(Type.text, "the team it is with"),
    "thread.assignee": Field(Type.text, "the agent who has it, by name in bellhop.yml"),
    "thread.labels": Field(Type.words, "its labels"),
    "thread.channel": Field(Type.text, "the Slack id of the customer's channel"),
    "thread.link": Field(Type.text, "the link to its first message"),
    "thread.opened_at": Field(Type.time, "when it was opened"),
    "thread.answered": Field(Type.truth, "whether an agent has answered"),
    "thread.waiting": Field(Type.truth, "whether the customer waits for an answer"),
    "thread.hours_open": Field(Type.number, "hours since it was opened"),
    "thread.hours_waiting": Field(Type.number, "hours the customer has waited; 0 when not waiting"),
    "thread.hours_quiet": Field(Type.number, "hours since the last message"),
    "thread.hours_to_due": Field(Type.number, "hours until an answer is due; negative when late"),
    "customer.key": Field(Type.text, "its name in bellhop.yml"),
    "customer.name": Field(Type.text, "what it is called"),
    "customer.tier": Field(Type.text, "its tier"),
    "customer.owner": Field(Type.text, "the agent who owns the account"),
    "contact.name": Field(Type.text, "the person who opened the thread"),
    "contact.first_name": Field(Type.text, "what to call them in a greeting"),
    "contact.email": Field(Type.text, "their e-mail address"),
    "contact.mention": Field(Type.text, "mentions them, in Slack's format"),
    "message.text": Field(Type.text, "what was said, in Slack's format"),
    "message.author": _one_of(Author, "who said it"),
    "message.first": Field(Type.truth, "whether it opened the thread"),
    "message.files": Field(Type.number, "how many files came with it"),
    "event.name": Field(Type.text, "what happened"),
    "event.actor": Field(Type.text, "who did it, like agent:ada"),
    "event.field": Field(Type.text, "thread.updated: which field"),
    "event.before": Field(Type.anything, "what it was before"),
    "event.after": Field(Type.anything, "what it is now"),
    "event.body": Field(Type.anything, "webhook.received: what was sent"),
    "event.source": Field(Type.text, "webhook.received: by whom"),
    "run.variant": Field(Type.text, "the variant of this run"),
    "run.workflow": Field(Type.text, "the name of the workflow"),
    "desk.name": Field(Type.text, "the name of the desk"),
    "desk.open": Field(Type.truth, "whether the thread's team is in its business hours"),
    "now": Field(Type.time, "the time of this step"),
}
OF_TYPE: Mapping[FieldType, Type] = {
    FieldType.text: Type.text,
    FieldType.choice: Type.text,
    FieldType.date: Type.text,  # as 2026-11-21, which compares as it reads
    FieldType.number: Type.number,
    FieldType.bool: Type.truth,
}


@dataclass(frozen=True)
class Names:
    """Every field that one workflow may name: dotted paths, and those whose inside is unknown."""

    fields: Mapping[str, Field]

    @classmethod
    def of(cls, config: Config) -> "Names":
        """Return what is the same for every workflow of a desk."""
        return cls({**FIXED, **dict(_of_desk(config))})

    def plus(self, more: Mapping[str, Field]) -> "Names":
        """Return these and more."""
        return Names({**self.fields, **more})

    def without(self, path: str) -> "Names":
        """Return these without one."""
        return Names({one: found for one, found in self.fields.items() if one != path})

    def has_inside(self, root: str) -> bool:
        """Whether there are fields whose path begins like this."""
        gathered = ("steps", "vars")
        return root in gathered or any(path.startswith(f"{root}.") for path in self.fields)

    def field(self, path: str) -> Field | None:
        """Return the field of a path; None when there is none."""
        if path in self.fields:
            return self.fields[path]
        parent, _, _ = path.rpartition(".")
        while parent:
            if parent in self.fields:
                inside = self.fields[parent].type is Type.anything
                return ANYTHING if inside else None
            parent, _, _ = parent.rpartition(".")
        return None

    def hint(self, path: str) -> str:
        """Return what may have been meant by a path that there is not."""
        close = get_close_matches(path, self.fields, n=1)
        return f"; did you mean {close[0]}?" if close else ""


def _of_desk(config: Config) -> Iterator[tuple[str, Field]]:
    yield "thread.team", Field(Type.text, FIXED["thread.team"].about, tuple(config.teams))
    agents = tuple(config.agents)
    yield "thread.assignee", Field(Type.text, FIXED["thread.assignee"].about, agents)
    yield "customer.owner", Field(Type.text, FIXED["customer.owner"].about, agents)
    yield "customer.tier", Field(Type.text, FIXED["customer.tier"].about, tuple(config.tiers))
    for name, field in config.fields.items():
        about = f"the custom field {name}"
        yield f"thread.fields.{name}", Field(OF_TYPE[field.type], about, tuple(field.choices))
    for customer in config.customers.values():
        for system in customer.external:
            about = f"the customer's id in {system}"
            yield f"customer.external.{system}", Field(Type.text, about)
