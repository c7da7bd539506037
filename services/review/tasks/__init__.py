"""Work for an office: it comes in, is looked at, goes on to a successor, and is closed once."""
