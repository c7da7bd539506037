"""review: what does an office decide?

Owns tasks (the offices' inbox), findings, opinions, decisions, the employer's publicity, and who read a case.
Queue: `review`. Events out: `review.publicity_posted`, `review.decided`. Events in:
`identity.employer_changed` (of a merger).
Pages: /review (职称申报资格审查, 职称评审资格审查) and /publicity (公示, public).
"""
