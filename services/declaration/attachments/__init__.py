"""附件: what is enclosed with a declaration, what the archive proves already, and what every year needs."""
