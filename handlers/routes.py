"""The routing table: which listener each button, dialog, shortcut and command has."""

from collections.abc import Mapping
from re import Pattern

from slack_bolt.async_app import AsyncApp

from bot.deps import Deps
from bot.views import ids
from handlers import (
    acknowledge,
    ask,
    assign,
    away,
    bug,
    channels,
    claim,
    csat,
    draft,
    escalate,
    followups,
    home,
    human,
    incident,
    incident_command,
    issue,
    merge,
    more,
    outcome,
    reply,
    resolve,
    runs,
    shipped,
    shortcuts,
    snooze,
    split,
    support,
    waiting,
    workflow,
    workflows,
)
from handlers.guard import Listener, guarded

ACTIONS: Mapping[str | Pattern[str], Listener] = {
    ids.ACKNOWLEDGE: acknowledge.clicked,
    ids.ESCALATE: escalate.clicked,
    ids.BUG: bug.clicked,
    ids.BUG_ASK: bug.asked,
    ids.BUG_PARTLY: bug.partly,
    ids.BUG_FORM: bug.opened,
    ids.DECLARE: incident.asked,
    ids.INCIDENT_ACKNOWLEDGE: incident.acknowledged,
    ids.INCIDENT_MOVE: incident.moved,
    ids.INCIDENT_UPDATE: incident.update_asked,
    ids.INCIDENT_PREVIEW: incident.previewed,
    ids.INCIDENT_MORE: incident.more,
    ids.INCIDENT_PAGE: incident.more,
    ids.INCIDENT_TAKE_ANY: incident.role_taken,
    ids.CLAIM: claim.clicked,
    ids.ASSIGN: assign.clicked,
    ids.SNOOZE: snooze.clicked,
    ids.WAKE: outcome.woken,
    ids.RESOLVE: resolve.clicked,
    ids.REOPEN: outcome.reopened,
    ids.DISMISS: outcome.dismissed,
    ids.REPLY: reply.clicked,
    ids.REPLY_PREVIEW: reply.previewed,
    ids.CANNED: reply.picked,
    ids.MORE: more.clicked,
    ids.DRAFT_SEND: draft.sent,
    ids.DRAFT_EDIT: draft.edited,
    ids.DRAFT_DISMISS: draft.dismissed,
    ids.HUMAN: human.asked,
    ids.ASK_CHOICE_ANY: ask.chosen,
    ids.ASK_FORM: ask.opened,
    ids.RUNS: runs.asked,
    ids.RUNS_OLDER: runs.older,
    ids.RUN: runs.opened,
    ids.RUN_ON: runs.went_on,
    ids.MERGE: merge.clicked,
    ids.SPLIT: split.clicked,
    ids.OWED: followups.clicked,
    ids.OWED_ADD: followups.asked_to_add,
    ids.OWED_DONE: followups.done,
    ids.OWED_CHANGE: followups.asked_to_change,
    ids.OWED_CANCEL: followups.cancelled,
    ids.OWED_PUT_OFF: followups.put_later,
    ids.PROMISE_KEEP: followups.kept,
    ids.PROMISE_OTHER: followups.kept_otherwise,
    ids.PROMISE_LEAVE: followups.left,
    ids.SOLVED: waiting.solved,
    ids.CSAT_SCORE_ANY: csat.scored,
    ids.CSAT_COMMENT: csat.asked_to_comment,
    ids.CHANNEL_MAP_ANY: channels.mapped,
    ids.CHANNEL_CHOOSE: channels.asked_to_choose,
    ids.CHANNEL_IGNORE: channels.ignored,
    ids.HOME_FILTER_ANY: home.filtered,
    ids.HOME_CLEAR: home.cleared,
    ids.HOME_PAGE_ANY: home.paged,
    ids.HOME_AWAY: away.went,
    ids.HOME_BACK: away.came_back,
    ids.WORKFLOW_LIVE: workflows.taken_live,
    ids.WORKFLOW_NOT_YET: workflows.left_in_shadow,
    ids.WORKFLOW_SWITCH: workflows.switched,
    ids.WORKFLOW_PAGE_ANY: workflows.paged,
}
VIEWS: Mapping[str, Listener] = {
    ids.ASSIGN_MODAL: assign.submitted,
    ids.SNOOZE_MODAL: snooze.submitted,
    ids.REPLY_MODAL: reply.submitted,
    ids.MORE_MODAL: more.submitted,
    ids.ESCALATE_MODAL: escalate.submitted,
    ids.RESOLVE_MODAL: resolve.submitted,
    ids.BUG_MODAL: bug.submitted,
    ids.BUG_FORM_MODAL: bug.answered,
    ids.DECLARE_MODAL: incident.declared,
    ids.INCIDENT_UPDATE_MODAL: incident.updated,
    ids.INCIDENT_RESOLVE_MODAL: incident.resolved,
    ids.INCIDENT_ROLES_MODAL: incident.roles_given,
    ids.INCIDENT_LINK_MODAL: incident.linked,
    ids.INCIDENT_PAGE_MODAL: incident.paged,
    ids.INCIDENT_SEVERITY_MODAL: incident.graded,
    ids.INCIDENT_SNOOZE_MODAL: incident.snoozed,
    ids.INCIDENT_EXPORT_MODAL: incident.exported,
    ids.MERGE_MODAL: merge.submitted,
    ids.SPLIT_MODAL: split.submitted,
    ids.ADD_TO_THREAD_MODAL: shortcuts.added,
    ids.ASK_MODAL: ask.submitted,
    ids.OWED_ADD_MODAL: followups.added,
    ids.OWED_CHANGE_MODAL: followups.changed,
    ids.FIXED_MODAL: shipped.submitted,
    ids.CSAT_COMMENT_MODAL: csat.commented,
    ids.CHANNEL_MODAL: channels.chosen,
    ids.WORKFLOW_MODAL: workflow.chosen,
}
SHORTCUTS: Mapping[str, Listener] = {
    "open_thread": shortcuts.open_thread,
    "add_to_thread": shortcuts.add_to_thread,
    "why": shortcuts.asked_why,
    "run_workflow": workflow.asked,
    "comment_on_issue": issue.commented,
}
COMMANDS: Mapping[str, Listener] = {"/incident": incident_command.typed, "/support": support.typed}


def register(app: AsyncApp, deps: Deps) -> None:
    """Give each listener to Bolt; events do not come this way, see `events`."""
    for action, listener in ACTIONS.items():
        app.action(action)(guarded(listener, deps))
    for callback, listener in VIEWS.items():
        app.view(callback)(guarded(listener, deps))
    for callback, listener in SHORTCUTS.items():
        app.shortcut(callback)(guarded(listener, deps))
    for command, listener in COMMANDS.items():
        app.command(command)(guarded(listener, deps))
