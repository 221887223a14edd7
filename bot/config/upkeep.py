"""`retention:` and `courier:` of bellhop.yml: what is kept how long, and how we deliver."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from bot.config.section import Section
from bot.config.span import Duration


class Retention(Section):
    """How long we keep what nobody needs once it is done."""

    inbox: Duration = timedelta(days=30)
    deliveries: Duration = timedelta(days=30)
    runs: Duration = timedelta(days=90)
    signals: Duration = timedelta(days=90)
    incidents: Duration = timedelta(days=400)
    product: Duration = timedelta(days=400)


class Courier(Section):
    """How hard a delivery is tried."""

    # an hour or more: outages of Slack take that long
    attempts: Annotated[int, Field(ge=1, le=100)] = 40
    lease: Annotated[Duration, Field(ge=timedelta(seconds=5))] = timedelta(seconds=30)
