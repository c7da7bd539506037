"""Plans: what may be declared, when and under which rules; each case keeps the version it began with."""
