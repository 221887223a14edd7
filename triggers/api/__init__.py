"""The HTTP interface beside Slack: probes, metrics, and /api/v1 for other programs."""
