"""The systems that are not Slack and that we call: how to reach them, and what they answered."""
