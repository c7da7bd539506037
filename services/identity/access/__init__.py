"""Proving who somebody is: passwords, second factors, one-time codes, sessions."""
