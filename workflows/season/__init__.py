"""The workflow of one plan's season: its window opens, those with drafts are reminded, it closes."""
