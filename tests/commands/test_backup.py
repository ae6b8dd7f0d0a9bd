"""The drill: a backup while somebody writes, given back elsewhere, is the same to the row; what cannot be given back is refused."""

import os
import subprocess
import sys

import pytest
from django.db import DatabaseError, transaction

from jinban.cases.models import Case
from jinban.kit import files
from jinban.kit.backup.archive import Reader
from jinban.kit.backup.taking import give_back, take
from jinban.kit.models import Event
from jinban.people import queries as people
from tests.commands.backups import PASSPHRASE, PDF, elsewhere, quiet, rows
from tests.play import MONDAY, person, resident_number


def writer(applicant: int, databases) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.cases.busy", "submit", str(applicant), "100000"],
        env={**os.environ, "DATABASE_URL": databases.url()}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_a_backup_amid_writing_given_back_elsewhere_is_the_same_to_the_row(
    city, db_clean, databases, tmp_path, monkeypatch
):
    number = resident_number(901)
    known, stored = person(name="余小禾", number=number), files.store(PDF).name
    busy = writer(known.pk, databases)
    said = [busy.stdout.readline().split() for _ in range(3)]
    before = Case.objects.values().get(pk=int(said[0][1]))

    taken = take(tmp_path / "city.backup", at=MONDAY, say=quiet, passphrase=PASSPHRASE)
    after = [busy.stdout.readline().split() for _ in range(3)]
    busy.kill()
    busy.communicate()
    written = Case.objects.count()

    elsewhere(databases, monkeypatch, tmp_path / "elsewhere")
    give_back(Reader(taken.place), say=quiet, passphrase=PASSPHRASE)

    assert rows() == taken.manifest.counts
    assert 3 <= Case.objects.count() < written
    assert len(after) == 3
    assert Event.objects.filter(name="cases.received").count() == Case.objects.count()
    assert Case.objects.values().get(pk=before["id"]) == before
    assert people.clear_number(people.find("resident", number)) == number
    assert b"".join(files.open_stream(stored)) == PDF
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        Event.objects.filter(name="cases.received").delete()
    assert person(name="后来的人").pk > known.pk


def test_no_seal_file_is_newer_than_the_database_and_a_file_taken_away_meanwhile_ends_nothing(
    db_clean, tmp_path, monkeypatch
):
    monkeypatch.setenv("JINBAN_HOME", str(tmp_path / "home"))
    for name in ("files/a", "files/b", "seals/2024-03-11-00000000.json"):
        (tmp_path / "home" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "home" / name).write_bytes(b"x")

    def meanwhile(what: str, number: int, whole: int) -> None:
        if what != "抄文件":
            (tmp_path / "home" / "seals" / "2024-03-12-00000000.json").write_bytes(b"y")
        elif whole == 2:
            (tmp_path / "home" / "files" / "b").unlink(missing_ok=True)

    taken = take(tmp_path / "city.backup", at=MONDAY, say=meanwhile)

    assert [name for name in taken.manifest.parts if "/" in name] == ["files/a", "seals/2024-03-11-00000000.json"]
