"""The page of the chain: how far it is sealed, what the last verification found, the daily files to be kept elsewhere."""

import json
import re

import pytest

from jinban.kit import sealfiles, verifying
from jinban.kit.chaining import catch_up, lag
from jinban.kit.clock import legal_day, machine, now
from jinban.kit.models import Event, Seal
from jinban.reactions import keep_seal
from tests.doors.desk import at_desk
from tests.kit.test_verifying import EVENT, behind_our_back
from tests.play import AUDITOR, SECADMIN, SYSADMIN
from tests.world import queries_of

pytestmark = pytest.mark.usefixtures("city")


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.SEALS = str(tmp_path / "seals")
    return tmp_path / "seals"


def shown(who: str = AUDITOR, query: str = "") -> str:
    page = at_desk(who).get(f"/admin/chain{query}").content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.partition("<h1>")[2]))


def test_before_the_first_seal_the_page_says_what_waits():
    page = shown()

    assert f"已经封存 还没有 等着封存 {lag():,} 条 最近一次核对 还没有核对过" in page
    assert "还没有封印文件" in page


def test_the_page_says_how_far_it_is_sealed_and_what_the_last_verification_found(folder):
    keep_seal(at=now())
    last = Event.objects.order_by("-id").first()
    behind_our_back(EVENT.format("by_id = 999", last.id))
    verifying.note(verifying.verify(at=machine(), tell=lambda done, total: None), at=machine())

    page = shown(SECADMIN)

    count = Seal.objects.count()
    assert f"已经封存 {count:,} 条，最后一条是事件 {last.id}（" in page
    assert f"核对了 {count:,} 条， 1 处和封存时不一样 第一处：第{count}号，事件{last.id}：内容被改" in page
    assert f"{legal_day(now())} {count:,} {last.id} 0 下载" in page


def test_a_file_is_downloaded_as_it_was_written_and_only_by_who_supervises(folder):
    keep_seal(at=now())
    name = sealfiles.names(folder)[0]
    (folder / "secret.key").write_text("secret")

    answer = at_desk(AUDITOR).get(f"/admin/chain/{name}")
    refused = [
        at_desk(SYSADMIN).get(f"/admin/chain/{name}").status_code,
        at_desk(AUDITOR).get("/admin/chain/secret.key").status_code,
        at_desk(AUDITOR).get("/admin/chain/2023-04-24-00000000.json").status_code,
    ]

    assert b"".join(answer.streaming_content) == (folder / name).read_bytes()
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert json.loads((folder / name).read_bytes())["sequence"] == Seal.objects.count()
    assert refused == [404, 404, 404]


def test_a_month_of_files_is_shown_and_the_older_behind(folder):
    catch_up(at=machine(), slices=9)
    folder.mkdir()
    for number in range(40):
        (folder / f"2023-{1 + number // 28:02}-{1 + number % 28:02}-0a1b2c3d.json").write_text("{")
    client = at_desk(AUDITOR)

    counted = [queries_of(lambda: client.get("/admin/chain")) for _ in range(2)]

    assert [shown().count("读不出来"), shown(query="?before=2023-01-10-0a1b2c3d.json").count("读不出来")] == [31, 9]
    assert 'href="?before=2023-01-10-0a1b2c3d.json"' in client.get("/admin/chain").content.decode()
    assert counted[0] == counted[1]
