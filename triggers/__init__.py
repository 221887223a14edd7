"""What starts the bot without a person."""
