"""The pages of a sheet whose rows are taken in: what was sent, the dry run, what became of each row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from kit.importing import Done, Finding, Outcome, digest
from kit.web.pages import Form, render

TONES = {Outcome.NEW: "good", Outcome.CHANGE: "doing", Outcome.SAME: "neutral", Outcome.WRONG: "bad"}


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One kind of sheet: its templates, what its outcomes are called, an example that Excel opens."""

    templates: str  # …_import.html asks, …_dry_run.html shows, …_imported.html tells
    names: Mapping[Outcome, str]
    columns: Sequence[str]
    most_rows: int
    sample: str

    def asked(self, request: Request, form: Form) -> Response:
        """Ask for a file or for pasted rows."""
        columns = "、".join(self.columns)
        return render(
            request, f"{self.templates}_import.html", form=form, columns=columns, most=self.most_rows
        )

    def shown(
        self, request: Request, text: str, findings: Sequence[Finding], *, is_changed: bool = False
    ) -> Response:
        """What each row would do; `is_changed`: it was to be done, and would be something else by now."""
        return render(
            request,
            f"{self.templates}_dry_run.html",
            status=409 if is_changed else 200,
            form=Form({"text": text, "digest": digest(findings)}),
            is_changed=is_changed,
            findings=findings,
            names=self.names,
            tones=TONES,
            counts=self._counts(findings),
            is_worth=any(one.is_worth for one in findings),
        )

    def told(self, request: Request, done: Sequence[Done]) -> Response:
        """What became of each row."""
        return render(
            request,
            f"{self.templates}_imported.html",
            done=done,
            counts=self._counts([one.finding for one in done]),
            codes=[one for one in done if one.code],
            failed=[one for one in done if not one.is_done],
        )

    def example(self) -> Response:
        """A sheet to begin with, in the encoding that Excel opens."""
        return Response(self.sample.encode("utf-8-sig"), media_type="text/csv; charset=utf-8")

    def _counts(self, findings: Sequence[Finding]) -> list[tuple[str, str]]:
        return [
            (name, f"{sum(one.outcome is outcome for one in findings)} 行")
            for outcome, name in self.names.items()
        ]


async def posted(request: Request) -> tuple[str, bytes | None]:
    """The pasted text, and the content of the file if one was sent."""
    async with request.form() as form:
        text, sheet = str(form.get("text") or ""), form.get("sheet")
        return text, await sheet.read() if isinstance(sheet, UploadFile) and sheet.filename else None
