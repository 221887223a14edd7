"""The commands of `bellhop`."""

import typer

from bot.cli import deliveries, followups, inbox, incidents, runs, threads, webhooks, workflows
from bot.cli.check import check
from bot.cli.demo.command import demo
from bot.cli.export import export
from bot.cli.migrate import migrate
from bot.cli.oncall import oncall
from bot.cli.report import report
from bot.cli.serve import serve

RUN, DATA = "Run it", "Look at what it has"

app = typer.Typer(
    help="Bellhop: a support desk for those who talk with their customers in Slack.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",  # lines of a paragraph are joined, and broken where the terminal ends
    pretty_exceptions_enable=False,
)
for command in (demo, check, serve, migrate):
    app.command(rich_help_panel=RUN)(command)
app.add_typer(threads.app, name="threads", rich_help_panel=DATA)
app.add_typer(workflows.app, name="workflows", rich_help_panel=DATA)
app.add_typer(runs.app, name="runs", rich_help_panel=DATA)
app.add_typer(incidents.app, name="incidents", rich_help_panel=DATA)
app.add_typer(followups.app, name="followups", rich_help_panel=DATA)
app.add_typer(inbox.app, name="inbox", rich_help_panel=DATA)
app.add_typer(deliveries.app, name="deliveries", rich_help_panel=DATA)
app.add_typer(webhooks.app, name="webhooks", rich_help_panel=DATA)
for command in (oncall, report, export):
    app.command(rich_help_panel=DATA)(command)
