"""What bellhop.yml says: typed, checked at start, never changed."""
