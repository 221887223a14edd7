"""The rules of the desk: plain synchronous functions over a transaction."""
