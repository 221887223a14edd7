"""`bellhop workflows`: looking at workflow files, trying them, and switching them."""

import typer

from bot.cli.workflows import examples, lint, rehearsal

app = typer.Typer(help="Look at workflows, try them, and switch them.", no_args_is_help=True)
app.command("lint")(lint.lint)
app.command("test")(examples.try_examples)
app.command("run")(rehearsal.run)
app.command("backtest")(rehearsal.backtest_)
