"""Error rates, counted by ourselves: requests of customers, by the minute, and what they amount to."""
