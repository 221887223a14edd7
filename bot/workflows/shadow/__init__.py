"""Shadow: what a workflow that only looks on would have done, and how right it was."""
