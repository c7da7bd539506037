"""What is late at the offices below, and taking it up."""
