"""Programs to begin with for whoever connects one of their own; they use nothing of this house."""
