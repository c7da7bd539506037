"""The inbox, and what every page of a task needs."""
