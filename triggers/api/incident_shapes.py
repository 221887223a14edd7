"""What requests and answers about incidents look like."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from store.incident_record import Fact
from store.incident_roles import Role
from store.incidents import Cause, Condition, IncidentStatus
from store.threads import Severity
from triggers.api.pages import Page
from triggers.api.shapes import Answer, ByAnyone, Paged, Ref, Text, Word

Words = Annotated[Text, Field(max_length=3000)]
Minutes = Annotated[int, Field(ge=1, le=1440)]


class IncidentQuery(Paged):
    """Which incidents, the newest first."""

    state: IncidentStatus | None = None


class Declare(ByAnyone):
    """What is broken, how much harm it does, and what customers read at once."""

    title: Annotated[Text, Field(max_length=200)] = Field(
        default="", description="Empty: the thread's."
    )
    severity: Severity | None = Field(
        default=None, description="null: as it is, or SEV1 where nobody said."
    )
    public: Words | None = Field(
        default=None, description="null: the words of bellhop.yml; empty: nothing yet."
    )
    components: dict[Word, Condition] | None = Field(
        default=None, description="Of the status page; null: those that labels of the thread name."
    )


class Move(ByAnyone):
    """How far it is: one step on, or any steps back; to end it, resolve it."""

    status: IncidentStatus


class Tell(ByAnyone):
    """How it stands: for us, and in `public` for every customer."""

    conditions: Words = ""
    actions: Words = ""
    needs: Words = ""
    public: Words = ""
    status: IncidentStatus | None = None
    next_minutes: Minutes | None = Field(default=None, description="null: as always.")
    components: dict[Word, Condition] = Field(
        default_factory=dict, description="How they do now; the others do as they did."
    )


class Give(ByAnyone):
    """Who does what from now on."""

    role: Role
    to: Word


class LinkThread(ByAnyone):
    """A customer's thread that suffers from it too."""

    thread: Word


class PutOff(ByAnyone):
    """When the next update comes, counted from now."""

    minutes: Minutes


class Resolve(ByAnyone):
    """What it was, what is done about it, and what customers read."""

    cause: Cause | None = None
    root_cause: Annotated[Words, Field(min_length=1)]
    remediation: Words = ""
    public: Words = ""
    not_yet: list[Word] = Field(
        default_factory=list, description="Components that do not work again."
    )


class RoleView(Answer):
    """Who has a role now."""

    role: Role
    agent: str


class IncidentView(Answer):
    """An incident; `channel` is null until Slack has made it."""

    id: int
    thread: Ref = Field(validation_alias="thread_id")
    title: str
    status: IncidentStatus
    severity: Severity | None = None
    declared_by: str
    declared_at: datetime
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    channel: str | None
    channel_name: str | None
    status_page: str | None
    updated_at: datetime
    update_due_at: datetime | None
    resolved_by: str | None
    resolved_at: datetime | None
    cause: Cause | None
    root_cause: str | None
    remediation: str | None
    exported_at: datetime | None
    archived_at: datetime | None
    components: dict[str, Condition]
    roles: list[RoleView] = Field(default_factory=list)
    threads: list[Ref] = Field(default_factory=list)


class IncidentPage(Page[IncidentView]):
    """Some incidents."""


class EntryView(Answer):
    """One thing that happened; `public` is what customers read."""

    at: datetime
    actor: str
    fact: Fact
    text: str
    public: str | None


class IncidentDetails(Answer):
    """An incident with what happened, oldest first."""

    incident: IncidentView
    timeline: list[EntryView]


class Written(Answer):
    """The written summary, in Markdown."""

    markdown: str
