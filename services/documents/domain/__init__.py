"""What the papers show: sealed sections in, the data of a template out. Pure."""
