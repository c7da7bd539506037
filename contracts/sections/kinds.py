"""Which dataclass holds the section of each kind; papers are PDFs and have none."""

from collections.abc import Mapping

from contracts.sections.archive import ArchiveSection
from contracts.sections.decision import DecisionSection
from contracts.sections.declaration import DeclarationSection
from contracts.sections.documents import DocumentsSection
from contracts.sections.identity import IdentitySection
from contracts.sections.names import SectionKind
from contracts.sections.rereview import ReReviewSection
from contracts.sections.result import ResultSection
from contracts.sections.settlement import SettlementSection
from contracts.sections.submission import SubmissionSection

Section = (
    IdentitySection
    | ArchiveSection
    | DeclarationSection
    | DocumentsSection
    | SubmissionSection
    | DecisionSection
    | SettlementSection
    | ResultSection
    | ReReviewSection
)
KINDS: Mapping[SectionKind, type[Section]] = {
    SectionKind.IDENTITY: IdentitySection,
    SectionKind.ARCHIVE: ArchiveSection,
    SectionKind.DECLARATION: DeclarationSection,
    SectionKind.DOCUMENTS: DocumentsSection,
    SectionKind.SUBMISSION: SubmissionSection,
    SectionKind.DECISION: DecisionSection,
    SectionKind.SETTLEMENT: SettlementSection,
    SectionKind.RESULT: ResultSection,
    SectionKind.RE_REVIEW: ReReviewSection,
}
