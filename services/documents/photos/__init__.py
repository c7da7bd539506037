"""证件照: offered, checked, confirmed."""
