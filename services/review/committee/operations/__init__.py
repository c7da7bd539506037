"""The library of experts kept, and members drawn from it."""
