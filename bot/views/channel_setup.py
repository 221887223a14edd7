"""The question to the triage channel which customer a channel belongs to."""

from collections.abc import Sequence

from bot.views import ids
from bot.views.blocks import Surface, View, context, message, modal, question, rows, section
from bot.views.elements import Option, button, select
from bot.views.text import escape
from store.channels import Channel
from store.customers import Customer

MOST_SUGGESTIONS = 3


def channel_question(channel: Channel, inviter: str, suggested: Sequence[Customer]) -> Surface:
    """Return the question, with a button for each customer that it looks like."""
    name = _name(channel)
    buttons = [
        button(
            customer.name,
            f"{ids.CHANNEL_MAP}.{number}",
            f"{channel.id}:{customer.id}",
            style="primary" if number == 0 else None,
        )
        for number, customer in enumerate(suggested[:MOST_SUGGESTIONS])
    ]
    other = "Another customer…" if buttons else "Choose the customer…"
    buttons += [
        button(other, ids.CHANNEL_CHOOSE, channel.id),
        button("Not a customer channel", ids.CHANNEL_IGNORE, channel.id),
    ]
    shared = "shared with another company" if channel.is_shared else "not shared with anybody"
    return message(
        f"Which customer does {name} belong to?",
        [
            section(f"👋 *Which customer does {name} belong to?*"),
            context(f"{escape(inviter)} invited me", shared, "until then no thread opens there"),
            *rows(buttons),
        ],
    )


def channel_modal(channel: Channel, customers: Sequence[Customer]) -> View:
    """Return the same question with every customer there is."""
    title = "Customer channel"
    if not customers:
        text = "No customers are known yet: add them to `bellhop.yml`."
        return modal(ids.NOTICE_MODAL, title, [section(text)], {})
    options = [Option(customer.name, str(customer.id)) for customer in customers]
    choice = select(ids.CUSTOMER, options, "Choose a customer", _chosen(channel))
    return modal(
        ids.CHANNEL_MODAL,
        title,
        [section(_name(channel)), question(ids.CUSTOMER, "Belongs to", choice)],
        {"channel": channel.id},
        submit="Save",
    )


def channel_mapped(channel: Channel, customer: Customer, by: str) -> Surface:
    """Return the answer in the place of the question."""
    text = f"✅ {_name(channel)} belongs to *{escape(customer.name)}*"
    change = button("Change…", ids.CHANNEL_CHOOSE, channel.id)
    return message(text, [section(text, change), context(f"said {escape(by)}")])


def channel_ignored(channel: Channel, by: str) -> Surface:
    """Return that nobody's messages there become threads."""
    text = f"🙈 {_name(channel)} is no customer's channel: I stay quiet there"
    change = button("Change…", ids.CHANNEL_CHOOSE, channel.id)
    return message(text, [section(text, change), context(f"said {escape(by)}")])


def _name(channel: Channel) -> str:
    return f"<#{channel.id}>"


def _chosen(channel: Channel) -> str | None:
    return None if channel.customer_id is None else str(channel.customer_id)
