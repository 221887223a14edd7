"""What a rule gets: one transaction, with the queries of every concept on it."""

from datetime import datetime

from sqlalchemy import Connection

from store.agents import Agents
from store.channels import Channels
from store.contacts import Contacts
from store.customers import Customers
from store.deliveries import Deliveries
from store.followups import Followups
from store.history import History
from store.inbox import Inbox
from store.labels import Labels
from store.lanes import Lanes
from store.messages import Messages
from store.quotas import Quotas
from store.surveys import Surveys
from store.teams import Teams
from store.thread_list import ThreadList
from store.threads import Threads
from store.timeline import Timeline
from store.unit import Unit


class Transaction(Unit):
    """One transaction; `now` is the same throughout."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        super().__init__(connection, now)
        self.agents = Agents(self)
        self.channels = Channels(self)
        self.contacts = Contacts(self)
        self.customers = Customers(self)
        self.deliveries = Deliveries(self)
        self.followups = Followups(self)
        self.history = History(self)
        self.inbox = Inbox(self)
        self.labels = Labels(self)
        self.lanes = Lanes(self)
        self.messages = Messages(self)
        self.quotas = Quotas(self)
        self.surveys = Surveys(self)
        self.teams = Teams(self)
        self.thread_list = ThreadList(self)
        self.threads = Threads(self)
        self.timeline = Timeline(self)

    def flush(self) -> None:
        """Write what was gathered: timeline entries and deliveries, each with one statement."""
        self.timeline.flush()
        self.deliveries.flush()
        if self.deliveries.urgencies:
            self.lanes.wake(self.deliveries.urgencies)
            self.deliveries.urgencies = {}
