"""What `bellhop check` looks at: each part returns findings, and raises nothing."""
