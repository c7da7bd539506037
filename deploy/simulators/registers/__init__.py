"""The population and social-insurance registers, simulated: signed questions, signed and sealed answers.

POST /v1/photo and /v1/insurance take a sealed name and ID number and answer for that person alone. What is
known follows from the number (`book.py`), under whatever name. For drills, POST /drills/<fault> spoils the
next answer: see `web.Spoilt`.
"""
