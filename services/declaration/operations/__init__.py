"""What declaration does: refuse, write, tell."""
