"""The registers of population, insurance and schooling, simulated: signed questions, sealed answers.

POST /v1/photo, /v1/insurance and /v1/education take a sealed name and ID number and answer for that person
alone. What is known follows from the number (`book.py`), under whatever name. For drills, POST
/drills/<fault> spoils the next answer: see `web.Spoilt`.
"""
