"""Section "submission-<round>": the list of what was submitted, which the sections of the offices follow."""

from dataclasses import dataclass

from contracts.case import Manifest


@dataclass(frozen=True, kw_only=True)
class SubmissionSection:
    """The sections that this submission covers, in their order."""

    form: int = 1
    round: int
    sections: Manifest
