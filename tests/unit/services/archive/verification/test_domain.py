"""What makes a clerk's decision complete."""

from uuid import UUID

from services.archive.verification.domain import Judgement, Verdict, faults_of

ITEM = UUID(int=1)


def verified(item_id: UUID = ITEM) -> Judgement:
    return Judgement(item_id=item_id, revision=1, verdict=Verdict.VERIFIED)


def returned(reason: str, item_id: UUID = ITEM) -> Judgement:
    return Judgement(item_id=item_id, revision=1, verdict=Verdict.RETURNED, reason=reason)


def fields(judgements: list[Judgement], *, is_attested: bool) -> list[str]:
    return [fault.field for fault in faults_of(judgements, is_attested=is_attested)]


def test_verifying_needs_the_attestation_and_returning_does_not() -> None:
    assert fields([verified()], is_attested=False) == ["attested"]
    assert fields([verified()], is_attested=True) == []
    assert fields([returned("专业与证书不一致")], is_attested=False) == []


def test_returning_needs_a_reason_of_a_readable_length() -> None:
    assert fields([returned("")], is_attested=False) == [f"reason-{ITEM}"]
    assert fields([returned("长" * 201)], is_attested=False) == [f"reason-{ITEM}"]
    assert fields([returned("长" * 200)], is_attested=False) == []


def test_deciding_nothing_is_refused() -> None:
    assert fields([], is_attested=True) == [""]


def test_everything_that_is_missing_is_told_at_once() -> None:
    other = UUID(int=2)
    assert fields([returned(""), verified(other)], is_attested=False) == [f"reason-{ITEM}", "attested"]
