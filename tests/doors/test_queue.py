"""The quick queue: one line per person, each line its own case; what is faulty holds up nobody else."""

import errno
import re
import uuid
from datetime import timedelta

import pytest
import time_machine

from jinban.cases import desk
from jinban.cases.actions import counter
from jinban.cases.events import Accepted, Decided, Delivered, Drafted, Received
from jinban.cases.models import Case
from jinban.kit.sealed import mask_id
from jinban.people.models import Applicant
from tests.doors.desk import at_desk
from tests.doors.window import plain
from tests.play import AUDITOR, BACK, HELPER, LICENCE, MONDAY, RELIEF, WINDOW, resident_number, seat
from tests.world import facts_of, queries_of

pytestmark = pytest.mark.usefixtures("city")
PENSION = "jumin-yanglao-renzheng"
ADDRESS = f"/counter/queue?item={PENSION}"
PAPER = "id-card"


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


def line(
    serial: int, name: str = "", phone: str = "", *, key: str = "", papers: tuple[str, ...] | None = None, **changes
):
    """What one line posts."""
    return {
        "key": key or uuid.uuid4().hex, "number": resident_number(serial), "name": name or f"余第{serial}", "phone": phone,
        "papers": papers, **changes,
    }  # fmt: skip


def sent(client, *lines, do: str = "take", address: str = ADDRESS, **more):
    """The page as it posts these lines; every paper ticked but where a line says otherwise."""
    ticked = re.findall(r'name="paper-\w+" value="([^"]+)"', client.get(address).content.decode())
    data: dict = {"do": do, "line": [one["key"] for one in lines], **more}
    for one in lines:
        key = one["key"]
        data |= {f"{name}-{key}": one[name] for name in ("number", "name", "phone")}
        data[f"paper-{key}"] = sorted(set(ticked)) if one["papers"] is None else list(one["papers"])
    return client.post(address, data)


def test_each_line_becomes_a_case_of_its_own_finished_on_the_spot():
    client = at_desk(HELPER)

    answer = sent(client, *(line(serial) for serial in range(10)))

    cases = list(Case.objects.order_by("pk"))
    assert (answer.status_code, answer["Location"]) == (302, ADDRESS)
    assert [facts_of(case) for case in cases] == [[Drafted, Received, Accepted, Decided, Delivered]] * 10
    assert len({case.number for case in cases}) == len({case.spoken for case in cases}) == 10
    page = plain(client.get(ADDRESS))
    assert "10 人都收好了" in page
    assert [f"{case.number[:4]} {case.number[4:8]}" in page for case in cases] == [True] * 10
    assert re.search(r"我收了 10 人 上午 10 人 下午 0 人 当场办结 10 人", page)


def test_sent_twice_nothing_is_doubled():
    client, lines = at_desk(HELPER), [line(serial) for serial in range(3)]

    answers = [sent(client, *lines) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [302] * 3
    assert Case.objects.count() == 3


def test_faulty_lines_stay_with_their_sentences_and_hold_up_nobody():
    client = at_desk(HELPER)
    sent(client, line(5, "余老五"))
    Applicant.objects.filter(name="余老五").update(name="余老五")
    broken = resident_number(1)[:-1] + ("0" if resident_number(1)[-1] != "0" else "1")
    lines = [
        line(0), line(1, "余校验", number=broken), line(2, "余短号", number="42028119"), line(3, number=""),
        line(4, ""), line(5, "余老五"), line(6, "余电话", phone="138"), line(7, "余甲"), line(7, "余乙"),
        line(8, "余缺件", papers=()), line(9),
    ]  # fmt: skip
    lines[4]["name"] = ""

    answer = sent(client, *lines)

    page = plain(answer)
    names = sorted(Case.objects.values_list("applicant__name", flat=True))
    assert answer.status_code == 422
    assert names == ["余甲", "余第0", "余第9", "余老五"]
    assert "收好了 3 人，还有 8 处要改" in page
    for words in (
        "第1行：", "居民身份证号是18位，现在是8位", "请填证件号码", "请填姓名", "余老五今天已经收过这件事（09:00，",
        "和上面第8行是同一个号码", "还缺1样材料",
    ):  # fmt: skip
        assert words in page, words
    kept = answer.content.decode()
    assert [f'value="{one["number"]}"' in kept for one in lines[1:3]] == [True, True]
    assert 'value="余乙"' in kept
    assert 'value="余第0"' not in kept
    again = sent(client, *lines)
    assert (again.status_code, Case.objects.count()) == (422, 4)


def test_another_name_for_a_known_number_is_refused_for_that_line_alone():
    sent(at_desk(HELPER), line(5, "余老五"))
    with time_machine.travel(MONDAY + timedelta(days=1), tick=False):
        answer = sent(at_desk(HELPER), line(5, "余另名"), line(6))

    assert answer.status_code == 422
    assert "这个证件号码登记的是另一个姓名" in plain(answer)
    assert Case.objects.count() == 2


def test_what_was_typed_outlives_a_reload_sealed_and_for_this_seat_alone():
    client, lines = at_desk(HELPER), [line(1, "余在途", "13800000001"), line(2)]

    answer = sent(client, *lines, do="more")

    page = client.get(ADDRESS).content.decode()
    assert answer.status_code == 302
    assert [f'value="{word}"' in page for word in (lines[0]["number"], "余在途", "13800000001")] == [True] * 3
    assert page.count("data-number") == 2 + 10 + 1
    assert "余在途" not in str(dict(client.session.items()))
    assert "余在途" not in client.get(f"/counter/queue?item={RELIEF}").content.decode()
    sent(client, *lines)
    assert "余在途" not in client.get(ADDRESS).content.decode().split('<aside aria-label="提示">')[0]


def chosen(answer) -> str:
    """How far the page goes: what is selected, else the first."""
    box = re.search(r'<select[^>]* name="finish">(.*?)</select>', answer.content.decode())[1]
    return re.search(r'value="(\w+)" selected', box)[1] if "selected" in box else re.search(r'value="(\w+)"', box)[1]


def test_how_far_it_goes_stays_as_chosen_on_every_page_that_follows():
    client, lines = at_desk(HELPER), [line(1), line(2, number="42028119")]
    assert chosen(client.get(ADDRESS)) == "conclude"

    shown = []
    for do in ("more", "keep"):
        sent(client, lines[0], do=do, finish="receive")
        shown.append(chosen(client.get(ADDRESS)))
    shown.append(chosen(sent(client, *lines, finish="receive")))
    sent(client, line(3), finish="receive")
    shown.append(chosen(client.get(ADDRESS)))

    assert shown == ["receive"] * 4
    assert {case.stage for case in Case.objects.all()} == {"received"}
    sent(client, lines[0], do="keep", finish="all the way")
    assert chosen(client.get(ADDRESS)) == "conclude"


def test_the_lines_of_one_item_outlive_another_item_in_the_next_tab():
    client, other = at_desk(HELPER), "/counter/queue?item=shipin-xuke"
    sent(client, line(1, "余甲事"), do="keep")
    sent(client, line(2, "余乙事"), do="keep", address=other)
    sent(client, line(3, "余乙事"), address=other)

    assert 'value="余甲事"' in client.get(ADDRESS).content.decode()
    assert 'value="余乙事"' not in client.get(other).content.decode()


def test_of_a_double_click_the_second_is_not_told_that_somebody_was_here_already(monkeypatch):
    client, lines = at_desk(HELPER), [line(1), line(2)]
    reads = {"by_keys": desk.by_keys, "taken_today": desk.taken_today}

    def overtaken(name):
        def read(*given):
            found = reads[name](*given)
            monkeypatch.undo()
            assert sent(at_desk(HELPER), *lines).status_code == 302
            return found

        return read

    client.get(ADDRESS)
    for name in reads:
        monkeypatch.setattr(desk, name, overtaken(name))

    assert sent(client, *lines).status_code == 302
    assert Case.objects.count() == 2


def test_an_outage_in_the_middle_says_that_some_may_be_in_and_handing_in_again_doubles_nothing(monkeypatch):
    client, lines = at_desk(HELPER), [line(serial) for serial in range(3)]
    client.raise_request_exception = False
    serve, full = counter.serve, OSError(errno.ENOSPC, "…")

    def until_full(*given, **named):
        if named["key"] == lines[2]["key"]:
            raise full
        return serve(*given, **named)

    monkeypatch.setattr(counter, "serve", until_full)
    answer = sent(client, *lines, finish="receive")
    page = plain(answer)
    monkeypatch.undo()

    assert (answer.status_code, Case.objects.count()) == (503, 2)
    assert "排在前面的人可能已经收下了，再交不会重收。" in page
    assert "同一份不会收两次" in page
    assert "没有存上" not in page
    assert (sent(client, *lines, finish="receive").status_code, Case.objects.count()) == (302, 3)


def test_a_line_that_is_a_case_already_is_not_shown_again_as_typed():
    client, one = at_desk(HELPER), line(1, "余迟到")
    sent(client, one)

    sent(client, one, do="keep")

    assert 'value="余迟到"' not in client.get(ADDRESS).content.decode()


def test_more_than_a_hundred_lines_are_refused_whole():
    answer = sent(at_desk(HELPER), *(line(serial) for serial in range(101)))

    assert answer.status_code == 422
    assert "一次最多交100行，这次有101行，一行都没有收" in plain(answer)
    assert Case.objects.count() == 0


def test_the_rules_of_intake_hold_for_every_line():
    window = at_desk(WINDOW)
    choose = plain(at_desk(HELPER).get("/counter/queue"))
    licence = plain(at_desk(HELPER).get(f"/counter/queue?item={LICENCE}&q_who=self"))

    assert "城乡居民养老保险待遇领取资格认证" in choose
    assert "本处可当场办结" in plain(at_desk(HELPER).get(ADDRESS))
    assert "本处收件，送上一级受理" in licence
    relief = window.get(f"/counter/queue?item={RELIEF}&q_who=self&q_trouble=illness&q_relief=no")
    assert "请一件一件收" in plain(relief)
    assert (
        sent(
            window, line(1), address=f"/counter/queue?item={RELIEF}&q_who=self&q_trouble=illness&q_relief=no"
        ).status_code
        == 200
    )
    sent(at_desk(HELPER), line(1), address="/counter/queue?item=shipin-xuke", finish="conclude")
    assert [(case.task_type, case.stage) for case in Case.objects.all()] == [("01", "received")]
    assert window.get("/counter/queue?item=nothing").status_code == 404
    assert [at_desk(who).get(ADDRESS).status_code for who in (BACK, AUDITOR)] == [404, 404]


def test_the_page_to_choose_from_is_short_and_found_by_words():
    client = at_desk(HELPER)
    sent(client, line(1))

    page = client.get("/counter/queue").content.decode()
    open_at_once, *folded = page.split("<details>")
    items = [len(re.findall(r'href="/counter/queue\?item=', part)) for part in (open_at_once, page)]
    found = client.get("/counter/queue?words=养老资格认证").content.decode()

    assert (items[0], items[1] == len({*re.findall(r"\?item=([\w-]+)", page)})) == (6, True)
    assert open_at_once.index("本处常办") < open_at_once.index(f"?item={PENSION}")
    assert [re.search(r"<summary>(\S+) \d+ 项", fold)[1] for fold in folded] == ["其余能当场办结的", "其余"]
    assert f"?item={PENSION}" in found
    assert "没有找到" in plain(client.get("/counter/queue?words=造火箭的许可"))


def test_a_list_of_slips_prints_what_this_seat_took_in_today():
    client = at_desk(HELPER)
    assert client.get(f"/counter/queue/slips?item={PENSION}").status_code == 404
    sent(client, *(line(serial) for serial in range(3)))

    answer = client.get(f"/counter/queue/slips?item={PENSION}")

    page = answer.content.decode()
    assert page.count('class="slip"') == page.count("查询码") == 3
    assert page.index("余第0") < page.index("余第2")
    assert mask_id(resident_number(0)) not in page
    assert at_desk(WINDOW).get(f"/counter/queue/slips?item={PENSION}").status_code == 404


def test_a_line_and_the_page_ask_the_same_however_many_there_are():
    client = at_desk(HELPER)
    sent(client, *(line(serial) for serial in range(2)))
    numbers = iter(range(10, 100))

    def posts(count: int) -> int:
        lines = [line(next(numbers)) for _ in range(count)]
        return queries_of(lambda: sent(client, *lines))

    one, two, five = posts(1), posts(2), posts(5)
    assert five - two == 3 * (two - one)
    few = queries_of(lambda: (client.get(ADDRESS), client.get(f"/counter/queue/slips?item={PENSION}")))
    posts(20)
    assert queries_of(lambda: (client.get(ADDRESS), client.get(f"/counter/queue/slips?item={PENSION}"))) == few


def test_somebody_else_of_the_same_place_sees_who_was_taken_in_already():
    sent(at_desk(HELPER), line(1, "余重来"))

    answer = sent(at_desk(HELPER), line(1, "余重来"))

    assert answer.status_code == 422
    assert "余重来今天已经收过这件事" in plain(answer)
    assert seat(HELPER).site == Case.objects.get().site_id
