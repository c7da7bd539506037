"""下载我的档案: everything that one has, and nothing of anybody else."""

from tests.service.archive.conftest import PAPER, Browser, Documents, Someone
from tests.service.archive.factories import a_verified_file

DOCUMENT = "/archive/export.json"


async def test_the_document_holds_everything_with_codes_and_labels(
    applicant: Browser, clerk: Browser, documents: Documents
) -> None:
    path = await a_verified_file(applicant, clerk)
    await applicant.get(path, receipt=documents.receipt(applicant))
    answer = await applicant.client.get(DOCUMENT)
    assert "attachment" in answer.headers["content-disposition"]
    told = answer.json()
    assert (told["format"], told["version"], told["employer"]) == (
        "zhicheng-archive",
        1,
        "绍兴市环境监测中心",
    )
    assert told["basic"]["values"]["ethnicity"] == "汉族"
    assert told["basic"]["state_name"] == "已核验"
    [paper] = told["records"]
    assert (paper["kind"], paper["kind_name"], paper["state"]) == ("paper", "论文", "draft")
    assert paper["values"]["journal"] == PAPER["journal"]
    assert paper["labelled"]["论文题目"] == PAPER["name"]
    assert [(one["name"], one["pages"], one["sha256"]) for one in paper["files"]] == [
        ("刊物封面.pdf", 3, "0" * 64)
    ]
    assert (paper["verified"]["state"], paper["verified"]["files"]) == ("verified", [])


async def test_deleted_records_are_told_apart_and_other_people_are_not_in_it(
    applicant: Browser, someone: Someone, employer: str
) -> None:
    path = await applicant.add("paper", PAPER)
    await applicant.post(f"{path}/delete")
    colleague = await someone("applicant")
    await colleague.post("/archive/employer", {"employer_id": str(employer)})
    mine = (await applicant.client.get(DOCUMENT)).json()
    assert mine["records"] == []
    assert [one["values"]["name"] for one in mine["deleted"]] == [PAPER["name"]]
    theirs = (await colleague.client.get(DOCUMENT)).json()
    assert (theirs["basic"], theirs["records"], theirs["deleted"]) == (None, [], [])


async def test_the_page_says_what_it_holds(applicant: Browser, someone: Someone) -> None:
    await applicant.add("paper", PAPER)
    page = await applicant.get("/archive/export")
    assert "业绩档案 1 条" in page.text
    assert page.soup.select(f"main a[href='{DOCUMENT}']")
    assert page.soup.select("main a[href='/documents/export']")
    assert (await applicant.get("/archive")).soup.select("main a[href='/archive/export']")
    stranger = await someone("applicant")
    for path in ("/archive/export", DOCUMENT):
        assert (await stranger.get(path)).leads_to == "/archive/employer"
