"""What handlers and triggers are given."""

from dataclasses import dataclass

from bot.clock import Clock
from bot.delivery.slack import SlackApi
from bot.desk.desk import Desk
from bot.desk.intake.inbox import Inbox
from bot.workflows.library import Library
from store.database import Store


@dataclass(frozen=True)
class Deps:
    """Everything a listener may use; `slack` only for what dies in 3 s, such as opening a modal."""

    store: Store
    desk: Desk
    inbox: Inbox
    slack: SlackApi
    clock: Clock
    library: Library
