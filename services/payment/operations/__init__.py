"""The verbs of payment."""
