"""The window takes in: one page, one post, one transaction; nothing typed is lost."""

import re

import pytest
import time_machine
from django.test import Client

from jinban.cases import queries
from jinban.cases.events import Accepted, Decided, Delivered, Drafted, Notified, Received
from jinban.cases.models import Case
from jinban.kit.marks import DEMO, Mark, set_demo
from jinban.people.actions import open_seat, register_staff
from jinban.people.models import Applicant
from jinban.places.queries import site
from tests.doors.desk import at_desk
from tests.doors.window import plain, post, visit
from tests.play import (
    BACK,
    BIRTH,
    HELPER,
    INSURE,
    LICENCE,
    MONDAY,
    POLICE,
    RELIEF,
    SYSADMIN,
    WINDOW,
    answers,
    papers,
    resident_number,
    seat,
    taken_in,
)  # fmt: skip
from tests.world import facts_of

pytestmark = pytest.mark.usefixtures("city")


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


def test_one_post_takes_in_and_leads_to_the_slip():
    client = at_desk(HELPER)

    answer = post(client, visit())

    case = Case.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/counter/cases/{case.pk}/slip")
    assert facts_of(case) == [Drafted, Received]
    assert (case.stage, case.site_id, case.applicant.name) == ("received", seat(HELPER).site, "余小禾")


def test_one_post_takes_in_and_accepts():
    answer = post(at_desk(WINDOW), visit(do="accept"))

    case = Case.objects.get()
    assert answer.status_code == 302
    assert facts_of(case) == [Drafted, Received, Accepted]


def test_one_post_finishes_an_instant_item_on_the_spot():
    post(at_desk(HELPER), visit(do="conclude"))

    case = Case.objects.get()
    assert facts_of(case) == [Drafted, Received, Accepted, Decided, Delivered]
    assert case.on_the_spot


def test_the_same_key_twice_is_the_same_case():
    client, data = at_desk(WINDOW), visit(do="accept")

    first, second = post(client, data), post(client, data)

    assert first["Location"] == second["Location"]
    assert Case.objects.count() == 1


def test_the_same_key_for_a_newborn_without_a_number_is_the_same_child():
    client, data = at_desk(WINDOW), visit(id_type="birth", number="", name="余新生")

    first, second = post(client, data), post(client, data)

    assert first["Location"] == second["Location"]
    assert Applicant.objects.filter(name="余新生").count() == 1


def test_the_same_key_for_somebody_else_is_refused():
    client = at_desk(WINDOW)
    post(client, visit())

    answer = post(client, visit(number=resident_number(8), name="别人"))

    assert answer.status_code == 409
    assert "内容却不一样" in plain(answer)
    assert Case.objects.count() == 1
    fresh = re.search(r'name="key" value="(\w+)"', answer.content.decode())[1]
    post(client, visit(key=fresh, number=resident_number(8), name="别人"))
    assert Case.objects.count() == 2


def test_what_is_wrong_is_answered_422_and_nothing_is_lost():
    answer = post(at_desk(WINDOW), visit(number="42028119900101", phone="138", f_home="南山村 七组"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.findall(r"<title>(.*?)</title>", page) == ["错误：参加居民医保收件 · 近办"]
    assert "居民身份证号是18位，现在是14位" in page
    assert [f'value="{kept}"' in page for kept in ("42028119900101", "余小禾", "138", "南山村 七组", "a1")] == [
        True
    ] * 5
    assert page.count("checked") == len(answers(INSURE)) + len(papers(INSURE, answers(INSURE)))
    assert (Case.objects.count(), Applicant.objects.count()) == (0, 0)


def test_a_paper_nobody_spoke_of_is_asked_for_by_name():
    data = visit()
    del data["m_id-card"]

    answer = post(at_desk(WINDOW), data)

    assert answer.status_code == 422
    assert "请选身份证或户口簿收到没有" in plain(answer)


def test_accepting_with_a_paper_missing_is_refused_and_nothing_is_written():
    answer = post(at_desk(WINDOW), visit(do="accept", lacking=("id-card",)))

    assert answer.status_code == 409
    assert "还缺1样材料，不能受理。请一次告知申请人补齐。" in plain(answer)
    assert 'value="余小禾"' in answer.content.decode()
    assert (Case.objects.count(), Applicant.objects.count()) == (0, 0)


def test_an_answer_changes_the_list_and_keeps_what_was_typed():
    client = at_desk(WINDOW)

    own = post(client, {**visit(), "do": "show"})
    child = post(client, {**visit(), "do": "show", "q_who": "baby"})

    assert ["父母一方身份证" in plain(own), "父母一方身份证" in plain(child)] == [False, True]
    assert 'value="余小禾"' in child.content.decode()
    assert Case.objects.count() == 0


def test_with_script_only_the_list_comes_back():
    answer = post(at_desk(WINDOW), {**visit(), "do": "show"}, **{"hx-request": "true"})

    page = answer.content.decode().strip()
    assert page.startswith('<section aria-labelledby="papers-title">')
    assert "<html" not in page


def test_all_papers_at_once_without_script():
    page = post(at_desk(WINDOW), {**visit(lacking=("id-card", "form")), "do": "all"}).content.decode()

    assert re.findall(r'name="m_[\w-]+" value="(\w+)"[^>]* checked', page) == ["handed", "handed"]


def test_the_first_press_words_the_notice_and_the_second_gives_it():
    client, data = at_desk(HELPER), visit(do="notify", lacking=("id-card",))

    worded = post(client, data)
    given = post(client, {**data, "t_id-card": "请带身份证原件来。"})

    case = Case.objects.get()
    assert (worded.status_code, given["Location"]) == (200, f"/counter/cases/{case.pk}/notice")
    assert 'name="t_id-card" value="请补交身份证或户口簿，原件1份。' in worded.content.decode()
    assert facts_of(case) == [Drafted, Received, Notified]
    paper = plain(client.get(given["Location"], follow=True))
    assert "请带身份证原件来。" in paper
    assert "2024年3月25日" in paper


def test_nothing_missing_is_nothing_to_give_notice_of():
    answer = post(at_desk(HELPER), visit(do="notify"))

    assert answer.status_code == 409
    assert "材料都齐了，不用告知补正，可以受理。" in plain(answer)


def test_what_is_the_applicants_is_not_asked_again():
    post(at_desk(WINDOW), visit())

    assert queries.filled(Case.objects.get()) == {
        "name": "余小禾", "number": resident_number(7), "phone": "13800000001", "home": "南山村一组",
    }  # fmt: skip


def test_how_far_a_paper_may_be_trusted_follows_from_how_it_came():
    data = visit(q_group="helped", m_helped="waived")

    post(at_desk(WINDOW), data)

    found = {row.key: (row.state, row.trust, row.waiver) for row in Case.objects.get().materials.all()}
    assert found == {"form": ("handed", "D", ""), "id-card": ("handed", "B", ""), "helped": ("waived", "A", "shared")}


def test_somebody_who_hands_in_for_another_is_named():
    agent = {
        "f_agent_relation": "邻居",
        "agent_number": resident_number(11),
        "agent_name": "冯代办",
        "agent_phone": "13800000002",
    }
    data = visit(RELIEF, q_who="agent")
    extra = {f"m_{key}": "handed" for key in papers(RELIEF, answers(RELIEF, who="agent"))}

    without = post(at_desk(WINDOW), data | extra, RELIEF)
    post(at_desk(WINDOW), data | extra | agent, RELIEF)

    assert "别人代办，请填代办人姓名" in plain(without)
    assert [case.agent.name for case in Case.objects.all()] == ["冯代办"]


def test_what_this_place_does_not_hold_is_refused_with_the_nearest_that_does():
    answer = at_desk(HELPER).get(f"/counter/take-in?item={BIRTH}")

    assert answer.status_code == 409
    assert "陈贵镇便民服务中心" in plain(answer)


def test_the_comprehensive_window_takes_in_nothing_of_the_police():
    assert at_desk(WINDOW).get(f"/counter/take-in?item={BIRTH}").status_code == 409
    assert at_desk(POLICE).get(f"/counter/take-in?item={BIRTH}").status_code == 200
    assert at_desk(POLICE).get(f"/counter/take-in?item={RELIEF}").status_code == 409


def test_an_unknown_item_and_another_post_are_not_there():
    assert at_desk(WINDOW).get("/counter/take-in?item=no-such-item").status_code == 404
    assert at_desk(BACK).get("/counter/").status_code == 404
    assert Client().get("/counter/").status_code == 302


def test_a_village_that_only_collects_offers_no_more():
    page = at_desk(HELPER).get(f"/counter/take-in?item={RELIEF}").content.decode()

    assert re.findall(r'name="do" value="(\w+)"', page.partition('class="dock"')[2]) == ["receive", "notify"]


def test_accepting_where_only_collecting_is_held_is_refused():
    answer = post(at_desk(HELPER), visit(RELIEF, do="accept"), RELIEF)

    assert answer.status_code == 409
    assert "只能收件，不能受理" in plain(answer)


def test_the_next_one_begins_with_the_situation_of_the_last_and_nobody_of_it():
    client = at_desk(WINDOW)
    post(client, visit(q_home="away", m_permit="handed", m_stop="handed"))
    slip = client.get(f"/counter/cases/{Case.objects.get().pk}/slip").content.decode()

    address = re.search(r'href="(/counter/take-in[^"]+)"[^>]*F4', slip)[1].replace("&amp;", "&")
    page = client.get(address).content.decode()

    assert re.findall(r'name="(q_\w+)" value="(\w+)"[^>]* checked', page) == [
        ("q_who", "self"), ("q_home", "away"), ("q_group", "plain"),
    ]  # fmt: skip
    assert "余小禾" not in page
    assert re.findall(r'name="m_[^>]* checked', page) == []


def test_the_slip_says_number_code_day_and_papers():
    client = at_desk(HELPER)
    post(client, visit(RELIEF), RELIEF)
    case = Case.objects.get()

    paper = plain(client.get(f"/counter/cases/{case.pk}/slip"))

    number = " ".join(re.findall(".{1,4}", case.number))
    spoken = f"{case.spoken[:4]} {case.spoken[4:]}"
    assert [
        words in paper for words in (number, spoken, "最晚3月18日（周一）告诉您能不能办", "居民身份证", "演示")
    ] == [True] * 5


def test_todays_figures_are_those_of_this_place():
    client = at_desk(WINDOW)
    post(client, visit(do="conclude"))
    post(client, visit(key="a2", number=resident_number(12), name="别人"))
    post(at_desk(HELPER), visit(key="a3", number=resident_number(13), name="村里人"))

    page = plain(client.get("/counter/"))

    assert "收件 2 件 当场办结 1 件 一次告知 0 件" in page


def test_what_is_taken_in_most_stands_first_and_words_find_the_rest():
    client = at_desk(WINDOW)
    post(client, visit(LICENCE, f_scope="早点", f_place="老街1号", f_shape="个人经营"), LICENCE)
    taken_in(seat(WINDOW), RELIEF)

    first = re.findall(r'href="/counter/take-in\?item=([\w-]+)"', client.get("/counter/").content.decode())
    found = re.findall(
        r'href="/counter/take-in\?item=([\w-]+)"', client.get("/counter/?words=孩子上医保").content.decode()
    )

    assert first[0] == RELIEF
    assert found[0] == INSURE


def test_an_organisation_comes_with_who_answers_for_it():
    client = at_desk(WINDOW)
    shop = {"f_scope": "早点", "f_place": "老街1号", "f_shape": "个人经营"}
    data = visit(LICENCE, id_type="credit", number="91350100M000100Y43", name="老街早点", **shop)

    alone = post(client, data, LICENCE)
    post(client, data | {"boss_number": resident_number(14), "boss_name": "石老板"}, LICENCE)

    assert "单位来办，请填负责人姓名" in plain(alone)
    found = Case.objects.get().applicant
    assert (found.kind, found.name, found.responsible.name) == ("organisation", "老街早点", "石老板")


def test_the_citys_hall_takes_in_and_accepts_for_every_department():
    hall = site("H420281000000")
    clerk, by = register_staff(work_no="h001", name="市一窗", by=seat(SYSADMIN), at=MONDAY)[0], seat(SYSADMIN)
    open_seat(clerk, role="town_window", site=hall, by=by, at=MONDAY)
    client = at_desk("h001")

    answer = post(client, visit(RELIEF, do="accept"), RELIEF)

    case = Case.objects.get()
    assert (answer.status_code, case.stage, case.site_id, case.town_id) == (302, "accepted", hall.code, None)
    assert "受理凭证" in plain(client.get(answer["Location"]))


def test_an_item_that_nobody_has_verified_takes_cases_in_a_demonstration_only():
    client, data = at_desk(WINDOW), visit("dibao-rending")

    Mark.objects.filter(pk=DEMO).delete()
    real = post(client, data, "dibao-rending")
    set_demo(at=MONDAY)
    demo = post(client, data, "dibao-rending")

    assert (real.status_code, demo.status_code) == (409, 302)
    assert "还没有核定" in plain(real)
