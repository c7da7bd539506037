"""What papers are made from: sealed sections in, the data of a template out. Pure."""
