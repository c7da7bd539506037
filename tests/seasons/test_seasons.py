"""Two whole seasons came to their end: who got a title, who not and why, and what every paper says of it."""

import asyncio
import re
from collections import Counter

import pytest

from contracts.sections.names import SectionKind, SectionName
from deploy.demo.meeting import CATEGORIES, SEATS
from deploy.demo.season import Declarer, together
from deploy.demo.seasons import EMPLOYER
from tests.seasons.conftest import Played
from tests.seasons.evidence import Line, heading, lengths, rosters, sealed, tally, words

NUMBER = re.compile(r"证书编号 (\S+)")
FIRST = ("面试答辩", "专家举荐", "单位直接推荐", "技能人才")  # M1.2, in this order
NOT_ELECTED = "主要业绩与申报专业的关联不够，代表性不足。"
OVERTURNED = "公示期间收到的异议经核查成立，评审结果不成立。"
MEMBERS = sum(SEATS)
MOST_IN_A_RUN, MOST_IN_A_LIFE, MOST_OF_A_RETURN = 300, 500, 250  # events: docs/adr/0047
# By the season and its committee: how many it met about, how many it elected.
MEETINGS = {
    "engineers": {"engineer-committee": (29, 28)},
    "seniors": {"committee": (7, 6), "group-committee": (4, 4), "senior-committee": (10, 9)},
}
RECOMMENDING = {"engineers": [], "seniors": ["committee", "group-committee"]}
TITLES = {"engineers": 27, "seniors": 8}
WAYS = {
    "engineers": {
        "city": "employer city-department city-hr committee",
        "county": "employer county-department county-hr city-department city-hr committee",
    },
    "seniors": {
        "city": "employer city-department city-hr committee senior-committee",
        "county": "employer county-department county-hr city-department city-hr committee senior-committee",
        "group": "employer own-committee senior-committee",
    },
}


def met(played: Played, office: str) -> list[Declarer]:
    """Those about whom an office's committee has to vote."""
    every = [one for one in played.play.every if office in one.stops and not one.row.withdraws]
    earlier = list(played.play.meetings)[: list(played.play.meetings).index(office)]
    return [one for one in every if one.row.voted_down_by not in earlier]


def is_titled(one: Declarer) -> bool:
    row = one.row
    return not (row.withdraws or row.voted_down_by or row.objection == "upheld")


async def certificates(played: Played) -> dict[str, str]:
    """Name → number, as each reads it in 我的申报记录."""
    found = {}
    for one in played.play.every:
        if is_titled(one):
            page = await one.applicant.status(one.application_id)
            number = NUMBER.search(page.text)
            assert number, page.text
            found[one.name] = number[1]
    return found


async def test_everybody_reads_what_came_of_it_and_why(played: Played) -> None:
    for one in played.play.every:
        text = (await one.applicant.status(one.application_id)).text
        row = one.row
        if row.withdraws:
            said = ["已撤回"]
        elif row.voted_down_by:
            said = ["评审未通过", NOT_ELECTED, one.stops[row.voted_down_by].office_name]
        elif row.objection == "upheld":
            said = ["评审未通过", OVERTURNED]
        else:
            said = ["已取得职称", "评审通过", "证书编号"]
        missing = [word for word in said if word not in text]
        assert not missing, f"{row.what}: {missing} in {text}"
        assert ("证书编号" in text) == is_titled(one)
        assert ("退回修改" in text) == bool(row.returned_by or row.is_sent_back)
        assert ("面试答辩" in text) == (row.is_interviewed and not row.withdraws)
    assert sum(map(is_titled, played.play.every)) == TITLES[played.name]


@pytest.mark.rule("B6.1")
async def test_the_title_stands_in_the_archive_of_those_who_got_it(played: Played) -> None:
    async def look(one: Declarer) -> None:
        title = "生态环境专业高级工程师" if played.name == "seniors" else "生态环境专业工程师"
        if is_titled(one):
            await one.applicant.until("/archive/records", lambda page: f"{title}（" in page.text)
        else:
            assert f"{title}（" not in (await one.applicant.open("/archive/records")).text

    await together(look(one) for one in played.play.every)


@pytest.mark.rule("M1.2")
@pytest.mark.rule("M2.2")
async def test_a_roster_has_those_who_are_met_about_in_its_order(played: Played) -> None:
    for office in played.play.meetings:
        *_, last = rosters(played, office)
        rows = {one.name: one.row for one in met(played, office)}
        assert {line.name for line in last} == rows.keys()
        assert [line.category for line in last] == [rows[line.name].category for line in last]
        places = [_place(line) for line in last]
        assert places == sorted(places)
        for line in last:
            assert ("面试答辩" in line.remarks) == rows[line.name].is_interviewed
            assert ("转评" in line.remarks) == (rows[line.name].way.form.get("kind") == "transfer")
            assert ("技能人才" in line.remarks) == ("技能人才" in rows[line.name].way.form.get("options", ()))


def _place(line: Line) -> tuple[int, int, int]:
    special = min((FIRST.index(one) for one in line.remarks if one in FIRST), default=len(FIRST))
    return CATEGORIES.index(line.category), special, line.number


@pytest.mark.rule("B6.1")
@pytest.mark.rule("M1.2")
async def test_a_roster_bears_the_name_of_its_committee(played: Played) -> None:
    for office, stop in played.play.season.offices.items():
        if "recommend" in stop.duties:
            assert heading(played, office).startswith(stop.office_name.removesuffix("办公室"))
        elif "meet" in stop.duties:
            assert heading(played, office).endswith("评审委员会评审对象花名册")


@pytest.mark.rule("M1.2")
async def test_a_number_is_somebodys_for_good(played: Played) -> None:
    """Who was sent back comes with another one, the first stays unused, and all others keep theirs."""
    back = {one.name for one in played.play.every if one.row.is_sent_back}
    for office in played.play.meetings:
        first, *later = [{line.name: line.number for line in one} for one in rosters(played, office)]
        assert sorted(first.values()) == list(range(1, len(first) + 1))
        assert len(later) == len(back)
        for version in later:
            assert {name: version[name] for name in first if name not in back} == {
                name: number for name, number in first.items() if name not in back
            }
            assert {version[name] for name in back} == {len(first) + 1}


@pytest.mark.rule("M1.2")
async def test_who_withdrew_is_on_no_paper(played: Played) -> None:
    gone = [one.name for one in played.play.every if one.row.withdraws]
    assert gone
    for name, content in played.papers.items():
        text = words(content) if name.endswith(".pdf") else ""
        assert not any(one in text for one in gone), name
    for office in played.play.meetings:
        assert not {line.name for version in rosters(played, office) for line in version} & set(gone)


async def test_each_vote_is_counted_as_it_was_given(played: Played) -> None:
    for office in played.play.meetings:
        found = await tally(played.play, office)
        here = met(played, office)
        assert found.keys() == {one.name for one in here}
        for one in here:
            is_against, is_recused = one.row.voted_down_by == office, one.row.is_recused
            yes = 0 if is_against else MEMBERS - is_recused
            vote = found[one.name]
            assert (vote["计入人数"], vote["同意"], vote["回避"]) == (
                str(MEMBERS),
                str(yes),
                str(int(is_recused)),
            )
            assert vote["结果"] == ("未通过" if is_against else "通过")


async def test_minutes_and_vote_sheet_say_the_same(played: Played) -> None:
    for office, (all_, elected) in MEETINGS[played.name].items():
        stop = played.play.season.offices[office]
        committee = stop.office_name.removesuffix("办公室")
        minutes = words(played.papers[f"{office}-minutes.pdf"])
        sheet = words(played.papers[f"{office}-vote-sheet.pdf"])
        here = met(played, office)
        counts = Counter(one.row.category for one in here)
        failed = Counter(one.row.category for one in here if one.row.voted_down_by == office)
        for category in CATEGORIES:
            total, lost = counts[category], failed[category]
            assert not total or f"{category}{total}{total - lost}{lost}" in minutes
        assert f"合计{all_}{elected}{all_ - elected}" in minutes
        assert f"通过{elected}人未通过{all_ - elected}人" in sheet
        for one in here:
            assert one.name in sheet
            assert (one.name in minutes) == bool(
                one.row.voted_down_by == office or one.row.is_interviewed or one.row.is_recused
            )
        assert committee in minutes
        assert committee in sheet


async def test_a_cover_names_whose_bag_it_is(played: Played) -> None:
    for one in played.play.every:
        if is_titled(one):
            cover = words(played.papers[f"bag-cover-{one.application_id}.pdf"])
            assert one.name in cover
            assert one.cast.employer_name in cover


async def test_certificates_are_numbered_in_roster_order(played: Played) -> None:
    acceptor = list(played.play.meetings)[-1]
    *_, last = rosters(played, acceptor)
    found = await certificates(played)
    numbers = [found[line.name] for line in last if line.name in found]
    assert len(numbers) == TITLES[played.name]
    assert numbers == sorted(set(numbers))


@pytest.mark.rule("B6.1")
@pytest.mark.rule("P1.1")
async def test_those_elected_for_the_senior_committee_go_on_in_roster_order(played: Played) -> None:
    recommending = [
        office for office, stop in played.play.season.offices.items() if "recommend" in stop.duties
    ]
    assert recommending == RECOMMENDING[played.name]
    for office in recommending:
        *_, last = rosters(played, office)
        down = {one.name for one in played.play.every if one.row.voted_down_by == office}
        page = await played.play.officials[office].open("/review/results")
        (announced,) = [link for link in page.links("/review/results/") if "/plans/" not in link]
        shown = await played.play.officials[office].open(announced)
        told = [
            [cell.get_text(strip=True) for cell in row.select("th, td")]
            for row in shown.soup.select("tbody tr")
        ]
        assert [(int(row[0]), row[1]) for row in told] == [
            (line.number, line.name) for line in last if line.name not in down
        ]
        senior = {line.name for line in rosters(played, "senior-committee")[-1]}
        assert {row[1] for row in told} <= senior
        assert not down & senior
        assert played.papers[f"{office}-roster-1.xlsx"] in await _received(played)


async def _received(played: Played) -> list[bytes]:
    """The rosters that came to the senior committee's office."""
    senior = played.play.officials["senior-committee"]
    page = await senior.open("/review/rosters")
    return [(await senior.open(link)).content for link in page.links("/roster.xlsx")]


@pytest.mark.rule("B5.1")
@pytest.mark.rule("B5.2")
@pytest.mark.rule("P1.1")
async def test_a_case_of_each_kind_went_the_way_of_its_unit_and_its_file_holds(played: Played) -> None:
    turns = asyncio.Semaphore(2)

    async def look(one: Declarer) -> None:
        async with turns:
            names = await asyncio.to_thread(sealed, played.play.house, one.application_id)
        way = WAYS[played.name][one.row.unit].split()
        assert _decided(names) == _expected(one, way), one.row.what
        met_at = [name.stage for name in names if name.kind is SectionKind.RESULT]
        committees = [
            one.stops[office].stage
            for office in played.play.meetings
            if office in one.stops and one in met(played, office)
        ]
        assert met_at == ([] if one.row.withdraws else committees)

    firsts = {(one.row.what, one.row.unit): one for one in reversed(played.play.every)}
    await asyncio.gather(*(look(one) for one in firsts.values()))


def _decided(names: list[SectionName]) -> list[tuple[int, str]]:
    return [(name.round, name.stage) for name in names if name.kind is SectionKind.DECISION]


def _expected(one: Declarer, way: list[str]) -> list[tuple[int, str]]:
    """A decision of each stop in order; of whoever was sent back twice, up to there and as a whole."""
    row = one.row
    if row.withdraws:
        return []
    by = one.stops[row.voted_down_by].stage if row.voted_down_by else way[-1]
    whole = way[: way.index(by) + 1]
    if row.is_sent_back:
        return [*((1, stage) for stage in (*whole, by)), *((2, stage) for stage in whole)]
    if not row.returned_by:
        return [(1, stage) for stage in whole]
    returned_at = "employer" if row.returned_by == EMPLOYER else one.stops[row.returned_by].stage
    first = way[: way.index(returned_at) + 1]
    return [*((1, stage) for stage in first), *((2, stage) for stage in whole)]


async def test_no_life_is_too_long_for_its_history(played: Played) -> None:
    for one in played.play.every:
        found = await lengths(played.play, one.application_id)
        assert len(found) > 1 or one.row.withdraws, one.row.what
        assert max(found) <= MOST_IN_A_RUN, (one.row.what, found)
        returns = bool(one.row.returned_by) + one.row.is_sent_back
        assert sum(found) <= MOST_IN_A_LIFE + returns * MOST_OF_A_RETURN, (one.row.what, found)


async def test_an_objection_held_the_clock_of_its_result_alone(played: Played) -> None:
    for one in played.play.every:
        text = (await one.applicant.status(one.application_id)).text
        if one.row.objection != "upheld":  # which ends the period, let go or not
            assert ("期限中止结束" in text) == bool(one.row.objection), one.row.what
