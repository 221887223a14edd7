"""Showing workflows to people: in words, as a drawing, as a document."""
