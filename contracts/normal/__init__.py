"""One normal form for each kind of value: where it is typed, imported, received, compared and searched."""
