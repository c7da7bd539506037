"""The renderer: children that crash, hang, eat memory or lack a glyph hurt nobody."""

import asyncio
import json
import os
import signal
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from services.documents.papers.authorisation_letter.content import content
from services.documents.papers.bag_cover.content import content as bag_cover
from services.documents.papers.commission_letter.content import content as commission
from services.documents.papers.domain.paper import Kind
from services.documents.papers.expert_opinions.content import content as opinions
from services.documents.papers.minutes.content import content as minutes
from services.documents.papers.operations import render
from services.documents.papers.pledge.content import content as pledge
from services.documents.papers.rendering import MissingGlyphs, Renderer, RenderingFailed, photo_svg, qr_svg
from services.documents.papers.rendering.answers import missing_in
from services.documents.papers.vote_sheet.content import content as vote_sheet
from tests.unit.sections.written import declaration, identity, signed
from tests.unit.services.documents.conftest import FONTS, SOMEBODY, PageTexts, in_one_loop
from tests.unit.services.documents.papers.factories import a_case, publicity_sheet, review_form
from tests.unit.services.documents.papers.test_authorisation_letter import FACTS
from tests.unit.services.documents.papers.test_bag_cover import COVER
from tests.unit.services.documents.papers.test_commission_letter import FACTS as COMMISSION
from tests.unit.services.documents.papers.test_commission_letter import PERSON
from tests.unit.services.documents.papers.test_expert_opinions import FORM as OPINIONS
from tests.unit.services.documents.papers.test_minutes import FACTS as MEETING
from tests.unit.services.documents.papers.test_minutes import MEMBER, VOTED

SHEET, LETTER = Kind.PUBLICITY_SHEET, Kind.AUTHORISATION_LETTER
ERROR = 'PDF/A-2b error: the text `"\\u{{{}}}"` could not be displayed with font `"X"`'
UNKNOWN = "\U0010fffd"  # in no font
IN_NO_FONT, LAST_IDEOGRAPH = "\U0002ebf0", "\U0003347f"  # encoded after the fonts were made


def children(*besides: psutil.Process) -> list[psutil.Process]:
    """The child processes that render, besides those that were there before."""
    found = [one for one in psutil.Process().children() if "rendering.child" in " ".join(one.cmdline())]
    return [one for one in found if one not in besides]


@in_one_loop
async def test_a_child_that_was_killed_is_replaced(renderer: Renderer) -> None:
    data = publicity_sheet(a_case())
    first = await renderer.render(SOMEBODY, SHEET, data)
    os.kill(children()[0].pid, signal.SIGKILL)
    assert await renderer.render(SOMEBODY, SHEET, data) == first
    assert len(children()) == 1


@in_one_loop
async def test_a_child_that_hangs_is_replaced() -> None:
    data, others = publicity_sheet(a_case()), children()
    async with Renderer(FONTS, seconds=1, grace=0.2) as renderer:
        os.kill(children(*others)[0].pid, signal.SIGSTOP)
        assert await renderer.render(SOMEBODY, SHEET, data)


@in_one_loop
async def test_a_paper_that_crashes_twice_is_an_error() -> None:
    huge = publicity_sheet(a_case())
    huge["content"]["projects"] = [["201801", "x" * 20_000, "y" * 20_000, "z" * 20_000]] * 400
    async with Renderer(FONTS, seconds=1, grace=0.2) as renderer:
        with pytest.raises(RenderingFailed):
            await renderer.render(SOMEBODY, SHEET, huge)
        (child,) = await renderer.children.ready()
        with pytest.raises(RenderingFailed):
            await renderer.render("another", SHEET, huge)
        assert await renderer.children.ready() == [child]  # nobody tried again


@in_one_loop
async def test_memory_is_limited() -> None:
    others = children()
    async with Renderer(FONTS, megabytes=600) as renderer:
        limit = children(*others)[0].rlimit(psutil.RLIMIT_AS)
        assert limit == (600 * 1024 * 1024, 600 * 1024 * 1024)
        assert await renderer.render(SOMEBODY, SHEET, publicity_sheet(a_case()))


@in_one_loop
async def test_rendering_does_not_hold_up_the_event_loop(renderer: Renderer) -> None:
    turns = 0
    work = asyncio.create_task(
        renderer.render(SOMEBODY, SHEET, publicity_sheet(a_case(person={"name": "另一人"})))
    )
    while not work.done():
        await asyncio.sleep(0)
        turns += 1
    assert work.result()
    assert turns > 100  # however slow the machine: the loop goes on while the child works


@in_one_loop
async def test_nobody_waits_for_a_cancelled_paper(renderer: Renderer) -> None:
    long, short = publicity_sheet(a_case()), publicity_sheet(a_case())
    long["content"]["projects"] = [["201801", "x" * 2_000, "y" * 2_000, "z" * 2_000]] * 400
    work = asyncio.create_task(renderer.render(SOMEBODY, SHEET, long))
    await asyncio.sleep(0.005)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    assert await renderer.render(SOMEBODY, SHEET, short)


@in_one_loop
async def test_children_end_with_their_parent() -> None:
    others = children()
    async with Renderer(FONTS, children=2):
        assert len(children(*others)) == 2
    assert children(*others) == []


@in_one_loop
async def test_without_fonts_it_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(RenderingFailed, match="DOCUMENTS_FONTS"):
        async with Renderer(str(tmp_path)):
            pass


@in_one_loop
async def test_a_missing_glyph_is_named(renderer: Renderer) -> None:
    with pytest.raises(MissingGlyphs, match="U\\+10FFFD") as caught:
        await renderer.render(SOMEBODY, SHEET, publicity_sheet(a_case(person={"name": f"张{UNKNOWN}"})))
    assert caught.value.characters == (UNKNOWN,)


@pytest.mark.parametrize(
    "name",
    [
        *("张\U0002c386", "李\U00022489", "王\U00020bb7", "李\u3007", "\u9fff\u4dbf"),
        *("\U0002a6d0\U0002b739", "\U0002b740\U0002b820", "\U0002ceb0\U0002ebe0", "\U0003106c", "\uf900"),
    ],
)
@in_one_loop
async def test_rare_names_are_printed_as_they_are(
    renderer: Renderer, page_texts: PageTexts, name: str
) -> None:
    (page,) = page_texts(await render(renderer, SOMEBODY, LETTER, content(replace(FACTS, clerk=name))))
    assert name in page
    assert "手写" not in page


@pytest.mark.parametrize("kind", Kind)
@in_one_loop
async def test_a_paper_comes_out_whatever_a_name_is_written_with(
    renderer: Renderer, page_texts: PageTexts, kind: Kind
) -> None:
    name, employer = f"李{IN_NO_FONT}", f"绍兴{LAST_IDEOGRAPH}水务有限公司"
    case = a_case(person={"name": name}, employer={"name": employer})
    person, unit = replace(identity().person, name=name), replace(identity().employer, name=employer)
    named = replace(identity(), person=person, employer=unit)
    data = {
        Kind.PUBLICITY_SHEET: publicity_sheet(case),
        Kind.REVIEW_FORM: review_form(case),
        Kind.AUTHORISATION_LETTER: content(
            replace(FACTS, clerk=name, legal_representative=name, employer=employer)
        ),
        Kind.PLEDGE: pledge(replace(signed(), name=name, text=(employer,)), "平台", "384-107-6255"),
        Kind.EXPERT_OPINIONS: opinions(replace(OPINIONS, statement=f"{name}，{employer}")),
        Kind.COMMISSION_LETTER: commission(replace(COMMISSION, contact=name, unit=employer), [PERSON]),
        Kind.BAG_COVER: bag_cover(COVER, named, declaration()),
        Kind.MINUTES: minutes(MEETING, [replace(MEMBER, name=name, unit=employer)], [VOTED], []),
        Kind.VOTE_SHEET: vote_sheet(MEETING, [MEMBER], [replace(VOTED, name=name, employer=employer)]),
    }[kind]
    whole = "".join(page_texts(await render(renderer, SOMEBODY, kind, data))).replace("\u200b", "")
    assert "李〓" in whole
    assert "绍兴〓水务有限公司" in whole
    assert "U+2EBF0" in whole
    assert "U+3347F" in whole
    assert "请在打印后手写填入" in whole


@in_one_loop
async def test_units_and_powers_are_printed(renderer: Renderer, page_texts: PageTexts) -> None:
    told = "10⁻³mg·L⁻¹、CO₂、5㎥、25℃、±2σ、PM₂.₅"
    data = publicity_sheet(a_case(declared={"specialty": told}))
    whole = "".join(page_texts(await render(renderer, SOMEBODY, SHEET, data))).replace("\u200b", "")
    assert "［U+" not in whole
    assert "10⁻³mg·L⁻¹" in whole


@in_one_loop
async def test_other_characters_without_a_glyph_are_spelled_by_number(
    renderer: Renderer, page_texts: PageTexts
) -> None:
    data = publicity_sheet(a_case(declared={"specialty": "监测👨‍👩‍👧与质控"}))
    whole = "".join(page_texts(await render(renderer, SOMEBODY, SHEET, data)))
    assert "监测［U+1F468］［U+1F469］［U+1F467］与质控" in whole.replace("\u200d", "")


@in_one_loop
async def test_data_is_text_never_program(renderer: Renderer, page_texts: PageTexts) -> None:
    evil = '#panic("x") $a$ = 标题 `raw` \\ #read("/etc/passwd") @preview/x:0.1.0'
    data = publicity_sheet(a_case(declared={"specialty": evil}))
    whole = "".join(page_texts(await renderer.render(SOMEBODY, SHEET, data)))
    assert "".join(evil.split())[:20] in whole.replace("\u200b", "")


@in_one_loop
async def test_a_template_that_misses_data_fails_and_the_child_lives(renderer: Renderer) -> None:
    with pytest.raises(RenderingFailed, match="content"):
        await renderer.render(SOMEBODY, SHEET, {})
    assert len(children()) == 1


def test_what_typst_says_of_missing_glyphs_is_understood() -> None:
    told = f"{ERROR.format('200d')}\n{ERROR.format('10fffd')}"
    assert missing_in(told) == ["\u200d", UNKNOWN]
    assert missing_in("another error") == []


@in_one_loop
async def test_only_what_no_font_has_is_left_to_be_written(renderer: Renderer, page_texts: PageTexts) -> None:
    name = f"李{IN_NO_FONT}\U0002c386"
    (page,) = page_texts(await render(renderer, SOMEBODY, LETTER, content(replace(FACTS, clerk=name))))
    assert "李〓\U0002c386" in page


def test_pictures_are_the_same_each_time() -> None:
    assert qr_svg("https://zcps.example.cn/x") == qr_svg("https://zcps.example.cn/x")
    assert 'viewBox="0 0 30 40"' in photo_svg("QUJD", 30, 40)
    assert json.dumps(photo_svg("QUJD", 30, 40))
