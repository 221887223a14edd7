"""`bellhop demo`: a desk on this machine, with a Slack to play in."""
