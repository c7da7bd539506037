"""What the macros under templates/ui hand to the components of the design system."""

from collections.abc import Iterable, Mapping
from typing import Any

from kit.web.forms import Form

Params = dict[str, Any]
Choice = tuple[str, str] | Mapping[str, Any]


def field(
    form: Form, name: str, label: str, hint: str | None, *, heading: bool = False, **more: object
) -> Params:
    """Parameters of a field with a label; with `heading` the label is the page's h1."""
    size = "govuk-label--l" if heading else "govuk-label--s"
    about = {"text": label, "classes": size, "isPageHeading": heading}
    return _common(form, name, hint) | {"id": name, "name": name, "label": about} | given(more)


def group(
    form: Form, name: str, legend: str, hint: str | None, *, heading: bool = False, **more: object
) -> Params:
    """Parameters of fields under one legend; the error summary's link finds the first of them."""
    size = "govuk-fieldset__legend--l" if heading else "govuk-fieldset__legend--s"
    about = {"text": legend, "classes": size, "isPageHeading": heading}
    return _common(form, name, hint) | {"name": name, "fieldset": {"legend": about}} | given(more)


def choices(items: Iterable[Choice], chosen: Iterable[str] = ()) -> list[Params]:
    """(value, text) pairs, or mappings with hint and what opens below, as items."""
    ticked = set(chosen)
    return [_choice(item, ticked) for item in items]


def parts(form: Form, name: str, names: Iterable[str]) -> list[Params]:
    """The year, month and day of a date; the first has the field's own name as its id."""
    words = {"year": ("年", 4), "month": ("月", 2), "day": ("日", 2)}
    error = " govuk-input--error" if form.error(name) else ""
    return [
        {
            "id": name if part == "year" else f"{name}-{part}",
            "name": f"{name}-{part}",
            "label": words[part][0],
            "value": form.part(name, part),
            "classes": f"govuk-input--width-{words[part][1]}{error}",
        }
        for part in names
    ]


def given(values: Mapping[str, Any]) -> Params:
    """Only what was given: the components tell 'absent' from 'none'."""
    return {key: value for key, value in values.items() if value is not None}


def _common(form: Form, name: str, hint: str | None) -> Params:
    error = form.error(name)
    about_error = {"text": error, "visuallyHiddenText": "错误"} if error else None
    return given({"hint": {"text": hint} if hint else None, "errorMessage": about_error})


def _choice(item: Choice, ticked: set[str]) -> Params:
    told: Params = dict(item) if isinstance(item, Mapping) else {"value": item[0], "text": item[1]}
    told["checked"] = told["selected"] = str(told["value"]) in ticked
    if isinstance(told.get("hint"), str):
        told["hint"] = {"text": told["hint"]}
    if told.get("opens"):
        told["conditional"] = {"html": told.pop("opens")}
    return told
