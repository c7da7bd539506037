"""Where a case stands, until when, and how long it is kept."""
