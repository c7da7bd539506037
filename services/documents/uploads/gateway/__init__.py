"""The object store and the virus scanner."""
