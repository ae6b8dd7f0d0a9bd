"""The archive folder of one finished case (归档): its papers, materials and history, with a list of checksums.

Equal cases give equal bytes: names, order and times in the file come from the case. Numbers of documents, phones and accounts
stay masked, as on the pages.
"""

import hashlib
import io
import re
import zipfile
from collections.abc import Sequence
from typing import Any

import msgspec

from jinban.cases import queries as cases
from jinban.cases.models import Case, Verdict, Way
from jinban.kit.clock import CHINA
from jinban.kit.refused import Refused
from jinban.kit.sealed import mask_id, mask_phone
from jinban.papers import queries, typesetting
from jinban.papers.contents import written
from jinban.papers.events import Exported
from jinban.papers.kinds import KINDS
from jinban.papers.models import Paper
from jinban.people import queries as people

SUMS = "SHA256SUMS"
CHANGED = "文书“{}”的内容和制作时不一样了，不能导出。请找管理员核对数据库。"
ABOUT = """办件归档文件夹{demo}

办件：{item}
办件号：{number}

文书/      每份文书的 PDF，和它的全部内容（JSON）
材料清单.json、经过.json、办件.json
SHA256SUMS  校验值。核对：在这个文件夹里运行 sha256sum -c SHA256SUMS
"""
_MASKS = {"id": mask_id, "phone": mask_phone, "account": mask_id}
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\s]')


def folder(case: Case, papers: Sequence[Paper], *, link: queries.Link, site: str) -> bytes:
    """All of a case as one zip file. Refused where a paper is no longer what was made."""
    sheets = []
    for paper in papers:
        sheet = queries.sheet(paper, link=link, site=site)
        if sheet is None:
            raise Refused(CHANGED.format(paper.number))
        sheets.append(sheet)
    files = {"说明.txt": _about(case), "办件.json": _json(_of(case)), "材料清单.json": _json(_materials(case))}
    files["经过.json"] = _json(_history(case))
    for place, (paper, sheet, pdf) in enumerate(zip(papers, sheets, typesetting.printed(sheets), strict=True), 1):
        name = f"文书/{place:02}-{_NOT_IN_NAMES.sub('', f'{KINDS[paper.kind].label}-{paper.number}')}"
        files[f"{name}.pdf"] = pdf
        files[f"{name}.json"] = _json(msgspec.to_builtins(sheet.said) | {"sha256": paper.digest})
    files[SUMS] = "".join(
        f"{hashlib.sha256(body).hexdigest()}  {name}\n" for name, body in sorted(files.items())
    ).encode()
    return _zipped(files, case)


def _zipped(files: dict[str, bytes], case: Case) -> bytes:
    day = case.decided_day or case.received_day
    moment = (day.year, day.month, day.day, 0, 0, 0) if day else (1980, 1, 1, 0, 0, 0)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as parcel:
        for name, body in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{case.number}/{name}", moment)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
            parcel.writestr(entry, body, compresslevel=6)
    return made.getvalue()


def _json(values: Any) -> bytes:
    return msgspec.json.format(msgspec.json.encode(values), indent=1) + b"\n"


def _about(case: Case) -> bytes:
    return ABOUT.format(demo="（演示）" if case.demo else "", item=case.item.name, number=case.number).encode()


def _of(case: Case) -> dict[str, Any]:
    """The case by the words of the screens."""
    who = people.shown(case.applicant) if case.applicant else None
    fields = {field.key: field for field in case.item_version.said.form.fields}
    filled = {
        fields[key].label: _MASKS.get(fields[key].kind, str)(str(value))
        for key, value in sorted(cases.filled(case).items())
        if key in fields and value not in (None, "")
    }
    return {
        "演示": case.demo, "办件号": case.number, "事项": case.item.name, "事项版本": case.item_version_id,
        "部门": case.department.name, "阶段": case.get_stage_display(), "结果": str(Verdict(case.verdict).label),
        "申请人": {"姓名": who.name, "证件": who.id_type, "号码": who.number, "电话": who.phone} if who else None,
        "代办人": case.agent.name if case.agent else None, "渠道": case.get_channel_display(),
        "收件处": case.site.label if case.site else None,
        "下沉依据": case.delegation.batch.name if case.delegation else None,
        "收件": written(case.received_day), "受理": written(case.accepted_day), "决定": written(case.decided_day),
        "承诺到期": written(case.promised_due), "法定到期": written(case.legal_due), "送达": written(case.delivered_day),
        "送达方式": str(Way(case.way).label), "填报": filled,
    }  # fmt: skip


def _materials(case: Case) -> list[dict[str, Any]]:
    return [
        {
            "材料": row.name, "必要": row.required, "情况": row.get_state_display(), "免交": row.get_waiver_display(),
            "可信等级": row.trust, "谁核的": row.checked_by.staff.name if row.checked_by else "",
            "什么时候": row.checked_at.astimezone(CHINA).isoformat() if row.checked_at else "",
        }
        for row in cases.materials(case)
    ]  # fmt: skip


def _history(case: Case) -> list[dict[str, Any]]:
    """What happened to the case, but for its own exports."""
    lines = cases.history(case, people.seats(cases.actors_in(case)))
    return [
        {
            "时间": line.at.astimezone(CHINA).isoformat(), "谁": line.who, "处所": line.office, "做了什么": line.fact.label,
            "说明": line.words,
        }
        for line in lines
        if not isinstance(line.fact, Exported)
    ]  # fmt: skip
