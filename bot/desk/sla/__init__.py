"""SLA: what was promised, how its time is counted, and who hears of it."""
