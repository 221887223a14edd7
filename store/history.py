"""History: what we have of what was said in a channel, to compare it with Slack's."""

from sqlalchemy import bindparam, func, select

from store.messages import Message, messages
from store.unit import Rows

_first_ts = select(func.min(messages.c.ts)).where(messages.c.channel == bindparam("channel"))
_last_ts = select(func.max(messages.c.ts)).where(messages.c.channel == bindparam("channel"))
_since = (
    select(*messages.c)
    .where(messages.c.channel == bindparam("channel"), messages.c.ts >= bindparam("oldest"))
    .order_by(messages.c.ts)
)


class History(Rows):
    """The queries about all messages of a channel, those in no thread as well."""

    def first_ts(self, channel: str) -> str | None:
        """Return the oldest ts we know in a channel."""
        return self.sql(_first_ts, {"channel": channel}).scalar()

    def last_ts(self, channel: str) -> str | None:
        """Return the newest ts we know in a channel."""
        return self.sql(_last_ts, {"channel": channel}).scalar()

    def since(self, channel: str, oldest: str) -> dict[str, Message]:
        """Return what we have of a channel from a ts on, by ts, oldest first."""
        found = self.many(Message, _since, {"channel": channel, "oldest": oldest})
        return {str(message.ts): message for message in found}
