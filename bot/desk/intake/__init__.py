"""What is said in channels, and what that does to threads."""
