"""What each kind of delivery says when it is sent, and what its arrival changes.

A delivery is drawn from the store at the moment it goes out: it is never older than it has to be.
"""
