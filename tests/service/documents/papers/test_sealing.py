"""What the workflow asks of documents: the photo sealed, papers rendered, all of it twice without harm."""

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
import pytest_asyncio
from temporalio.testing import ActivityEnvironment

from contracts.application import Verdict
from contracts.case import Problem, RenderRequest, SealRequest, SectionRef
from contracts.check_code import check_code, manifest_sha256
from contracts.normal import names
from contracts.sections.documents import DocumentsSection
from contracts.sections.kinds import Section
from kit.errors import NotFound
from kit.ids import new_id
from kit.reference import reference
from kit.sealed import CaseFile
from services.documents.activities import Activities
from services.documents.papers.domain.paper import verification_path
from services.documents.papers.rendering import Renderer
from services.documents.photos.imaging.checks import check_photo
from tests.service.documents.world import World
from tests.unit.sections.written import ID_NUMBER, MOBILE, NAME, UNIT, settlement, submission
from tests.unit.services.documents.conftest import PageTexts, page_texts
from tests.unit.services.documents.papers.factories import DECISIONS, a_case
from tests.unit.services.documents.portraits import portrait

__all__ = ["page_texts"]


@pytest_asyncio.fixture(loop_scope="session")
async def case_id(case_file: CaseFile) -> UUID:
    found = new_id()
    await case_file.publish_key(found, case_file.new_key())
    return found


def to_seal(person_id: UUID, case_id: UUID, plan: str = "2022-engineer") -> SealRequest:
    return SealRequest(
        application_id=case_id, person_id=person_id, employer_id=new_id(), city="shaoxing", plan=plan, round=1
    )


async def sealed(file: CaseFile, case_id: UUID, told: Mapping[str, Section]) -> tuple[SectionRef, ...]:
    refs = [await file.seal(case_id, name, data) for name, data in told.items()]
    return tuple(SectionRef(name=ref.name, key=ref.key, sha256=ref.sha256) for ref in refs)


def submitted(number: int = 1, **changes: Any) -> dict[str, Section]:
    case = a_case(**changes)
    return {
        "identity": case.identity,
        "archive": case.archive,
        "declaration": case.declaration,
        "documents": case.documents,
        f"submission-{number}": submission(number),
    }


def decided() -> Mapping[str, Section]:
    return {f"decision-1-{one.stage}": one for one in DECISIONS} | {"settlement": settlement()}


def to_render(case_id: UUID, manifest: tuple[SectionRef, ...]) -> RenderRequest:
    return RenderRequest(application_id=case_id, city="shaoxing", plan="2022-engineer", manifest=manifest)


@pytest.mark.rule("A4.1")
@pytest.mark.rule("A8.8")
async def test_without_a_confirmed_photo_there_is_a_problem(
    world: World, activities: Activities, case_id: UUID
) -> None:
    who = await world.someone()
    await who.upload(portrait())
    answer = await activities.seal_section(to_seal(who.id, case_id))
    assert answer.section is None
    assert answer.problems == (
        Problem(
            rule="A4.1",
            page="/documents/photo",
            message="请上传证件照，或核对已有的证件照，并点击“确认使用这张照片”。",
        ),
        Problem(
            rule="A5.2",
            page=f"/declarations/{case_id}/pledge",
            message="请用手机扫码签署《专业技术资格申报材料真实性保证书》。",
        ),
    )


@pytest.mark.rule("A5.2")
@pytest.mark.rule("A8.8")
async def test_without_a_signature_under_the_present_text_there_is_a_problem(
    world: World, activities: Activities, case_id: UUID
) -> None:
    who = await world.someone()
    await who.settle(portrait())
    await world.sign(who, new_id())  # another declaration's
    request = to_seal(who.id, case_id)
    (problem,) = (await activities.seal_section(request)).problems
    assert (problem.rule, problem.page) == ("A5.2", f"/declarations/{case_id}/pledge")
    await world.sign(who, case_id)
    assert not (await activities.seal_section(request)).problems
    stranger = await world.someone()
    await stranger.settle(portrait())
    assert (await activities.seal_section(to_seal(stranger.id, case_id))).problems == (problem,)
    await world.pool.execute("update signatures set text_sha256 = 'another'")
    (changed,) = (await activities.seal_section(request)).problems
    assert "内容已经变更，请重新签署" in changed.message


@pytest.mark.rule("A5.1")
async def test_the_pledge_is_sealed_with_text_signature_name_time_device_and_paper(
    world: World, activities: Activities, case_file: CaseFile, case_id: UUID, page_texts: PageTexts
) -> None:
    who = await world.someone()
    await who.settle(portrait())
    await world.sign(who, case_id)
    answer = await activities.seal_section(to_seal(who.id, case_id))
    assert answer.section
    pledge = (await case_file.open(case_id, answer.section, DocumentsSection)).data.pledge
    assert pledge
    assert pledge.text == world.app.state.cities.city("shaoxing").pledge
    assert pledge.name
    assert pledge.device == "电脑（浏览器）"
    assert pledge.picture.startswith("<svg")
    (page,) = page_texts(b64decode(pledge.pdf))
    assert pledge.name in page
    assert check_code(pledge.text_sha256) in page


@pytest.mark.rule("A5.2")
async def test_the_seal_bears_a_mark_of_the_name_that_signed(
    world: World, activities: Activities, case_file: CaseFile, case_id: UUID
) -> None:
    who = await world.someone()
    await who.settle(portrait())
    await world.sign(who, case_id)
    answer = await activities.seal_section(to_seal(who.id, case_id))
    assert answer.section
    pledge = (await case_file.open(case_id, answer.section, DocumentsSection)).data.pledge
    assert pledge
    assert answer.bearer == await case_file.mark(case_id, names.compared(f" {pledge.name}"))
    assert answer.bearer != await case_file.mark(case_id, names.compared(f"{pledge.name}改"))
    assert pledge.name not in answer.bearer


@pytest.mark.rule("A4.1")
async def test_the_confirmed_photo_is_sealed_and_sealing_again_gives_the_same(
    world: World, activities: Activities, case_file: CaseFile, case_id: UUID
) -> None:
    who = await world.someone()
    await who.settle(portrait())
    await who.upload(portrait(400, 560))  # not confirmed, so not used
    await world.sign(who, case_id)
    first = await activities.seal_section(to_seal(who.id, case_id))
    assert first.section
    assert await activities.seal_section(to_seal(who.id, case_id)) == first
    section = await case_file.open(case_id, first.section, DocumentsSection)
    photo = section.data.photo
    assert (section.section, section.previous) == ("documents", "")
    assert (photo.media_type, photo.width, photo.height) == ("image/jpeg", 480, 640)
    data = b64decode(photo.base64)
    assert len(data) == photo.bytes
    assert all(check.ok for check in check_photo(data))
    assert [one.rule for one in photo.checks] == ["A4.2", "A4.3", "A4.4", "A4.5", "A4.6"]


async def test_an_unknown_plan_is_refused(world: World, activities: Activities, case_id: UUID) -> None:
    who = await world.someone()
    await who.settle(portrait())
    with pytest.raises(NotFound):
        await activities.seal_section(to_seal(who.id, case_id, plan="1999-nothing"))


@pytest.mark.rule("E4.5")
async def test_the_publicity_sheet_is_sealed_and_its_digest_is_that_of_the_facts(
    activities: Activities, case_file: CaseFile, case_id: UUID, page_texts: PageTexts
) -> None:
    manifest = await sealed(case_file, case_id, submitted())
    first = await activities.render_publicity_sheet(to_render(case_id, manifest))
    assert first.section.name == "publicity-sheet-1"
    assert await activities.render_publicity_sheet(to_render(case_id, manifest)) == first
    whole = "".join(page_texts(await case_file.open_bytes(case_id, first.section)))
    assert NAME in whole
    assert MOBILE not in whole

    returned = await sealed(
        case_file, case_id, {"decision-1-city-hr": replace(DECISIONS[2], verdict=Verdict.RETURNED)}
    )
    again = await sealed(case_file, case_id, submitted(2, declared={"statement": "改过的述职"}))
    second = await activities.render_publicity_sheet(to_render(case_id, (*manifest, *returned, *again)))
    assert second.section.name == "publicity-sheet-2"
    assert second.content_sha256 == first.content_sha256

    changed = await sealed(case_file, case_id, submitted(3, declared={"category": "规划与管理"}))
    third = await activities.render_publicity_sheet(to_render(case_id, (*manifest, *changed)))
    assert third.content_sha256 != first.content_sha256


@pytest.mark.rule("A10.1")
@pytest.mark.rule("M1.3")
async def test_the_review_form_is_sealed_and_can_be_verified_by_its_code(
    world: World, activities: Activities, case_file: CaseFile, case_id: UUID, page_texts: PageTexts
) -> None:
    manifest = await sealed(case_file, case_id, {**submitted(), **decided()})
    first = await activities.render_review_form(to_render(case_id, manifest))
    assert first.section.name == "review-form"
    assert await activities.render_review_form(to_render(case_id, manifest)) == first
    pdf = await case_file.open_bytes(case_id, first.section)
    pages = page_texts(pdf)
    assert b"pdfaid" in pdf
    assert all("浙江省专业技术职务任职资格申报与评审服务管理平台" in page for page in pages)
    assert NAME in "".join(pages)

    (row,) = await world.rows("papers")
    assert row["sealed_sha256"] == first.section.sha256
    anyone = await world.someone("")
    code = check_code(manifest_sha256(manifest))
    assert all(code in page for page in pages)
    path = verification_path(manifest_sha256(manifest))
    page = await anyone.get(path)
    assert page.status == 200
    for fact in ("由本平台生成", code, reference(case_id), f"{NAME[0]}*", ID_NUMBER[:3], UNIT, "监测与分析"):
        assert fact in page.text
    for secret in (NAME, ID_NUMBER, str(case_id), manifest_sha256(manifest)):
        assert secret not in page.text
    assert (await anyone.get(f"{path[:-4]}0000")).status == 404


async def test_a_printed_form_is_found_by_its_code_however_it_was_typed(
    world: World, activities: Activities, case_file: CaseFile, case_id: UUID
) -> None:
    manifest = await sealed(case_file, case_id, {**submitted(), **decided()})
    await activities.render_review_form(to_render(case_id, manifest))
    anyone, code = await world.someone(""), check_code(manifest_sha256(manifest))
    path = verification_path(manifest_sha256(manifest))
    for typed in (code, code.lower(), code.replace("-", " "), code.replace("0", "O").replace("1", "l")):
        assert (await anyone.get(f"/documents/verify?{urlencode({'code': typed})}")).leads_to == path
    unknown = await anyone.get("/documents/verify?code=1234")
    assert "没有查到这个校验码" in unknown.text
    assert unknown.soup.select("input[name=code][value='1234']")


async def test_the_address_on_a_paper_from_before_leads_on(
    world: World, activities: Activities, case_file: CaseFile, case_id: UUID
) -> None:
    manifest = await sealed(case_file, case_id, {**submitted(), **decided()})
    await activities.render_review_form(to_render(case_id, manifest))
    anyone, digest = await world.someone(""), manifest_sha256(manifest)
    before = await anyone.get(f"/documents/verify/{case_id}/{digest[:16]}")
    assert before.leads_to == verification_path(digest)
    assert (await anyone.get(f"/documents/verify/{new_id()}/{digest[:16]}")).status == 404
    assert (await anyone.get("/documents/verify/x/y")).status == 422
    await world.pool.execute("update papers set sections = '[]'")
    told = (await anyone.get(verification_path(digest))).text
    assert reference(case_id) in told
    assert UNIT not in told


async def test_of_an_erased_case_only_its_number_is_told(
    world: World, activities: Activities, case_file: CaseFile, case_id: UUID
) -> None:
    manifest = await sealed(case_file, case_id, {**submitted(), **decided()})
    await activities.render_review_form(to_render(case_id, manifest))
    await case_file.destroy_key(case_id)
    page = await (await world.someone("")).get(verification_path(manifest_sha256(manifest)))
    assert page.status == 200
    assert reference(case_id) in page.text
    assert UNIT not in page.text


@pytest.mark.parametrize(
    ("name", "printed"),
    [("张\U0002c386", "张\U0002c386"), ("李\U00022489", "李\U00022489"), ("王\U0002ebf0", "王〓")],
)
async def test_a_name_that_the_usual_fonts_lack_holds_nobody_up(
    activities: Activities, case_file: CaseFile, case_id: UUID, page_texts: PageTexts, name: str, printed: str
) -> None:
    manifest = await sealed(case_file, case_id, {**submitted(person={"name": name}), **decided()})
    for render in (activities.render_publicity_sheet, activities.render_review_form):
        first = await render(to_render(case_id, manifest))
        assert await render(to_render(case_id, manifest)) == first
        assert printed in "".join(page_texts(await case_file.open_bytes(case_id, first.section)))


async def test_an_emoji_in_a_text_holds_nobody_up(
    activities: Activities, case_file: CaseFile, case_id: UUID, page_texts: PageTexts
) -> None:
    told = {**submitted(declared={"statement": "工作很顺利😀"}), **decided()}
    answer = await activities.render_review_form(to_render(case_id, await sealed(case_file, case_id, told)))
    whole = "".join(page_texts(await case_file.open_bytes(case_id, answer.section)))
    assert "工作很顺利😀" in whole


async def test_a_paper_that_the_workflow_waits_for_no_longer_is_not_rendered(
    activities: Activities, renderer: Renderer, case_file: CaseFile, case_id: UUID
) -> None:
    request = to_render(case_id, await sealed(case_file, case_id, submitted()))
    turns, env = renderer.children.turns, ActivityEnvironment()
    env.info = replace(env.info, start_to_close_timeout=timedelta(seconds=1))
    async with turns.one("somebody"):  # there is one child
        with pytest.raises(TimeoutError):
            await env.run(activities.render_publicity_sheet, request)
        assert turns.waiting(case_id) == 0
