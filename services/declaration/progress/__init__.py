"""Where each case stands: the read model, the timeline, the deadline ledger, the chain of its file."""
