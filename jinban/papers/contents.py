"""What each kind of paper says: from the case and the one event that demanded the paper, its values by their names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from jinban.cases import events as happened
from jinban.cases.models import Case, CaseMaterial, Extension, NoticePoint, Pause, Pledge, Tolerance, Way
from jinban.catalogue.content import Content, Material
from jinban.catalogue.rules import limit_words
from jinban.catalogue.words import UNITS, amount_words
from jinban.delegation.rules import LICENCE
from jinban.kit.clock import legal_day
from jinban.kit.events import Fact
from jinban.kit.models import Event
from jinban.kit.numbers import group4
from jinban.papers.fields import Value, table
from jinban.people import queries as people

COPIES = {"original": "原件", "copy": "复印件", "either": "原件或复印件"}
HOTLINE = "12345"
STATUTORY = "六十日内可以依法申请行政复议，六个月内可以依法向人民法院起诉。"
ERASED = "（已按要求删除）"
LATER = "因缺{}年的工作日历，期限另行告知。"


def written(day: date | None) -> str:
    """2024年5月7日; nothing stays nothing."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


@dataclass(frozen=True)
class About:
    """One event of a case, and what the papers of the case that went before are called."""

    case: Case
    event: Event
    fact: Fact
    basis: str
    organ: str
    before: Sequence[str] = ()

    @cached_property
    def notes(self) -> dict[int, str]:
        """The words that belong to the case, by their id."""
        return dict(self.case.notes.values_list("pk", "body"))

    @cached_property
    def materials(self) -> list[CaseMaterial]:
        return list(self.case.materials.order_by("position", "id"))

    @property
    def content(self) -> Content:
        said: Content = self.case.item_version.said
        return said

    def word(self, name: str) -> str:
        """The words of the note that the event names."""
        return self.notes.get(getattr(self.fact, name, None) or 0, "")

    @property
    def day(self) -> str:
        return written(self.event.day)


def common(about: About) -> dict[str, Value]:
    """The values that every template may ask for."""
    case = about.case
    who = people.shown(case.applicant) if case.applicant else None
    return {
        "申请人": who.name if who else "",
        "证件": f"{who.id_type} {who.number}" if who and who.number else "",
        "代办人": case.agent.name if case.agent else "",
        "事项": case.item.name,
        "办件号": group4(case.number or ""),
        "查询码": group4(case.spoken or ""),
        "收件日": written(case.received_day),
        "收件处": case.site.label if case.site else "",
        "电话": (case.site.phone if case.site else "") or HOTLINE,
        "机关": about.organ,
        "日期": about.day,
        "依据": about.basis,
    }


def basis(case: Case, licence: str) -> str:
    """The law that a paper names: of a licence the article of 行政许可法 that demands the paper, else the item's own first one."""
    if case.task_type == LICENCE:
        return licence
    found = case.item_version.said.basis
    if not found:
        return ""
    name, bracket, rest = found[0].document.partition("（")
    return f"《{name}》{bracket}{rest}{found[0].article}"


# by kind


def receipt(about: About) -> dict[str, Value]:
    """That papers were taken, and which (行政许可法第32条; 收件 is not 受理)."""
    due = getattr(about.fact, "notify_due", None)
    return {
        "收到材料": [_with_waiver(row) for row in taken(about)],
        "答复": f"最迟在{written(due)}前告知您是否受理。" if due else "受理与否，另行告知。",
    }


def taken(about: About) -> list[CaseMaterial]:
    """The materials that were there when the event happened: what was supplied later, or found wanting later, tells by its day."""
    at = about.event.at
    return [
        row
        for row in about.materials
        if (row.state != "missing" and not (row.checked_at and row.checked_at > at))
        or (row.state == "missing" and row.checked_at and row.checked_at <= at)
    ]


def _with_waiver(row: CaseMaterial) -> str:
    return f"{row.name}（免交，{row.get_waiver_display()}）" if row.state == "waived" else row.name


def listing(about: About) -> dict[str, Value]:
    """The whole list of this situation, told at once (优化营商环境条例第35至37条): conditions, materials, days, fee."""
    content = about.content
    asked = {material.key: material for material in content.materials}
    there = {row.pk for row in taken(about)}
    rows = [(row.name, _asked_for(asked.get(row.key)), _stands(row, row.pk in there)) for row in about.materials]
    fee = content.elements.fee
    return {
        "条件": [condition.text for condition in content.conditions],
        "材料清单": table(("材料", "要求", "情况"), (4, 4, 2), rows),
        "办理时限": f"受理后{limit_words(content.elements.promised_limit.value)}内答复",
        "收费": fee.value if fee else "",
        "咨询": content.advice.consult if content.advice else f"可打{HOTLINE}。",
    }


def _asked_for(material: Material | None) -> str:
    if material is None:
        return ""
    count = material.originals + material.copies
    return f"{COPIES[material.copy]}{f' {count} 份' if count else ''}"


def _stands(row: CaseMaterial, there: bool) -> str:
    if there:
        return "免交" if row.state == "waived" else "已收"
    return "还缺" if row.required else "选交"


COMPLETE = "经审查，申请材料齐全，符合法定形式，现予受理"
DEEMED = "满五个工作日没有告知补正，也没有作不予受理的决定，依法视为已经受理"
TOLERANT = "经审查，主要材料齐全，凭您（单位）的书面承诺容缺受理，所缺材料请在{}前补齐，逾期没有补齐的，视为撤回申请"


def acceptance(about: About) -> dict[str, Value]:
    """That it is accepted, how, from which day it counts, and by when the decision comes (行政许可法第32条第四、五项、第42条)."""
    fact = about.fact
    due, year = getattr(fact, "promised_due", None), getattr(fact, "missing_year", None)
    told = f"最迟在{written(due)}前答复。" if due else LATER.format(year or "")
    how = COMPLETE
    if isinstance(fact, happened.DeemedAccepted):
        how = DEEMED
    elif isinstance(fact, happened.AcceptedTolerantly):
        how = TOLERANT.format(written(fact.due) or "另行告知的日子")
    return {"受理情形": how, "受理日": written(getattr(fact, "counts_from", None)) or about.day, "期限": told}


def refusal(about: About) -> dict[str, Value]:
    """Why not, and what one can do against it (行政许可法第32条末款、第38条; 行政复议法第20条; 行政诉讼法第46条)."""
    return {"理由": about.word("reason") or ERASED, "救济": remedies(about)}


def not_accepting(about: About) -> dict[str, Value]:
    """The same; and where to turn instead, for another organ's business (行政许可法第32条第一款第二项)."""
    where = about.case.notes.filter(kind="where", at=about.event.at).order_by("-pk").first()
    return {**refusal(about), "去处": where.body if where else ""}


def remedies(about: About) -> str:
    """What the officer wrote into the decision; where that does not name both ways, body, court and times from the item's data
    besides (行政复议法第20条, 行政诉讼法第46条)."""
    rows = about.case.notes.filter(kind="remedy", at=about.event.at).order_by("-pk")
    mine = rows[0].body.replace("\n", "") if rows else ""
    if "复议" in mine and ("诉讼" in mine or "起诉" in mine):
        return mine
    advice = about.content.advice
    return mine + (f"{advice.reconsider}{advice.sue}" if advice else STATUTORY)


def supplement(about: About) -> dict[str, Value]:
    """Everything that must be supplied, once (行政许可法第32条第一款第四项)."""
    told = NoticePoint.objects.filter(notice_id=getattr(about.fact, "notice", 0), notice__case=about.case)
    points = list(told.select_related("material", "notice").order_by("id"))
    rows = [(point.material.name, point.get_fault_display(), point.what_to_do) for point in points]
    due = written(getattr(about.fact, "due", None) or (points[0].notice.due if points else None))
    return {"补正清单": table(("材料", "为什么", "怎么补"), (3, 2, 5), rows), "补正期限": due or "另行告知的日子"}


def grant(about: About) -> dict[str, Value]:
    """That it is granted, and what comes of it (行政许可法第38条第一款)."""
    result = about.content.elements.result_name
    return {"决定日": about.day, "结果": (result.value or "") if result else ""}


def denial(about: About) -> dict[str, Value]:
    return {**refusal(about), "决定日": about.day}


def delivery(about: About) -> dict[str, Value]:
    """Which papers came into whose hands, when and how (行政许可法第44条)."""
    issued = [note.body for note in about.case.notes.filter(kind="paper", at__lte=about.event.at).order_by("pk")]
    way = str(getattr(about.fact, "way", ""))
    who = about.case.applicant.name if about.case.applicant else ""
    return {
        "送达文书": [*about.before, *[body for body in issued if body]] or ["办理结果"],
        "送达方式": str(Way(way).label) if way else "",
        "送达日": written(legal_day(about.event.at)),
        "受送达人": about.word("note") or who,
    }


def extension(about: About) -> dict[str, Value]:
    """Why more time is taken, how much, and the new day (行政许可法第42条: once, ten working days at most, by the head of the
    organ)."""
    fact = about.fact
    row = Extension.objects.select_related("reason").filter(pk=getattr(fact, "extension", 0)).first()
    due, year = getattr(fact, "promised_due", None), getattr(fact, "missing_year", None)
    return {
        "理由": (row.reason.body if row else "") or ERASED,
        "延长": f"{getattr(fact, 'workdays', 0)}个工作日",
        "原期限": written(getattr(fact, "was_promised", None)) or "另行告知的日子",
        "期限": f"最迟在{written(due)}前答复。" if due else LATER.format(year or ""),
    }


def special(about: About) -> dict[str, Value]:
    """That a special procedure runs, why, and how long it takes; that time is not counted (行政许可法第45条)."""
    row = Pause.objects.select_related("reason").filter(pk=getattr(about.fact, "pause", 0)).first()
    needs = ""
    if row and row.needs_amount is not None:
        measure = "" if row.needs_unit == "month" else "个"
        needs = f"{amount_words(row.needs_amount)}{measure}{UNITS.get(row.needs_unit, '')}"
    return {
        "特别程序": row.name if row else "",
        "所需时间": needs,
        "起始日": written(row.started_day) if row else about.day,
        "预计结束日": written(getattr(about.fact, "expected", None)),
        "理由": (row.reason.body if row and row.reason else "") or ERASED,
    }


def tolerance(about: About) -> dict[str, Value]:
    """What the applicant promised to bring later, by when, and what follows otherwise."""
    row = Tolerance.objects.select_related("promise").filter(pk=getattr(about.fact, "tolerance", 0)).first()
    return {
        "容缺材料": [one.name for one in about.materials if one.tolerated],
        "补交期限": written(getattr(about.fact, "due", None)) or "另行告知的日子",
        "承诺": (row.promise.body if row else "") or ERASED,
    }


def pledge(about: About) -> dict[str, Value]:
    """What the applicant gave his word for, in which words, and that it is checked afterwards."""
    row = Pledge.objects.select_related("promise").filter(pk=getattr(about.fact, "pledge", 0)).first()
    said = about.content.way.pledge
    return {
        "承诺免交的材料": [one.name for one in about.materials if one.waiver == "pledged"],
        "告知内容": said.text if said else "",
        "承诺": (row.promise.body if row else "") or ERASED,
        "核查": f"作出决定后{limit_words(said.check)}内核查" if said else "作出决定后核查",
    }
