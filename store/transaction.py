"""What a rule gets: one transaction, with the queries of every concept on it."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from store.agents import Agents
from store.channels import Channels
from store.contacts import Contacts
from store.customers import Customers
from store.deliveries import Deliveries
from store.episodes import Episodes
from store.fields import Fields
from store.followers import Followers
from store.followups import Followups
from store.gathered import Gathered
from store.history import History
from store.inbox import Inbox
from store.labels import Labels
from store.lanes import Lanes
from store.messages import Messages
from store.occurrences import Occurrences
from store.quotas import Quotas
from store.run_steps import RunSteps
from store.runs import Runs
from store.surveys import Surveys
from store.sweeps import Sweeps
from store.teams import Teams
from store.thread_list import ThreadList
from store.threads import Threads
from store.timeline import Timeline
from store.trigger_rules import TriggerRules
from store.unit import Unit
from store.workflows import Workflows

Notice = Callable[["Transaction"], None]


class Transaction(Unit):
    """One transaction; `now` is the same throughout.

    Before it is committed, `notice` is told of what was appended to the timeline.
    """

    def __init__(
        self,
        connection: Connection,
        now: datetime,
        notice: Notice | None = None,
        gathered: Gathered | None = None,
    ) -> None:
        super().__init__(connection, now, gathered or Gathered())
        self._notice = notice
        self.agents = Agents(self)
        self.channels = Channels(self)
        self.contacts = Contacts(self)
        self.customers = Customers(self)
        self.deliveries = Deliveries(self)
        self.episodes = Episodes(self)
        self.fields = Fields(self)
        self.followers = Followers(self)
        self.followups = Followups(self)
        self.history = History(self)
        self.inbox = Inbox(self)
        self.labels = Labels(self)
        self.lanes = Lanes(self)
        self.messages = Messages(self)
        self.occurrences = Occurrences(self)
        self.quotas = Quotas(self)
        self.run_steps = RunSteps(self)
        self.runs = Runs(self)
        self.surveys = Surveys(self)
        self.sweeps = Sweeps(self)
        self.teams = Teams(self)
        self.thread_list = ThreadList(self)
        self.threads = Threads(self)
        self.timeline = Timeline(self)
        self.trigger_rules = TriggerRules(self)
        self.workflows = Workflows(self)

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
