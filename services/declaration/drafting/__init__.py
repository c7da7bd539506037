"""A declaration is started, and its form filled in."""
