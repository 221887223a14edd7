"""What happened before the visitor comes: people of the playground write, press and answer."""

from bot.cli.demo.stage import ACME, GLOBEX, INITECH, TRIAGE, Stage
from bot.views import ids
from store.threads import FIRST_ID, Severity

CHARGED, LIMIT, SUNDAYS, EXPORT = range(FIRST_ID, FIRST_ID + 4)


async def play(stage: Stage) -> None:
    """Play all of it, in the order in which it happened."""
    ada = await stage.at("ada", hours=27)
    await ada.invites_app(INITECH)
    await _charged_twice(stage)
    await _rate_limit(stage)
    await _sundays(stage)
    await _export(stage)
    dave = await stage.at("dave", minutes=6)
    await dave.says(GLOBEX, "Are the dashboards delayed? Ours still show yesterday's numbers.")
    await stage.settle()


async def _charged_twice(stage: Stage) -> None:
    """Resolved yesterday, and Dave was content."""
    dave = await stage.at("dave", hours=26)
    question = "We were charged twice for March: GX-2041 and GX-2043 are the same amount."
    asked = await dave.says(GLOBEX, question)
    ben = await stage.at("ben", hours=25, minutes=52)
    card = await stage.card(CHARGED)
    await ben.clicks(TRIAGE, card, ids.CLAIM)
    await ben.says(TRIAGE, "Both come from the plan change on the 3rd. Refunding GX-2043.", card)
    await stage.at("ben", hours=25, minutes=40)
    answer = "You are right, and sorry: GX-2043 is refunded, you will see it within 3 days."
    await ben.says(GLOBEX, answer, asked)
    await stage.at("dave", hours=25, minutes=31)
    await dave.says(GLOBEX, "Perfect, thank you!", asked)
    await stage.at("ben", hours=25, minutes=30)
    await ben.clicks(TRIAGE, card, ids.RESOLVE)
    await stage.at("dave", hours=25)
    await _scores(stage, asked)


async def _scores(stage: Stage, asked: str) -> None:
    dave = stage.slack.person("dave")
    question = dave.sees(GLOBEX, asked)[-1]
    await dave.clicks(GLOBEX, question["ts"], f"{ids.CSAT_SCORE}.5")


async def _rate_limit(stage: Stage) -> None:
    """Answered with a question: it waits for Cody."""
    cody = await stage.at("cody", hours=4, minutes=40)
    question = "Can our rate limit on the export API be raised? We get 429 at 60 requests a minute."
    asked = await cody.says(ACME, question)
    ada = await stage.at("ada", hours=4, minutes=31)
    await ada.reacts(ACME, asked, "eyes")
    await stage.at("ada", hours=4, minutes=28)
    await ada.says(ACME, "Yes. How many requests a minute do you need, and until when?", asked)


async def _sundays(stage: Stage) -> None:
    """Asleep until tomorrow."""
    dave = await stage.at("dave", hours=3, minutes=5)
    await dave.says(GLOBEX, "Could our weekly report go out on Sundays instead of Mondays?")
    ben = await stage.at("ben", hours=2, minutes=50)
    card = await stage.card(SUNDAYS)
    await ben.clicks(TRIAGE, card, ids.CLAIM)
    await ben.says(TRIAGE, "Asked the product team, they decide tomorrow.", card)
    await ben.clicks(TRIAGE, card, ids.SNOOZE)
    dialog = ben.modal or {}
    choices = next(b["element"] for b in dialog["blocks"] if b.get("block_id") == ids.PRESET)
    await ben.submits({ids.PRESET: choices["options"][-1]["value"]})


async def _export(stage: Stage) -> None:
    """In work: Ada has it, and engineering looks for the cause in the internal room."""
    carol = await stage.at("carol", minutes=42)
    problem = (
        "Since this morning our nightly export to S3 stops at about 40 % with `AccessDenied`. "
        "We changed nothing, and finance needs the file by tonight."
    )
    asked = await carol.says(ACME, problem)
    ada = await stage.at("ada", minutes=39)
    card = await stage.card(EXPORT)
    await ada.clicks(TRIAGE, card, ids.CLAIM)
    await ada.says(ACME, "Hi Carol, I see the failed runs and am on it.", asked)
    await stage.at("ada", minutes=38)
    await ada.clicks(TRIAGE, card, ids.MORE)
    await ada.submits({ids.SEVERITY: Severity.SEV2.value})
    carol = await stage.at("carol", minutes=36)
    await carol.says(ACME, "Thanks. The last run was `exp-88213`, if that helps.", asked)
    await stage.at("ada", minutes=33)
    await ada.says(TRIAGE, "Parts above 5 GB fail. Did we change anything yesterday?", card)
    olga = await stage.at("olga", minutes=24)
    await olga.says(TRIAGE, "Yes, the upload role. A fix is being tested, live in an hour.", card)
