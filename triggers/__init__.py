"""What starts the bot without a person in Slack: the clock, and requests of other programs."""
