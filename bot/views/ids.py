"""The names of everything that can be pressed, picked or submitted: handlers listen to them.

Slack wants each action_id once in a block, so a row of the same button numbers them: there the
`…_ANY` pattern is what to listen to.
"""

import re

CLAIM = "thread.claim"
ASSIGN = "thread.assign"
SNOOZE = "thread.snooze"
WAKE = "thread.wake"
RESOLVE = "thread.resolve"
REOPEN = "thread.reopen"
DISMISS = "thread.dismiss"
REPLY = "thread.reply"
MORE = "thread.more"
DRAFT_SEND = "thread.draft.send"  # under a first message that a rule wants to send
DRAFT_EDIT = "thread.draft.edit"
DRAFT_DISMISS = "thread.draft.dismiss"
HUMAN = "thread.human"  # under an automatic answer: the customer wants a person
MERGE = "thread.merge"
SPLIT = "thread.split"
RUNS = "thread.runs"  # what workflows did about it, and why

BUG = "thread.bug"  # the report for engineering
BUG_ASK = "bug.ask"  # in its dialog: let the customer fill in what is missing
BUG_PARTLY = "bug.partly"  # in its dialog: file it although something is missing
BUG_FORM = "bug.form"  # under that question: opens the form

ACKNOWLEDGE = "escalation.acknowledge"  # under a page
ESCALATE = "thread.escalate"

DECLARE = "thread.incident"  # on a card
INCIDENT_ACKNOWLEDGE = "incident.acknowledge"  # under the summary in its channel
INCIDENT_MOVE = "incident.move"
INCIDENT_UPDATE = "incident.update"
INCIDENT_PREVIEW = "incident.preview"  # in its dialog: show what customers will read
INCIDENT_TAKE = "incident.take"  # incident.take.commander …, under a line that nobody has a role
INCIDENT_TAKE_ANY = re.compile(r"incident\.take\.\w+")
INCIDENT_MORE = "incident.more"  # behind ⋯; its choices are the dialogs below
INCIDENT_PAGE = "incident.page"

CANNED = "canned.pick"  # in the reply modal: start from an answer that is ready
REPLY_PREVIEW = "reply.preview"  # in the reply modal: show what the customer will see

OWED = "thread.owed"  # everything somebody has to do later about a thread
OWED_ADD = "thread.owed.add"
OWED_DONE = "owed.done"
OWED_CHANGE = "owed.change"
OWED_CANCEL = "owed.cancel"
OWED_PUT_OFF = "owed.put_off"  # a select
PROMISE_KEEP = "promise.keep"  # under the question whether to keep track of a promise
PROMISE_OTHER = "promise.other"
PROMISE_LEAVE = "promise.leave"
SOLVED = "thread.solved"  # under a nudge: the customer says so

CSAT_SCORE = "csat.score"  # csat.score.1 … csat.score.5
CSAT_SCORE_ANY = re.compile(r"csat\.score\.[1-5]")
CSAT_COMMENT = "csat.comment"  # opens the modal

ASK_CHOICE = "ask.choice"  # ask.choice.0 …, under a question of a workflow
ASK_CHOICE_ANY = re.compile(r"ask\.choice\.\d+")
ASK_FORM = "ask.form"  # opens the form of a workflow

CHANNEL_MAP = "channel.map"  # channel.map.0 …
CHANNEL_MAP_ANY = re.compile(r"channel\.map\.\d+")
CHANNEL_CHOOSE = "channel.choose"  # opens the modal with every customer
CHANNEL_IGNORE = "channel.ignore"

WORKFLOW_LIVE = "workflow.live"  # under the suggestion to take one live
WORKFLOW_NOT_YET = "workflow.not_yet"
WORKFLOW_SWITCH = "workflow.switch"  # a select beside each workflow of the list
WORKFLOW_PAGE = "workflow.page"  # workflow.page.0 …
WORKFLOW_PAGE_ANY = re.compile(r"workflow\.page\.\d+")
RUN = "run.open"  # one run with its steps
RUN_ON = "run.on"  # its later steps
RUNS_OLDER = "runs.older"

HOME_FILTER_STATUS = "home.filter.status"
HOME_FILTER_CUSTOMER = "home.filter.customer"
HOME_FILTER_TEAM = "home.filter.team"
HOME_FILTER_ANY = re.compile(r"home\.filter\.(status|customer|team)")
HOME_CLEAR = "home.clear"
HOME_AWAY = "home.away"
HOME_BACK = "home.back"
HOME_NEXT = "home.page.next"
HOME_FIRST = "home.page.first"
HOME_PAGE_ANY = re.compile(r"home\.page\.(next|first)")

# callback ids of modals
ASSIGN_MODAL = "assign"
SNOOZE_MODAL = "snooze"
REPLY_MODAL = "reply"
MORE_MODAL = "more"
MERGE_MODAL = "merge"
ESCALATE_MODAL = "escalate"
SPLIT_MODAL = "split"
BUG_MODAL = "bug"
RESOLVE_MODAL = "resolve"
BUG_FORM_MODAL = "bug_form"
ADD_TO_THREAD_MODAL = "add_to_thread"
CSAT_COMMENT_MODAL = "csat_comment"
CHANNEL_MODAL = "channel_map"
WORKFLOW_MODAL = "run_workflow"
ASK_MODAL = "ask"
WORKFLOWS_MODAL = "workflows"
RUNS_MODAL = "runs"
NOTICE_MODAL = "notice"
OWED_MODAL = "owed"  # the list
OWED_ADD_MODAL = "owed_add"
OWED_CHANGE_MODAL = "owed_change"
FIXED_MODAL = "fixed"
DECLARE_MODAL = "declare"
INCIDENT_UPDATE_MODAL = "incident_update"
INCIDENT_RESOLVE_MODAL = "incident_resolve"
INCIDENT_ROLES_MODAL = "incident_roles"
INCIDENT_LINK_MODAL = "incident_link"
INCIDENT_PAGE_MODAL = "incident_page"
INCIDENT_SEVERITY_MODAL = "incident_severity"
INCIDENT_SNOOZE_MODAL = "incident_snooze"
INCIDENT_EXPORT_MODAL = "incident_export"

# inputs of modals: block_id and action_id are the same
ASSIGNEE = "assignee"
PRESET = "preset"
UNTIL = "until"
TEXT = "text"
SEVERITY = "severity"
STATUS = "status"
TEAM = "team"
FOLLOW = "follow"
PRIORITY = "priority"
LABELS = "labels"
NEW_LABELS = "new_labels"
TARGET = "target"
REF = "ref"
MESSAGES = "messages"
COMMENT = "comment"
CUSTOMER = "customer"
WORKFLOW = "workflow"
PATH = "path"
WHY = "why"
OWED_KIND = "owed_kind"
FILES = "files"
CATEGORY = "category"
LINKS = "links"
TITLE = "title"
CONDITIONS = "conditions"
ACTIONS = "actions"
NEEDS = "needs"
PUBLIC = "public"
NEXT = "next"
COMPONENTS = "components"
CONDITION = "condition"
NOT_YET = "not_yet"
CAUSE = "cause"
ROOT_CAUSE = "root_cause"
REMEDIATION = "remediation"

NONE = "none"  # the choice that means: nobody, nothing, not set
ANY = "any"  # the choice of a filter that means: does not matter
NEW_THREAD = "new"  # the choice of a target that means: open one


def field(name: str) -> str:
    """Return the input of a custom field."""
    return f"field:{name}"


def answer(name: str) -> str:
    """Return the input of a form that a workflow asks to fill in."""
    return f"answer:{name}"


def part(name: str) -> str:
    """Return the input of a part of a report."""
    return f"part:{name}"
