"""What operators do about many stuck cases at once, and what is asked of the engine for it."""
