"""评审会议: its members drawn at random, and what they do together."""
