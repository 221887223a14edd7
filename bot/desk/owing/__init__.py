"""What follow-ups are for, and those that begin where a thread changes: what all rules may know."""
