"""The room of an incident: its channel in Slack, what that shows, who is in it, and what is due."""
