"""Who someone is to us: an agent, a colleague, a contact of a customer."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.delivery.outbox import Post, to_team
from bot.desk.desk import Desk
from bot.errors import Refused
from store.agents import Agent
from store.contacts import Contact
from store.messages import Author
from store.transaction import Transaction

PROFILE_LANE = "slack:profiles"
_MENTION = re.compile(r"<@(\w+)")


@dataclass(frozen=True)
class Person:
    """Someone who does something, and what they are to us."""

    user: str
    kind: Author
    agent: Agent | None = None
    contact: Contact | None = None

    @property
    def actor(self) -> str:
        """Return how the timeline names them."""
        if self.agent is not None:
            return f"agent:{self.agent.key}"
        return f"{self.kind}:{self.user}"


def recognise(tx: Transaction, desk: Desk, user: str, team: str) -> Person:
    """Say who someone is. Guests in our own workspace are customers when they are contacts."""
    if team == desk.identity.team and (agent := tx.agents.by_slack(user)):
        return Person(user, Author.agent, agent=agent)
    contact = tx.contacts.by_slack(user)
    if contact is not None or team != desk.identity.team:
        return Person(user, Author.customer, contact=contact)
    return Person(user, Author.colleague)


def as_contact(tx: Transaction, person: Person, customer_id: int | None) -> Contact | None:
    """Return the contact someone is; who writes for the first time becomes one."""
    if person.contact is not None and person.contact.name is None:
        look_up(tx, person.user)  # bellhop.yml need not say what they are called
    if person.kind is not Author.customer or person.contact is not None:
        return person.contact
    contact = tx.contacts.add(person.user, customer_id)
    if contact is not None:
        look_up(tx, person.user)
    return contact or tx.contacts.by_slack(person.user)


def look_up(tx: Transaction, user: str) -> None:
    """Ask Slack for someone's name and picture."""
    tx_post = Post(
        f"profile:{user}:{tx.now.date()}", "profile", PROFILE_LANE, payload={"user": user}
    )
    to_team(tx, tx_post)


def agent_of(tx: Transaction, user: str, team: str, desk: Desk) -> Agent:
    """Return the agent who does something; anyone else is refused."""
    agent = tx.agents.by_slack(user) if team == desk.identity.team else None
    if agent is None:
        raise Refused("Only agents of the support desk can do this.")
    return agent


def name_of(tx: Transaction, user: str) -> str:
    """Return the name of someone, as well as we know it."""
    contact = tx.contacts.by_slack(user)
    if contact is not None and contact.name:
        return contact.name
    agent = tx.agents.by_slack(user)
    return agent.name if agent else "Someone"


def names_in(tx: Transaction, texts: Iterable[str]) -> dict[str, str]:
    """Return the names of the people whom texts mention, by Slack id."""
    users = {user for text in texts for user in _MENTION.findall(text)}
    return {user: name_of(tx, user) for user in users}
