"""A meeting called, drawn, held and closed."""
