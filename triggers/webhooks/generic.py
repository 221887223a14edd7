"""Any other sender: bellhop.yml says where in the body the parts of a signal are."""

from bot.config.webhooks import SchemeName, SignalPaths
from bot.desk.product.noting import Used
from bot.desk.signals.signal import Signal, State
from bot.desk.whose import Whom
from triggers.webhooks.paths import at, facts, ids, link, mapping, moment, text
from triggers.webhooks.source import Named, Post, Source, Told

IDS = ("webhook-id", "svix-id")  # the same each time it is sent again


def name(post: Post) -> Named:
    """The id is where the mapping says, else in the header that Standard Webhooks sends."""
    header = next((post.headers[one] for one in IDS if one in post.headers), "")
    key = text(post.body, post.paths.id) if post.paths.id else header
    return Named(text(post.body, post.paths.type), key)


def read(told: Told) -> Signal:
    """Read what the mapping names."""
    paths, body = told.paths, told.body
    return Signal(
        type=told.kind,
        id=told.key,
        title=(text(body, paths.title) if paths.title else "") or told.kind,
        key=(text(body, paths.key) if paths.key else "") or told.kind,
        state=_state(text(body, paths.state) if paths.state else "", paths),
        occurred_at=moment(at(body, paths.occurred_at)),
        whom=_whom(told),
        facts=facts(body, **paths.facts),
        link=link(body, paths.link) if paths.link else None,
    )


def used(told: Told) -> Used:
    """Read who was there: the facts are what they did, and what their account is."""
    said = read(told)
    who = next(iter(said.whom.emails), "")
    return Used(
        told.kind, said.whom, who, said.occurred_at, properties=said.facts, traits=said.facts
    )


def _state(said: str, paths: SignalPaths) -> State:
    if said in paths.resolved:
        return State.resolved
    return State.firing if said in paths.firing else State.info


def _whom(told: Told) -> Whom:
    named = [(system, text(told.body, path)) for system, path in told.paths.customer.items()]
    known_as = named or [*ids(mapping(told.body, "data"))]
    email = text(told.body, told.paths.email) if told.paths.email else ""
    return Whom(tuple(one for one in known_as if one[1]), (email,) if email else ())


SOURCE = Source(SchemeName.standard_webhooks, name, read, used=used)
