"""`bellhop workflows`: looking at workflow files, trying them, and switching them."""

import typer

from bot.cli.workflows import examples, lint, rehearsal, showing, switching

app = typer.Typer(help="Look at workflows, try them, and switch them.", no_args_is_help=True)
app.command("list")(switching.list_)
app.command("lint")(lint.lint)
app.command("test")(examples.try_examples)
app.command("run")(rehearsal.run)
app.command("backtest")(rehearsal.backtest_)
app.command("mode")(switching.mode)
app.command("graph")(showing.graph)
app.command("playbook")(showing.playbook)
app.command("outcomes")(switching.outcomes_)
