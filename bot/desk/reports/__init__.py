"""What is gathered from the store for people and programs to read."""
