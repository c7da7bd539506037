"""收费设定: whether an office charges what the standard allows it to charge for a plan (B2.1)."""
