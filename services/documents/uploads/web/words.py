"""What pages say of files."""

from collections.abc import Sequence

from contracts.files import OBJECTION, UploadGrant
from kit.errors import Fault
from services.documents.uploads.domain import File, Limits, pixels_in_words, size_in_words
from services.documents.uploads.inspection.kinds import NAMES, PDF

TITLES = {
    "evidence": "上传佐证材料",
    "attachment": "上传附件",
    "letter": "上传盖章的委托证明",
    "commission": "上传盖章的评审委托书",
    OBJECTION: "上传异议的材料",
    "posting": "上传公示的照片或扫描件",
}
UNSIGNED = "原件的电子签名不在这份副本中"


def requirements(grant: UploadGrant, limits: Limits, most_of_person: int) -> list[str]:
    """What files may be, in words."""
    kinds = "、".join(NAMES[kind] for kind in grant.accepts)
    words = [
        f"{kinds} 格式，每个文件最多 {size_in_words(limits.file_bytes)}",
        "PDF 不要设打开密码" + (f"，最多 {limits.pages} 页" if PDF in grant.accepts else ""),
        f"最多 {grant.most} 个文件"
        if grant.purpose == OBJECTION
        else f"一次最多 {grant.most} 个文件，您的全部文件合计最多 {size_in_words(most_of_person)}",
    ]
    if any(kind != PDF for kind in grant.accepts):
        words.append(f"图片最多 {pixels_in_words(limits.pixels)}，请保证文字清晰可读")
    return words if PDF in grant.accepts else [words[0], *words[2:]]


def beside_the_field(faults: Sequence[Fault]) -> Fault:
    """The line beside the field; the summary tells the rest."""
    if len(faults) == 1:
        return faults[0]
    return Fault(field=faults[0].field, message=f"有 {len(faults)} 处问题，请按页面上方的提示处理后重新上传")


def facts(file: File) -> str:
    """PDF, 3 pages, 1.2 MB, and what of the original the copy has not."""
    pages = f"，{file.pages} 页" if file.media_type == PDF else ""
    signed = f"，{UNSIGNED}" if file.was_signed else ""
    return f"{NAMES[file.media_type]}{pages}，{size_in_words(file.bytes)}{signed}"
