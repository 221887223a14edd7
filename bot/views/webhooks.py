"""What the alert channel is told about the senders of webhooks."""

from datetime import datetime, timedelta

from bot.views.blocks import Surface, context, message, section
from bot.views.text import escape
from bot.views.times import moment, span


def silent(name: str, last_at: datetime, usual: timedelta) -> Surface:
    """Return that a sender that used to speak does not any more."""
    text = f"🔇 *The webhook {escape(name)} has fallen silent*"
    todo = (
        "Nothing that it would tell reaches us, and nothing is taken for quiet that is not. Look there "
        "whether deliveries fail or are switched off."
    )
    usually = f"usually quiet for at most {span(usual)}"
    return message(text, [section(f"{text}.\n{todo}"), context(f"last {moment(last_at)}", usually)])


def refused(name: str, count: int, minutes: int) -> Surface:
    """Return that many requests were not signed with our secret."""
    text = f"🔏 *{count} requests to the webhook {escape(name)} had no good signature*"
    todo = (
        "Nothing of them was taken. Either its secret was changed there and not here (`secrets:` takes "
        "the old one and the new one), or someone else tries the door."
    )
    return message(text, [section(f"{text}.\n{todo}"), context(f"within {minutes} minutes")])


def behind(most: int) -> Surface:
    """Return that so much failed that nothing more is taken."""
    text = f"🚧 *More than {most:,} things that reached us wait to be tried again*"
    todo = (
        "Until they are fewer, webhooks are answered 503, and their senders try again for some hours "
        "or days. `bellhop inbox list --state failed` says what is wrong."
    )
    return message(text, [section(f"{text}.\n{todo}")])
