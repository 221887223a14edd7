"""What people do in Slack: the routing table."""
