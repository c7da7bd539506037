"""An office's queue: what waits, what was done, and how one finds something in it."""
