"""Taking one's archive away, and bringing last year's in."""
