"""A run on its way: its steps, the humans it meets, what it waits for."""
