"""Carrying one errand: out by its way, and back with what became of it."""

import asyncio
from datetime import timedelta

from bot.delivery.errand import Errand, Result
from bot.delivery.located import located
from bot.delivery.way import Ways
from bot.errors import DeliveryError, Rejected, Unreachable


async def carry(ways: Ways, errand: Errand, deadline: float) -> Result:
    """Make the call before our lease ends; one in doubt is looked for first."""
    call, way, looking = errand.call, ways[errand.call.way], errand.in_doubt
    try:
        if asyncio.get_running_loop().time() >= deadline:
            raise Unreachable("we were held up", timedelta())  # someone else may have it by now
        async with asyncio.timeout_at(deadline):
            if looking:
                found = await way.find(call, errand.delivery)
                if found is not None:
                    return Result(errand, found, found=True)
                looking = False
            return Result(errand, await way.send(call, errand.delivery))
    except DeliveryError as error:
        return _failed(errand, looking, error)
    except TimeoutError:
        late = Unreachable(f"{call}: no answer while the lease lasted", in_doubt=True)
        return _failed(errand, looking, late)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        return _failed(errand, looking, Rejected(f"{call}: {located(error)}"))


def _failed(errand: Errand, looking: bool, error: DeliveryError) -> Result:
    unsure = isinstance(error, Unreachable) and error.in_doubt
    return Result(errand, error=error, looking=looking, in_doubt=looking or unsure)
