"""Use of the product: when customers and their people were seen, and what they used.

Small rows: one for each person (up to a bound, then all others share one), feature and customer.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    bindparam,
    case,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from store.customers import customers
from store.schema import Id, Json, UtcDateTime, metadata
from store.statements import put
from store.unit import Rows

MOST_PEOPLE = 1000  # of one customer
MOST_FEATURES = 200

people = Table(
    "product_people",
    metadata,
    Column("webhook", Text, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), primary_key=True),
    Column("who", Text, primary_key=True),
    Column("first_seen_at", UtcDateTime, nullable=False),
    Column("last_seen_at", UtcDateTime, nullable=False),
    Column("logins", Integer, nullable=False),
    Index(None, "last_seen_at"),
)
features = Table(
    "product_features",
    metadata,
    Column("webhook", Text, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), primary_key=True),
    Column("feature", Text, primary_key=True),
    Column("last_used_at", UtcDateTime, nullable=False),
    Index(None, "last_used_at"),
)
accounts = Table(
    "product_accounts",
    metadata,
    Column("webhook", Text, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), primary_key=True),
    Column("set_up_at", UtcDateTime),
    Column("traits", Json, nullable=False),
)
sources = Table(
    "product_sources",
    metadata,
    Column("webhook", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("since", UtcDateTime, nullable=False),
)
known = Table(
    "product_customers",
    metadata,
    Column("customer_id", ForeignKey("customers.id"), primary_key=True),
    Column("digest", Text, nullable=False),
    Column("since", UtcDateTime, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Account:
    """What a webhook says a customer is."""

    set_up_at: datetime | None = None
    traits: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """When anybody of a customer was seen, and how many people how often logged in."""

    first_at: datetime
    last_at: datetime
    logins: int
    people: int


_by = (bindparam("hook", type_=Text), bindparam("customer", type_=Id))
_who = bindparam("person", type_=Text)
_at = bindparam("at", type_=UtcDateTime)
_person = (people.c.webhook == _by[0]) & (people.c.customer_id == _by[1])
_some_people = select(literal(1)).where(_person).limit(MOST_PEOPLE).subquery()
_has_room = or_(
    exists().where(_person, people.c.who == _who),
    select(func.count()).select_from(_some_people).scalar_subquery() < MOST_PEOPLE,
)
_more = bindparam("more", type_=Integer)
_insert_person = insert(people).from_select(
    [*people.c], select(*_by, case((_has_room, _who), else_=""), _at, _at, _more).where(true())
)
_first, _last = _insert_person.excluded.first_seen_at, _insert_person.excluded.last_seen_at
_see = _insert_person.on_conflict_do_update(
    index_elements=["webhook", "customer_id", "who"],
    set_={
        "first_seen_at": case(
            (people.c.first_seen_at > _first, _first), else_=people.c.first_seen_at
        ),
        "last_seen_at": case((people.c.last_seen_at < _last, _last), else_=people.c.last_seen_at),
        "logins": people.c.logins + _insert_person.excluded.logins,
    },
)
_feature = (features.c.webhook == _by[0]) & (features.c.customer_id == _by[1])
_name = bindparam("name", type_=Text)
_some_features = select(literal(1)).where(_feature).limit(MOST_FEATURES).subquery()
_insert_feature = insert(features).from_select(
    [*features.c],
    select(*_by, _name, _at).where(
        or_(
            exists().where(_feature, features.c.feature == _name),
            select(func.count()).select_from(_some_features).scalar_subquery() < MOST_FEATURES,
        )
    ),
)
_used_at = _insert_feature.excluded.last_used_at
_use = _insert_feature.on_conflict_do_update(
    index_elements=["webhook", "customer_id", "feature"],
    set_={
        "last_used_at": case(
            (features.c.last_used_at < _used_at, _used_at), else_=features.c.last_used_at
        )
    },
)
_account = (
    select(accounts.c.set_up_at, accounts.c.traits)
    .where(accounts.c.webhook == bindparam("hook"), accounts.c.customer_id == bindparam("customer"))
    .with_for_update()
)
_put_account = put(accounts, ["webhook", "customer_id"], "set_up_at", "traits")
_keep_source = put(sources, ["webhook"], "digest", "since", unless="digest")
_since = select(sources.c.since).where(sources.c.webhook == bindparam("hook"))
_blind = (
    update(sources)
    .where(sources.c.webhook == bindparam("hook"), sources.c.since < bindparam("until"))
    .values(since=bindparam("until"))
)
_ids: BindParameter[int] = bindparam("ids", expanding=True)
_customers = (
    select(customers.c.id)
    .where(
        customers.c.id > bindparam("after"),
        or_(
            bindparam("every", type_=Boolean),
            customers.c.tier.in_(bindparam("tiers", expanding=True)),
        ),
    )
    .order_by(customers.c.id)
    .limit(bindparam("limit"))
)
_keep_known = put(known, ["customer_id"], "digest", "since", unless="digest")
_known_since = select(known.c.customer_id, known.c.since).where(known.c.customer_id.in_(_ids))
_seen = (
    select(
        people.c.customer_id,
        func.min(people.c.first_seen_at, type_=UtcDateTime),
        func.max(people.c.last_seen_at, type_=UtcDateTime),
        func.sum(people.c.logins),
        func.count(),
    )
    .where(people.c.webhook == bindparam("hook"), people.c.customer_id.in_(_ids))
    .group_by(people.c.customer_id)
)
_used = (
    select(features.c.customer_id, features.c.feature)
    .where(features.c.webhook == bindparam("hook"), features.c.customer_id.in_(_ids))
    .order_by(features.c.feature)
)
_accounts = select(accounts.c.customer_id, accounts.c.set_up_at, accounts.c.traits).where(
    accounts.c.webhook == bindparam("hook"), accounts.c.customer_id.in_(_ids)
)
_limit = bindparam("limit", type_=Integer)
_of_people = (people.c.webhook, people.c.customer_id, people.c.who)
_old_people = select(*_of_people).where(people.c.last_seen_at < bindparam("before")).limit(_limit)
_forget_people = delete(people).where(tuple_(*_of_people).in_(_old_people)).returning(people.c.who)
_of_features = (features.c.webhook, features.c.customer_id, features.c.feature)
_old_features = (
    select(*_of_features).where(features.c.last_used_at < bindparam("before")).limit(_limit)
)
_forget_features = (
    delete(features).where(tuple_(*_of_features).in_(_old_features)).returning(features.c.feature)
)


class Product(Rows):
    """The queries about the use of the product, as one webhook tells it."""

    def see(self, webhook: str, customer_id: int, who: str, at: datetime, logins: int) -> None:
        """Note that a person was there; beyond the bound they are one of the others."""
        whose = {"hook": webhook, "customer": customer_id, "person": who}
        self.later(_see, [{**whose, "at": at, "more": logins}])

    def use(self, webhook: str, customer_id: int, feature: str, at: datetime) -> None:
        """Note that a feature was used; beyond the bound there are no new ones."""
        whose = {"hook": webhook, "customer": customer_id}
        self.later(_use, [{**whose, "name": feature, "at": at}])

    def account(self, webhook: str, customer_id: int) -> Account:
        """Return what a customer is said to be, and hold it."""
        values = {"hook": webhook, "customer": customer_id}
        return self.one(Account, _account, values) or Account()

    def describe(self, webhook: str, customer_id: int, account: Account) -> None:
        """Keep what a customer is said to be."""
        row = {"webhook": webhook, "customer_id": customer_id, "set_up_at": account.set_up_at}
        self.sql(_put_account, {**row, "traits": dict(account.traits or {})})

    def keep_source(self, webhook: str, digest: str, since: datetime) -> None:
        """Keep since when we note what a webhook tells as we do now."""
        self.sql(_keep_source, {"webhook": webhook, "digest": digest, "since": since})

    def since(self, webhook: str) -> datetime | None:
        """Return since when we know all that a webhook told."""
        return self.sql(_since, {"hook": webhook}).scalar()

    def blind(self, webhook: str, until: datetime) -> None:
        """Keep that we cannot know what was before then."""
        self.sql(_blind, {"hook": webhook, "until": until})

    def customers(self, after: int, limit: int, tiers: Collection[str] = ()) -> list[int]:
        """Return customers by id, of these tiers if any are named; who is silent may never have spoken."""
        values = {"after": after, "limit": limit, "every": not tiers, "tiers": list(tiers)}
        return list(self.sql(_customers, values).scalars())

    def keep_known(self, ids: Mapping[int, str]) -> None:
        """Keep since when customers are recognised by what these digests stand for."""
        rows = [
            {"customer_id": one, "digest": digest, "since": self.now}
            for one, digest in sorted(ids.items())
        ]
        self.later(_keep_known, rows)

    def known_since(self, ids: Sequence[int]) -> Mapping[int, datetime]:
        """Return since when these customers are recognised, by id."""
        return dict(self.pairs(_known_since, {"ids": list(ids)}))

    def seen(self, webhook: str, ids: Sequence[int]) -> Mapping[int, Seen]:
        """Return when these customers were seen, by id."""
        rows = self.sql(_seen, {"hook": webhook, "ids": list(ids)})
        return {row[0]: Seen(row[1], row[2], int(row[3]), row[4]) for row in rows}

    def used(self, webhook: str, ids: Sequence[int]) -> Mapping[int, list[str]]:
        """Return which features these customers used, by id."""
        found: dict[int, list[str]] = {}
        for customer_id, feature in self.pairs(_used, {"hook": webhook, "ids": list(ids)}):
            found.setdefault(customer_id, []).append(feature)
        return found

    def accounts(self, webhook: str, ids: Sequence[int]) -> Mapping[int, Account]:
        """Return what these customers are said to be, by id."""
        rows = self.sql(_accounts, {"hook": webhook, "ids": list(ids)})
        return {row[0]: Account(row[1], row[2]) for row in rows}

    def forget(self, before: datetime, limit: int) -> int:
        """Delete people and features that were not seen since then; return how many."""
        old = {"before": before, "limit": limit}
        return len(self.sql(_forget_people, old).all()) + len(self.sql(_forget_features, old).all())
