"""What several commands take, and who they act as."""

from typing import Annotated

import typer

from bot.desk.by import By

Limit = Annotated[int, typer.Option(help="At most so many.", min=1, max=1000)]
Before = Annotated[int | None, typer.Option(help="Only those older than this number.", min=1)]
OPERATOR = By("operator", "The operator")
