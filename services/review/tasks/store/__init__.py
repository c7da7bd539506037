"""Tasks, what happened to them, and employers that were merged."""
