"""Files that people hand in: known by their content, made harmless, sealed, streamed back."""

import hashlib
import io
import stat
import zipfile

import pytest
from PIL import Image

from jinban.kit import files
from jinban.kit.files import DOCX, OFD, PDF, XLSX, kind_of, open_stream, remove, store
from jinban.kit.sealed import SealBroken, _key_ids
from tests.world import refused

PAPER = b"%PDF-1.4\n" + b"1 0 obj\n<< >>\nendobj\n" * 3 + b"%%EOF\n"
NOT_TAKEN = "不收这种文件。可以上传：照片（JPG、PNG、WEBP）、PDF、OFD、Word（docx）、Excel（xlsx）。"


@pytest.fixture(autouse=True)
def machine(tmp_path, monkeypatch):
    """A machine with an empty file store."""
    monkeypatch.setenv("JINBAN_HOME", str(tmp_path))
    _key_ids.cache_clear()
    yield tmp_path
    _key_ids.cache_clear()


def parcel(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return made.getvalue()


def picture(form: str, mode: str = "RGB", **how: object) -> bytes:
    made = io.BytesIO()
    Image.new(mode, (30, 20), "#ff000055").save(made, form, **how)
    return made.getvalue()


def read(name: str) -> bytes:
    return b"".join(open_stream(name))


def on_disk(machine, name):
    return machine / "files" / name[:2] / name


def test_a_paper_comes_back_as_it_was_and_lies_sealed(machine):
    stored = store(PAPER)

    assert read(stored.name) == PAPER
    assert (stored.kind, stored.ending, stored.size) == (PDF, "pdf", len(PAPER))
    assert stored.sha256 == hashlib.sha256(PAPER).hexdigest()
    assert b"%PDF" not in on_disk(machine, stored.name).read_bytes()
    assert stat.S_IMODE(on_disk(machine, stored.name).stat().st_mode) == 0o600


def test_a_long_file_is_streamed_in_pieces():
    long = PAPER + bytes(files.PIECE * 2)

    stored = store(long)

    assert [len(piece) for piece in open_stream(stored.name)] == [files.PIECE, files.PIECE, len(PAPER)]
    assert read(stored.name) == long


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PAPER, PDF),
        (picture("JPEG"), "image/jpeg"),
        (picture("PNG"), "image/png"),
        (picture("WEBP"), "image/webp"),
        (parcel("[Content_Types].xml", "word/document.xml"), DOCX),
        (parcel("[Content_Types].xml", "xl/workbook.xml"), XLSX),
        (parcel("OFD.xml", "Doc_0/Document.xml"), OFD),
    ],
)
def test_the_kind_is_told_by_the_content(content, kind):
    assert kind_of(content) == kind


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"MZ" + bytes(200), NOT_TAKEN),
        (b"\x7fELF" + bytes(200), NOT_TAKEN),
        (b"#!/bin/sh\nrm -rf /\n", NOT_TAKEN),
        ("随便写的字".encode(), NOT_TAKEN),
        (picture("GIF"), NOT_TAKEN),
        (b"Rar!\x1a\x07\x00" + bytes(50), NOT_TAKEN),
        (b"\n%PDF-1.4\n%%EOF", NOT_TAKEN),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "不收SVG图，请另存为PNG或JPG。"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<svg/>", "不收SVG图，请另存为PNG或JPG。"),
        (b" <!DOCTYPE html><html></html>", "不收网页文件，请另存为PDF。"),
        (b"<script>alert(1)</script>", "不收网页文件，请另存为PDF。"),
        (b"PK\x03\x04" + bytes(50), "这个文件打不开，可能没有传完整，请重新上传。"),
        (picture("PNG")[:60], "这张图片打不开，可能没有传完整，请重新上传。"),
        (b"", "这个文件是空的，请重新选择。"),
    ],
)
def test_what_is_not_taken_is_refused_with_what_to_do(machine, content, sentence):
    with refused(sentence):
        store(content)

    assert not (machine / "files").exists()


def test_an_archive_is_refused():
    with refused(f"不收压缩包，请解开后分开上传。{NOT_TAKEN.removeprefix('不收这种文件。')}"):
        store(parcel("a.txt"))


@pytest.mark.parametrize("part", ["word/vbaProject.bin", "word/embeddings/setup.EXE", "index.html"])
def test_a_word_file_that_carries_a_program_is_refused(part):
    with refused("文件里带有宏或程序，不能上传。请另存为不带宏的文件或PDF。"):
        store(parcel("[Content_Types].xml", "word/document.xml", part))


def test_a_file_beyond_the_limit_is_refused_with_both_sizes():
    with refused("文件有2 MB，最大1 MB。请压缩或分开上传。"):
        store(PAPER + bytes(2 * 1024 * 1024 - len(PAPER)), limit=1024 * 1024)


def test_a_photo_loses_the_place_where_it_was_taken_and_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[2] = (30.0, 6.0, 0.0)
    photo = picture("JPEG", exif=exif, comment=b"home")

    stored = store(photo)

    with Image.open(io.BytesIO(read(stored.name))) as kept:
        assert (kept.format, kept.size, dict(kept.getexif())) == ("JPEG", (20, 30), {})
        assert "comment" not in kept.info


def test_what_hides_behind_a_picture_is_gone():
    stored = store(picture("JPEG") + parcel("evil.html"))

    assert b"PK\x03\x04" not in read(stored.name)


def test_a_see_through_picture_stays_see_through():
    stored = store(picture("WEBP", mode="RGBA"))

    with Image.open(io.BytesIO(read(stored.name))) as kept:
        assert (stored.kind, kept.mode) == ("image/png", "RGBA")


def test_a_changed_a_shortened_and_a_renamed_file_do_not_open(machine):
    first, second = store(PAPER), store(PAPER + bytes(files.PIECE))
    path = on_disk(machine, first.name)
    good = path.read_bytes()

    path.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
    with pytest.raises(SealBroken):
        read(first.name)
    on_disk(machine, second.name).write_bytes(on_disk(machine, second.name).read_bytes()[: files.PIECE])
    with pytest.raises(SealBroken):
        read(second.name)
    path.write_bytes(good)
    other = on_disk(machine, "0" * 32)
    other.parent.mkdir(exist_ok=True)
    other.write_bytes(good)
    with pytest.raises(SealBroken):
        read("0" * 32)


@pytest.mark.parametrize("name", ["../keys/seal-1.key", "", "f" * 32, "F" * 32])
def test_no_other_file_can_be_named(name):
    with pytest.raises(FileNotFoundError):
        open_stream(name)


def test_an_erased_file_is_gone_and_erasing_twice_is_no_fault():
    stored = store(PAPER)

    remove(stored.name)
    remove(stored.name)

    with pytest.raises(FileNotFoundError):
        open_stream(stored.name)
