"""Webhooks: what other systems tell us, verified and turned into signals; one file for each source."""
