"""What is wanted, what is there, and what every year needs."""
