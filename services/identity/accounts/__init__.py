"""What the holder of an account does with it: activate it, keep password and mobile number."""
