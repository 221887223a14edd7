"""The kinds of follow-ups that are owed by somebody, and those that watch over them."""

REMINDER = "reminder"
PROMISE = "promise"  # the customer is to hear from us
CALL = "call"  # somebody who was not content
FIXED = "fixed"  # a customer is to be told that it is
SUMMARY = "summary"  # a customer is to get the written summary of an incident
OWED = (REMINDER, PROMISE, CALL, FIXED, SUMMARY)

WARNING = "promise_warning"
QUIET = "quiet"  # it is the customer's turn
OF_THE_OPEN = (REMINDER, PROMISE, FIXED, WARNING, QUIET)  # needless once a thread is resolved
