"""Who somebody is and what may be typed: pure rules."""
