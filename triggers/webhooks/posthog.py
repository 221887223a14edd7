"""PostHog: events, insight alerts and logs alerts. It signs nothing, so a secret is in a header.

For the account to be in the body, the operator adds `groups` to what the destination sends.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.config.webhooks import SchemeName
from bot.desk.product.noting import Used
from bot.desk.signals.signal import Signal, State
from bot.desk.whose import Whom
from triggers.webhooks.paths import at, facts, ids, link, mapping, moment, text
from triggers.webhooks.source import Named, Post, Source, Told

INSIGHT_ALERT = "$insight_alert_firing"
LOGS_ALERT = "logs_alert."
# they say what a person or a group is, not that anybody was there
NOBODY = frozenset({"$identify", "$groupidentify", "$set", "$create_alias", "$merge_dangerously"})
STATES = {"firing": State.firing, "resolved": State.resolved}
# emails of its own, and of whom the event is about
EMAILS = ("person.properties.email", "event.properties.email", "event.properties.$set.email")


def name(post: Post) -> Named:
    """An event has a uuid; a logs alert has it as its id."""
    return Named(text(post.body, "event.event", "type"), text(post.body, "event.uuid", "id"))


def read(told: Told) -> Signal | None:
    """Read an event or an alert."""
    if told.kind.startswith(LOGS_ALERT):
        return _logs_alert(told)
    if not mapping(told.body, "event"):
        return None
    return _insight_alert(told) if told.kind == INSIGHT_ALERT else _event(told)


def _event(told: Told) -> Signal:
    properties = mapping(told.body, "event.properties")
    return Signal(
        type=told.kind,
        id=told.key,
        title=told.kind,
        key=f"{told.kind}:{text(told.body, 'event.distinct_id')}",
        occurred_at=moment(at(told.body, "event.timestamp")),
        whom=_whom(told.body),
        # what begins with $ is about browsers and the library
        facts={name: one for name, one in properties.items() if not name.startswith("$")},
        link=link(told.body, "event.url"),
    )


def _insight_alert(told: Told) -> Signal:
    """An alert speaks of one series, and never says that it is over."""
    said = mapping(told.body, "event.properties")
    return Signal(
        type="insight_alert.firing",
        id=told.key,
        title=text(said, "alert_name", "insight_name") or "An insight alert",
        key=f"alert:{text(said, 'alert_id')}",
        state=State.firing,
        occurred_at=moment(at(told.body, "event.timestamp")),
        whom=_whom(told.body),
        facts=facts(
            said,
            alert="alert_name",
            insight="insight_name",
            value="calculated_value",
            upper="threshold_upper",
            lower="threshold_lower",
            breaches="breaches",
        ),
        link=link(told.body, "event.url"),
    )


def _logs_alert(told: Told) -> Signal:
    said = mapping(told.body, "data")
    return Signal(
        type=told.kind,
        id=told.key,
        title=text(said, "alert_name") or "A logs alert",
        key=f"logs_alert:{text(said, 'alert_id')}",
        state=STATES.get(told.kind.removeprefix(LOGS_ALERT), State.info),
        occurred_at=moment(at(told.body, "timestamp")),
        whom=Whom(tuple(ids(said))),
        facts=facts(
            said,
            alert="alert_name",
            count="result_count",
            threshold="threshold_count",
            operator="threshold_operator",
            window_minutes="window_minutes",
            services="service_names",
            severities="severity_levels",
        ),
        link=link(said, "alert_url"),
    )


def used(told: Told) -> Used | None:
    """Read who was there, and what is known of their account."""
    body = told.body
    if not mapping(body, "event") or told.kind == INSIGHT_ALERT:
        return None
    return Used(
        told.kind,
        _whom(body),
        text(body, "event.distinct_id"),
        moment(at(body, "event.timestamp")),
        active=told.kind not in NOBODY,
        properties=mapping(body, "event.properties"),
        traits=_traits(body),
    )


def _traits(body: Mapping[str, Any]) -> Mapping[str, Any]:
    groups = mapping(body, "groups").values()
    known = [mapping(group, "properties") for group in groups]
    said = [*known, mapping(body, "event.properties.$group_set")]
    return {name: one for traits in said for name, one in traits.items()}


def _whom(body: Mapping[str, Any]) -> Whom:
    properties = mapping(body, "event.properties")
    groups = [(system, key) for key in _groups(body) for system in ("posthog", "account")]
    person = [("posthog", text(body, "event.distinct_id"))]
    emails = tuple(filter(None, (text(body, path) for path in EMAILS)))
    return Whom((*groups, *ids(properties), *person), emails)


def _groups(body: Mapping[str, Any]) -> Iterator[str]:
    for group in mapping(body, "groups").values():
        if key := text(group, "id", "key"):
            yield key
    for key in mapping(body, "event.properties.$groups").values():
        if isinstance(key, str) and key:
            yield key


SOURCE = Source(SchemeName.shared_secret, name, read, used=used)
