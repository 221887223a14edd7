"""Which thread a dialog means: one of the list, or one by its reference."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.desk.threads import parse_ref
from bot.views import ids
from handlers.click import Click
from handlers.guard import Wrong, blamed_on


@contextmanager
def chosen_target(click: Click) -> Iterator[int]:
    """Give the thread that was chosen; what is refused about it is said where it was chosen."""
    typed, chosen = click.typed(ids.REF), click.chosen(ids.TARGET)
    if typed or chosen is None:
        with blamed_on(ids.REF):
            if not typed:
                raise Wrong(ids.REF, "Choose a thread, or write its reference here.")
            yield parse_ref(typed)
    else:
        with blamed_on(ids.TARGET):
            yield int(chosen)
