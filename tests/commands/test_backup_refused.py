"""What cannot be given back is refused, and nothing is touched; the keys; what the commands say."""

import shutil
import zipfile
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from jinban.kit import files
from jinban.kit.backup import keys
from jinban.kit.backup.archive import Reader
from jinban.kit.backup.manifest import packed
from jinban.kit.backup.taking import give_back, take
from jinban.kit.home import home
from jinban.kit.refused import Refused
from tests.commands.backups import PASSPHRASE, PDF, elsewhere, first_keys, quiet, rows
from tests.play import MONDAY, person
from tests.world import refused


def changed(backup: Path, target: Path, **manifest: object) -> Reader:
    """The same backup with other words in its manifest."""
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            if name != "manifest.json":
                new.writestr(name, old.read(name))
        said = Reader(backup).manifest
        for word, value in manifest.items():
            setattr(said, word, value)
        new.writestr("manifest.json", packed(said))
    return Reader(target)


def spoilt(backup: Path, target: Path, name: str) -> Path:
    """The same backup with one bit of one part turned over."""
    shutil.copyfile(backup, target)
    with zipfile.ZipFile(target) as parcel:
        place = parcel.getinfo(name).header_offset + 30 + len(name.encode()) + 40
    with target.open("r+b") as file:
        file.seek(place)
        byte = file.read(1)
        file.seek(place)
        file.write(bytes([byte[0] ^ 1]))
    return target


def test_what_cannot_be_given_back_is_refused_and_nothing_is_touched(city, db_clean, databases, tmp_path, monkeypatch):
    person()
    stored = files.store(PDF).name
    file, part = tmp_path / "city.backup", f"files/{stored[:2]}/{stored}"
    manifest = take(file, at=MONDAY, say=quiet).manifest

    with refused(f"{file} 已经有了，备份不覆盖别的文件。请换一个名字。"):
        take(file, at=MONDAY, say=quiet)
    with refused(f"没有 {tmp_path / 'nowhere'} 这个文件夹，请先建好。"):
        take(tmp_path / "nowhere" / "city.backup", at=MONDAY, say=quiet)
    with pytest.raises(Refused, match="这个数据库里已经有东西了"):
        give_back(Reader(file), say=quiet)

    elsewhere(databases, monkeypatch, tmp_path / "elsewhere_again")
    cut = tmp_path / "cut"
    cut.write_bytes(file.read_bytes()[:-100])
    newer = changed(file, tmp_path / "newer", migrations=manifest.migrations | {"cases": ["9999_later"]}, version="9.0")
    other = changed(file, tmp_path / "other", vendor="another")
    fewer = changed(file, tmp_path / "fewer", counts=manifest.counts | {"kit_event": 1})
    with refused(f"{cut} 打不开：没有传完整，或者坏了。请换一份备份。"):
        Reader(cut)
    with refused(f"备份坏了：{part} 读不全。请换一份备份。"):
        give_back(Reader(spoilt(file, tmp_path / "spoilt", part)), say=quiet, keys_from=first_keys())
    with pytest.raises(Refused, match=r"更新的版本（9.0）做的，有这里没有的改动（例如 cases.9999_later）"):
        give_back(newer, say=quiet)
    with pytest.raises(Refused, match="两种数据库的备份不能互换"):
        give_back(other, say=quiet)
    with pytest.raises(Refused, match=r"没有封存钥匙 (chain-1\.key、)?lookup\.key、seal-1\.key"):
        give_back(Reader(file), say=quiet)
    assert not (home() / "files").exists()
    assert "cases_case" not in connection.introspection.table_names()

    with pytest.raises(Refused, match="恢复出来的 kit_event 有"):
        give_back(fewer, say=quiet, keys_from=first_keys())
    assert not list((home() / "files").rglob("*.*"))
    give_back(Reader(file), say=quiet, keys_from=first_keys())

    assert rows() == manifest.counts
    assert b"".join(files.open_stream(stored)) == PDF


def test_keys_are_enclosed_under_a_passphrase_only():
    ours = {"seal-1.key": "0f" * 16, "django.secret": "wort"}

    closed = keys.enclosed(ours, PASSPHRASE)

    assert keys.opened(closed, PASSPHRASE) == ours
    assert b"0f0f" not in closed
    assert keys.lacking(keys.fingerprints(ours), {"seal-1.key": "0e" * 16}) == ["seal-1.key"]
    with refused("口令不对，备份里的钥匙打不开。什么也没有改。"):
        keys.opened(closed, PASSPHRASE + "!")
    with refused("口令太短：至少12个字符。拿到备份又猜中口令的人，能看全部证件号。"):
        keys.enclosed(ours, "太短")


def test_the_commands_say_what_they_did_and_that_the_keys_are_kept_apart(db_clean, tmp_path, capsys):
    call_command("backup", str(tmp_path / "city.backup"))
    said = capsys.readouterr()
    call_command("restore", str(tmp_path / "city.backup"), "--check")

    assert f"备份好了：{tmp_path / 'city.backup'}" in said.out
    assert "备份里没有封存钥匙" in said.err or "一把封存钥匙也没有" in said.err
    assert "姓名、办件内容在备份里是明文" in said.err
    assert (tmp_path / "city.backup").stat().st_mode & 0o777 == 0o600
    assert "这份备份是好的，每一部分的校验值都对。什么也没有写。" in capsys.readouterr().out
