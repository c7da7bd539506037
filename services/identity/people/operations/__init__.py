"""What identity does: refuse, write, tell."""
