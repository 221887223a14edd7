"""Carrying one errand to Slack."""

import asyncio
from datetime import timedelta

from bot.delivery.doubt import look_up
from bot.delivery.errand import Errand, Result
from bot.delivery.located import located
from bot.delivery.slack import SlackApi
from bot.errors import DeliveryError, Rejected, Unreachable


async def carry(slack: SlackApi, errand: Errand, deadline: float) -> Result:
    """Make the call before our lease ends; one in doubt is looked for first."""
    found, method = None, (errand.asked or errand.call).method
    try:
        if asyncio.get_running_loop().time() >= deadline:
            raise Unreachable("we were held up", timedelta())  # someone else may have it by now
        async with asyncio.timeout_at(deadline):
            if errand.asked is not None:
                found = await look_up(slack, errand.asked, errand.delivery)
            if found is not None:
                return Result(errand, method, found, found=True)
            method = errand.call.method
            return Result(errand, method, await slack.call(method, errand.call.args))
    except DeliveryError as error:
        return _failed(errand, method, error)
    except TimeoutError:
        late = Unreachable(f"{method}: no answer while the lease lasted", in_doubt=True)
        return _failed(errand, method, late)
    except (TypeError, ValueError, LookupError) as error:
        return _failed(errand, method, Rejected(f"{method}: {located(error)}"))


def _failed(errand: Errand, method: str, error: DeliveryError) -> Result:
    looking = errand.asked is not None and method == errand.asked.method
    unsure = isinstance(error, Unreachable) and error.in_doubt
    return Result(errand, method, error=error, in_doubt=looking or unsure)
