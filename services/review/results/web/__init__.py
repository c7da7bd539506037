"""Where an office makes results public or recommends, and where everybody sees them."""
