"""The SMS centre of 12333, simulated: takes messages, "sends" each once, answers with receipts.

A number that ends in 0000 cannot be reached. What was sent is kept in a file and shown on a page.
"""
