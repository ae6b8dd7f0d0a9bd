"""The papers of a case from its pages: who sees them, with which values; the PDF; the archive folder."""

import hashlib
import io
import json
import subprocess
import zipfile

import pytest
from django.test import Client

from jinban.papers import queries
from jinban.papers.events import Exported
from jinban.papers.models import Paper
from jinban.people import queries as people
from tests.doors.desk import at_desk
from tests.doors.window import plain
from tests.papers.played import accepted, denied, granted
from tests.papers.printing import altered, bare, fresh, key_of, paper_of, words
from tests.play import (
    APPROVER,
    AUDITOR,
    BIRTH,
    BUSINESS,
    HELPER,
    INSURE,
    OTHER_APPROVER,
    OTHER_WINDOW,
    POLICE,
    RELIEF,
    SERVICE,
    SYSADMIN,
    WINDOW,
    seat,
    taken_in,
)
from tests.world import facts_of

pytestmark = pytest.mark.usefixtures("city", "chinese")


def address(case, kind: str) -> str:
    return f"/documents/cases/{case.pk}/{key_of(case, kind)}"


def test_the_case_pages_list_the_papers_with_a_number_once_it_is_made():
    case = accepted(RELIEF)
    for who, page in ((WINDOW, f"/counter/cases/{case.pk}/"), (APPROVER, f"/office/cases/{case.pk}/")):
        assert plain(at_desk(who).get(page)).count("打开时编号") == 3

    number = paper_of(case, "accepted").number

    for who, page in ((WINDOW, f"/counter/cases/{case.pk}/"), (APPROVER, f"/office/cases/{case.pk}/")):
        said = plain(at_desk(who).get(page))
        assert (said.count("打开时编号"), number in said) == (2, True)
    assert Paper.objects.count() == 1


def test_the_page_and_the_pdf_say_the_same():
    case = denied()
    client = at_desk(APPROVER)

    page, pdf = client.get(address(case, "denied")), client.get(address(case, "denied") + "/pdf")

    said = queries.said(Paper.objects.get())
    assert (page.status_code, pdf.status_code, pdf["Content-Type"]) == (200, 200, "application/pdf")
    assert pdf["Content-Disposition"].startswith("inline; filename")
    for text in (
        said.title,
        said.number,
        said.organ,
        said.day,
        said.fields["理由"],
        said.fields["救济"],
        said.fields["申请人"],
    ):
        assert text in plain(page)
        assert bare(text) in words(pdf.getvalue())
    assert Paper.objects.count() == 1


def test_who_may_not_see_the_detail_finds_no_paper():
    police, relief = taken_in(seat(POLICE), BIRTH), accepted(RELIEF)
    asked = {
        "the police window its own": (POLICE, police),
        "another window of the centre": (WINDOW, police),
        "the office that watches": (SERVICE, police),
        "the department": (APPROVER, relief),
        "another department": (OTHER_APPROVER, relief),
        "another town": (OTHER_WINDOW, relief),
        "a village": (HELPER, relief),
        "the administrator": (SYSADMIN, relief),
    }

    came = {what: at_desk(who).get(address(case, "receipt")).status_code for what, (who, case) in asked.items()}

    assert came == dict.fromkeys(asked, 404) | {"the police window its own": 200, "the department": 200}
    assert Client().get(address(relief, "receipt")).status_code == 302


def test_a_paper_that_was_changed_is_neither_shown_nor_printed():
    case = granted()
    one, two = paper_of(case, "granted"), paper_of(case, "accepted")
    altered(one, values=two.values)
    client = at_desk(WINDOW)

    for end in ("", "/pdf"):
        answer = client.get(address(case, "granted") + end)
        assert answer.status_code == 409
        assert "这份文书的内容和制作时不一样了，不能看，也不能印。请找管理员核对数据库。" in plain(answer)


def test_the_applicant_reads_his_papers_after_number_and_last_four_not_by_the_code_alone():
    case = fresh(accepted(RELIEF))
    by_number, by_code = Client(), Client()
    ending = people.clear_number(case.applicant)[-4:]
    by_number.post("/track", {"code": case.number, "ending": ending})
    by_code.post("/track", {"code": case.spoken, "ending": ending})
    paper = f"/track/{case.number}/papers/{key_of(case, 'accepted')}"

    assert [client.get(f"/track/{case.number}").status_code for client in (by_number, by_code)] == [200, 200]
    assert "文书上有姓名，请用办件号和证件号码后四位 再查一次 ，就能看。" in plain(by_code.get(f"/track/{case.number}"))
    assert [client.get(paper + end).status_code for client in (by_code, Client()) for end in ("", "/pdf")] == [404] * 4
    assert f'href="{paper}"' in by_number.get(f"/track/{case.number}").content.decode()
    assert "余小禾" in plain(by_number.get(paper))
    assert "受理通知书" in words(by_number.get(f"{paper}/pdf").getvalue())


def test_a_proof_for_one_case_opens_no_other():
    mine, other = fresh(accepted(RELIEF)), fresh(accepted(RELIEF))
    client = Client()
    client.post("/track", {"code": mine.number, "ending": people.clear_number(mine.applicant)[-4:]})

    assert client.get(f"/track/{mine.number}/papers/{key_of(other, 'accepted')}").status_code == 404
    assert client.get(f"/track/{other.number}/papers/{key_of(other, 'accepted')}").status_code == 404


# the archive


def taken_out(who: str, case):
    return at_desk(who).post(f"/documents/cases/{case.pk}/archive/zip")


def test_the_archive_holds_papers_materials_and_history_and_its_checksums_hold(tmp_path):
    case = granted()

    answer = taken_out(WINDOW, case)

    parcel = zipfile.ZipFile(io.BytesIO(answer.getvalue()))
    names = [name.removeprefix(f"{case.number}/") for name in parcel.namelist()]
    numbers = [paper.number for paper in Paper.objects.order_by("id")]
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert "%E6%BC%94%E7%A4%BA" in answer["Content-Disposition"]
    assert sorted(names) == sorted(
        ["SHA256SUMS", "办件.json", "材料清单.json", "经过.json", "说明.txt"]
        + [
            f"文书/{place:02}-{label}-{number}.{end}"
            for place, (label, number) in enumerate(
                zip(("收件凭证", "一次性告知单", "受理通知书", "准予决定书", "送达回证"), numbers, strict=True), 1
            )
            for end in ("pdf", "json")
        ]
    )
    parcel.extractall(tmp_path)
    done = subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=tmp_path / case.number, capture_output=True)
    assert (done.returncode, done.stdout) == (0, b"")
    said = json.loads(parcel.read(f"{case.number}/办件.json"))
    assert (said["办件号"], said["结果"], said["申请人"]["姓名"], said["演示"]) == (case.number, "准予", "余小禾", True)
    assert [line["做了什么"] for line in json.loads(parcel.read(f"{case.number}/经过.json"))] == [
        "开始填写", "收件", "受理", "作出决定", "送达"
    ]  # fmt: skip


def test_the_archive_is_the_same_bytes_each_time_and_each_time_is_an_event():
    case = granted()

    first, second = (hashlib.sha256(taken_out(who, case).getvalue()).hexdigest() for who in (WINDOW, SERVICE))

    assert first == second
    assert facts_of(case).count(Exported) == 2


def test_no_whole_number_of_a_document_stands_in_the_archive():
    case = fresh(granted())
    whole = people.clear_number(case.applicant).encode()

    parcel = zipfile.ZipFile(io.BytesIO(taken_out(WINDOW, case).getvalue()))

    assert [name for name in parcel.namelist() if whole in parcel.read(name)] == []


def test_only_who_keeps_the_case_takes_the_archive_out_and_only_when_it_is_decided():
    done, refused, open_one = granted(), denied(), accepted(RELIEF)
    asked = {
        "its centre": (WINDOW, done), "the office of services": (SERVICE, done), "its department": (APPROVER, refused),
        "another town": (OTHER_WINDOW, done), "another department": (OTHER_APPROVER, refused), "a village": (HELPER, done),
        "the business office": (BUSINESS, done), "the auditor": (AUDITOR, done), "before the decision": (WINDOW, open_one),
    }  # fmt: skip

    came = {what: taken_out(who, case).status_code for what, (who, case) in asked.items()}

    assert came == dict.fromkeys(asked, 404) | {
        "its centre": 200, "the office of services": 200, "its department": 200, "before the decision": 409,
    }  # fmt: skip
    assert [facts_of(case).count(Exported) for case in (done, refused, open_one)] == [2, 1, 0]


def test_the_button_is_there_exactly_for_who_may():
    done, other = granted(), accepted(INSURE)

    seen = {
        who: ["导出归档" in plain(at_desk(who).get(page.format(case.pk))) for case in (done, other)]
        for who, page in (
            (WINDOW, "/counter/cases/{}/"),
            (SERVICE, "/office/cases/{}/"),
            (AUDITOR, "/office/cases/{}/"),
        )
    }

    assert seen == {WINDOW: [True, False], SERVICE: [True, False], AUDITOR: [False, False]}


def test_a_changed_paper_stops_the_archive():
    case = granted()
    one = paper_of(case, "granted")
    altered(one, organ="某局")

    answer = taken_out(WINDOW, case)

    assert answer.status_code == 409
    assert f"文书“{one.number}”的内容和制作时不一样了，不能导出。" in plain(answer)
    assert facts_of(case).count(Exported) == 0
