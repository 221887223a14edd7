"""What a rule gets: one transaction, with the queries of every concept on it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property

from sqlalchemy import Connection

from store.agents import Agents
from store.ahead import Coming
from store.channels import Channels
from store.clocks import Clocks
from store.contacts import Contacts, contacts
from store.customers import Customers
from store.deliveries import Deliveries
from store.episodes import Episodes
from store.escalations import Escalations
from store.fields import Fields
from store.followers import Followers
from store.followups import Followups
from store.gathered import Gathered
from store.history import History
from store.inbox import Inbox
from store.incident_record import IncidentRecord
from store.incident_roles import IncidentRoles
from store.incident_threads import IncidentThreads
from store.incidents import Incidents
from store.labels import Labels
from store.lanes import Lanes
from store.messages import Messages, messages
from store.occurrences import Occurrences
from store.pages import Pages
from store.quotas import Quotas
from store.run_steps import RunSteps
from store.runs import Runs
from store.surveys import Surveys
from store.sweeps import Sweeps
from store.teams import Teams
from store.thread_list import ThreadList
from store.threads import LATEST, Threads, threads
from store.timeline import Timeline
from store.trigger_rules import TriggerRules
from store.unit import Unit
from store.workflows import Workflows

Notice = Callable[["Transaction"], None]


class Transaction(Unit):
    """One transaction; `now` is the same throughout.

    Before it is committed, `notice` is told of what was appended to the timeline.
    """

    agents: Agents
    channels: Channels
    clocks: Clocks
    contacts: Contacts
    customers: Customers
    deliveries: Deliveries
    episodes: Episodes
    escalations: Escalations
    fields: Fields
    followers: Followers
    followups: Followups
    history: History
    inbox: Inbox
    incident_record: IncidentRecord
    incident_roles: IncidentRoles
    incident_threads: IncidentThreads
    incidents: Incidents
    labels: Labels
    lanes: Lanes
    messages: Messages
    occurrences: Occurrences
    pages: Pages
    quotas: Quotas
    run_steps: RunSteps
    runs: Runs
    surveys: Surveys
    sweeps: Sweeps
    teams: Teams
    thread_list: ThreadList
    threads: Threads
    timeline: Timeline
    trigger_rules: TriggerRules
    workflows: Workflows

    def __init__(
        self,
        connection: Connection,
        now: datetime,
        notice: Notice | None = None,
        gathered: Gathered | None = None,
    ) -> None:
        super().__init__(connection, now, gathered or Gathered())
        self._notice = notice

    def expect(self, coming: Sequence[Coming]) -> None:
        """Take the ids that taking these messages needs, and look up together what it asks first."""
        self.messages.numbers(messages).expect(len(coming))
        opening = sum(one.opens for one in coming)
        self.contacts.numbers(contacts).expect(opening)
        self.threads.numbers(threads).expect(opening)
        self.channels.held.expect(one.channel for one in coming)
        self.messages.around_ahead.expect((one.channel, one.ts) for one in coming)
        self.threads.latest_ahead.expect(
            (one.channel, one.since, LATEST) for one in coming if one.since is not None
        )
        self.contacts.ahead.expect(one.user for one in coming)

    def end(self) -> None:
        """End a unit: what it means to others is known, and gathered."""
        if self._notice is not None:
            self._notice(self)
        self.runs.flush()

    def flush(self) -> None:
        """End a unit, and write what was gathered."""
        self.end()
        self.gathered.send(self.connection)
        lanes, self.gathered.lanes = self.gathered.lanes, {}
        if lanes:
            self.lanes.wake(lanes)


for _name, _queries in Transaction.__annotations__.items():
    _made = cached_property(_queries)  # when it is first asked for: no unit asks for all
    _made.__set_name__(Transaction, _name)
    setattr(Transaction, _name, _made)
