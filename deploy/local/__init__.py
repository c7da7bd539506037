"""The embedded stack: every server and process of the house on one machine, without a container engine."""
