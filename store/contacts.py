"""Contacts: the people at a customer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Executable, ForeignKey, Table, Text, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert

from store.prepared import Answer, Values
from store.schema import Id, UtcDateTime, metadata
from store.unit import Rows, Unit

contacts = Table(
    "contacts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("slack_user", Text, unique=True),
    Column("customer_id", ForeignKey("customers.id"), index=True),
    Column("name", Text),
    Column("email", Text, index=True),
    Column("image", Text),
    Column("surveyed_at", UtcDateTime),
)


@dataclass(frozen=True, slots=True)
class Contact:
    """A person at a customer; `surveyed_at` is when we last asked for a score."""

    id: int
    slack_user: str | None
    customer_id: int | None
    name: str | None
    email: str | None
    image: str | None
    surveyed_at: datetime | None


_get = select(*contacts.c).where(contacts.c.id == bindparam("id"))
_lock = _get.with_for_update()
_by_slack = select(*contacts.c).where(contacts.c.slack_user == bindparam("slack_user"))
_by_slacks = select(*contacts.c).where(
    contacts.c.slack_user.in_(bindparam("slack_users", expanding=True))
)
_insert = insert(contacts)
_add = _insert.on_conflict_do_nothing().returning(*contacts.c)
_put = _insert.on_conflict_do_update(
    index_elements=["slack_user"],
    set_={
        "customer_id": _insert.excluded.customer_id,
        "name": func.coalesce(_insert.excluded.name, contacts.c.name),
        "email": func.coalesce(_insert.excluded.email, contacts.c.email),
    },
)
_describe = (
    update(contacts)
    .where(contacts.c.slack_user == bindparam("user"))
    .values(
        name=func.coalesce(bindparam("new_name"), contacts.c.name),
        email=func.coalesce(bindparam("new_email"), contacts.c.email),
        image=func.coalesce(bindparam("new_image"), contacts.c.image),
    )
)
_surveyed = (
    update(contacts)
    .where(contacts.c.id == bindparam("contact"))
    .values(surveyed_at=bindparam("at"))
)


class Contacts(Rows):
    """The queries about contacts."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit)
        self.ahead = self.shared("ahead", self._read)

    def sql(self, statement: Executable, values: Values | None = None) -> Answer:
        """Send a statement; what it changes is read again."""
        if statement.is_dml and statement is not _add:
            self.ahead.forget_all()
        return super().sql(statement, values)

    def get(self, contact_id: int | None) -> Contact | None:
        """Return a contact by id."""
        return None if contact_id is None else self.one(Contact, _get, {"id": contact_id})

    def lock(self, contact_id: int) -> Contact | None:
        """Return a contact and hold it: what is asked at most once is asked by one unit."""
        return self.one(Contact, _lock, {"id": contact_id})

    def by_slack(self, slack_user: str) -> Contact | None:
        """Return a contact by Slack user id."""
        return self.ahead.get(slack_user)

    def add(self, slack_user: str, customer_id: int | None) -> Contact | None:
        """Add someone who wrote for the first time; None when another unit was faster."""
        row = {"slack_user": slack_user, "customer_id": customer_id}
        self.ahead.forget(slack_user)
        if (number := self.numbers(contacts).next()) is None:
            return self.one(Contact, _add, row)
        self.later(_insert, [{"id": number, **row}])
        added = Contact(number, slack_user, customer_id, None, None, None, None)
        self.ahead.keep(slack_user, added)
        return added

    def put(self, slack_user: str, customer_id: int, name: str | None, email: str | None) -> None:
        """Add or change a contact, as bellhop.yml names them."""
        values = {"slack_user": slack_user, "customer_id": customer_id}
        self.sql(_put, {**values, "name": name, "email": email})

    def describe(
        self, slack_user: str, name: str | None, email: str | None, image: str | None
    ) -> None:
        """Keep what Slack says about a person; what it does not say stays."""
        values = {"new_name": name, "new_email": email, "new_image": image}
        self.sql(_describe, {"user": slack_user, **values})

    def _read(self, slack_users: Sequence[str]) -> dict[str, Contact]:
        if len(slack_users) == 1:  # a list has to be filled in anew each time
            found = self.many(Contact, _by_slack, {"slack_user": slack_users[0]})
        else:
            found = self.many(Contact, _by_slacks, {"slack_users": slack_users})
        return {contact.slack_user or "": contact for contact in found}

    def surveyed(self, contact_id: int) -> None:
        """Remember that we asked this person for a score now."""
        self.sql(_surveyed, {"contact": contact_id, "at": self.now})
