"""The page of one's photo."""
