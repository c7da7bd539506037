"""All SQL of archive. Sensitive fields and names are encrypted here and nowhere else."""
