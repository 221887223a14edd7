"""Block Kit as pure functions, one file per surface."""
