"""A result of a publicity as it was typed."""

from starlette.datastructures import FormData

from services.review.publicity.web.desk import outcome_of


def test_an_outcome_without_objections_has_no_handling() -> None:
    form = FormData([("objections", "no"), ("handling", "改口之前写的"), ("result", "无异议")])
    outcome = outcome_of(form)
    assert (outcome.has_objections, outcome.handling) == (False, "")
    assert outcome_of(FormData([])).has_objections is None
