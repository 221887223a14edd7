"""The table of routes of /api/v1: the server and its description are both made from it."""

from typing import Any

from triggers.api import (
    actions,
    deliveries,
    followups,
    inbox,
    messages,
    thread,
    threads,
    words,
)
from triggers.api.route import Route
from triggers.api.shapes import ByAgent, ByAnyone, Nothing
from triggers.api.thread_rows import ThreadRow

T = "/threads/{ref}"

# fmt: off
ROUTES: tuple[Route[Any, Any], ...] = (
    Route("GET", "/threads", "listThreads", "List threads",
          threads.ThreadQuery, threads.ThreadPage, threads.listed),
    Route("POST", "/threads", "openThread", "Open a thread with a message of Slack's",
          threads.OpenThread, ThreadRow, threads.opened, 201),
    Route("GET", T, "getThread", "Show a thread with everything that belongs to it",
          thread.ThreadQuery, thread.ThreadDetails, thread.shown),
    Route("POST", f"{T}/claim", "claimThread", "Take a thread that nobody has",
          ByAgent, ThreadRow, actions.claimed),
    Route("POST", f"{T}/assign", "assignThread", "Give a thread to an agent, or to nobody",
          actions.Assign, ThreadRow, actions.assigned),
    Route("POST", f"{T}/resolve", "resolveThread", "Say that a thread is done",
          ByAnyone, ThreadRow, actions.resolved),
    Route("POST", f"{T}/reopen", "reopenThread", "Say that a thread is not done after all",
          ByAnyone, ThreadRow, actions.reopened),
    Route("POST", f"{T}/dismiss", "dismissThread", "Say that a thread never was a request",
          ByAnyone, ThreadRow, actions.dismissed),
    Route("POST", f"{T}/snooze", "snoozeThread", "Let a thread sleep until a time",
          actions.Snooze, ThreadRow, actions.snoozed),
    Route("POST", f"{T}/wake", "wakeThread", "Wake a thread that sleeps",
          ByAnyone, ThreadRow, actions.woken),
    Route("POST", f"{T}/labels", "labelThread", "Put labels on a thread, and take some off",
          actions.Label, ThreadRow, actions.labelled),
    Route("POST", f"{T}/priority", "prioritiseThread", "Change the order of work",
          actions.Prioritise, ThreadRow, actions.prioritised),
    Route("POST", f"{T}/severity", "gradeThread", "Change how much harm it does",
          actions.Grade, ThreadRow, actions.graded),
    Route("POST", f"{T}/merge", "mergeThread", "Put everything into another thread",
          actions.Merge, ThreadRow, actions.merged),
    Route("POST", f"{T}/split", "splitThread", "Open a new thread with some of the messages",
          actions.Split, ThreadRow, actions.split_up, 201),
    Route("POST", f"{T}/replies", "replyToCustomer", "Answer the customer, as an agent",
          words.Words, words.WordsAnswer, words.replied, 201, once=True),
    Route("POST", f"{T}/notes", "addNote", "Leave a note in the internal room, as an agent",
          words.Words, words.WordsAnswer, words.noted, 201, once=True),
    Route("GET", "/messages/{channel}/{ts}/why", "explainMessage",
          "Say why a message is, or is not, in a thread", Nothing, messages.WhyAnswer, messages.why),
    Route("GET", "/inbox", "listInbox", "List what reached us",
          inbox.InboxQuery, inbox.InboxPage, inbox.listed),
    Route("POST", "/inbox/reconcile", "reconcile", "Take what was missed while the bot was away",
          inbox.Since, inbox.ReconcileReport, inbox.reconciled),
    Route("GET", "/inbox/{id}", "getInboxRow", "Show something that reached us, with its body",
          Nothing, inbox.InboxDetails, inbox.shown),
    Route("POST", "/inbox/{id}/replay", "replayInboxRow", "Try something that failed again, now",
          Nothing, inbox.InboxDetails, inbox.replayed),
    Route("GET", "/deliveries", "listDeliveries", "List what has to reach the outside",
          deliveries.DeliveryQuery, deliveries.DeliveryPage, deliveries.listed),
    Route("GET", "/deliveries/{id}", "getDelivery", "Show a delivery with every try to send it",
          Nothing, deliveries.DeliveryDetails, deliveries.shown),
    Route("POST", "/deliveries/{id}/replay", "replayDelivery", "Let a dead delivery be tried again",
          ByAnyone, deliveries.DeliveryDetails, deliveries.replayed),
    Route("GET", "/followups", "listFollowups", "List what we promised to do later",
          followups.FollowupQuery, followups.FollowupPage, followups.listed),
    Route("POST", "/followups/{id}/cancel", "cancelFollowup", "Cancel a promise",
          ByAnyone, followups.FollowupView, followups.cancelled),
)
# fmt: on
