"""Custom fields: what bellhop.yml wants to know of a thread, and what it may be."""

from collections.abc import Callable, Mapping
from datetime import date
from math import isfinite

from bot.config.fields import Field, FieldType
from bot.desk.desk import Desk
from bot.desk.room import show_change
from bot.desk.threads import By, locked, note
from bot.errors import Refused
from bot.views import lines
from bot.views.more import FieldShown
from store.threads import Thread
from store.transaction import Transaction

LONGEST = 500
LARGEST = 10**15  # what JSON keeps to the last digit everywhere

Value = str | int | float | bool


def set_field(
    tx: Transaction, desk: Desk, thread_id: int, name: str, value: object, by: By
) -> Thread:
    """Give a field of a thread a value, or (None, or no words) none."""
    thread = locked(tx, thread_id)
    after, before = _fitting(desk, name, value), tx.fields.of(thread.id).get(name)
    if (type(before), before) == (type(after), after):
        return thread
    if after is None:
        tx.fields.clear(thread.id, name)
    else:
        tx.fields.set(thread.id, name, after)
    entry = [{"field": name, "value": one} for one in (before, after)]
    note(tx, thread, "field_changed", by, *entry)
    words = [None if one is None else shown(one) for one in (before, after)]
    show_change(tx, desk, thread, by, lines.changed(by.name, label_of(desk, name), *words))
    return thread


def label_of(desk: Desk, name: str) -> str:
    """Return what people call a field."""
    field = desk.config.fields.get(name)
    return (field.label if field else None) or name.replace("_", " ").capitalize()


def shown(value: Value) -> str:
    """Return a value as people read it."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def shown_fields(tx: Transaction, desk: Desk, thread_id: int) -> list[tuple[str, str]]:
    """Return label and value of the fields that are set, in the order of bellhop.yml."""
    if not desk.config.fields:
        return []
    values = tx.fields.of(thread_id)
    return [
        (label_of(desk, name), shown(values[name])) for name in desk.config.fields if name in values
    ]


def asked_fields(tx: Transaction, desk: Desk, thread_id: int) -> list[FieldShown]:
    """Return every field with its value; one that does not fit any more counts as not set."""
    values = tx.fields.of(thread_id) if desk.config.fields else {}
    found = []
    for name, field in desk.config.fields.items():
        value = values.get(name)
        kept = None if value is None else RULES[field.type][0](field, value)
        found.append(FieldShown(name, label_of(desk, name), field, kept))
    return found


def _fitting(desk: Desk, name: str, value: object) -> Value | None:
    field = desk.config.fields.get(name)
    if field is None:
        raise Refused(f"There is no field {name[:50]} in bellhop.yml.")
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    fitting, wanted = RULES[field.type]
    found = fitting(field, value.strip() if isinstance(value, str) else value)
    if found is None:
        raise Refused(f"{label_of(desk, name)} has to be {wanted(field)}.")
    return found


def _choice(field: Field, value: object) -> Value | None:
    return value if isinstance(value, str) and value in field.choices else None


def _text(_field: Field, value: object) -> Value | None:
    fits = isinstance(value, str) and len(value) <= LONGEST and "\0" not in value
    return str(value) if fits else None


def _number(_field: Field, value: object) -> Value | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    if not isfinite(number) or abs(number) > LARGEST:
        return None
    return int(number) if number.is_integer() else number


def _bool(_field: Field, value: object) -> Value | None:
    if isinstance(value, str):
        return {"true": True, "yes": True, "false": False, "no": False}.get(value.lower())
    return value if isinstance(value, bool) else None


def _date(_field: Field, value: object) -> Value | None:
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        return None


def _same(words: str) -> Callable[[Field], str]:
    return lambda _: words


# how a value is read, and what is said when it is none
RULES: Mapping[
    FieldType, tuple[Callable[[Field, object], Value | None], Callable[[Field], str]]
] = {
    FieldType.choice: (_choice, lambda field: f"one of {', '.join(field.choices)}"),
    FieldType.text: (_text, _same(f"a text of at most {LONGEST} characters")),
    FieldType.number: (_number, _same("a number")),
    FieldType.bool: (_bool, _same("true or false")),
    FieldType.date: (_date, _same("a date, like 2026-12-24")),
}
