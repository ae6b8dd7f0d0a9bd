"""The lists of the administrators as files, and who took which list of the whole product along."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jinban.cases.lights import Light
from jinban.cases.stages import Stage
from jinban.catalogue import queries as catalogue
from jinban.kit import duties, worker
from jinban.kit.clock import legal_day, now
from jinban.kit.sealed import mask_name
from jinban.messages import queries as messages
from jinban.people import looks as people_looks
from jinban.people import permits, queries, taken
from jinban.people.roles import Role
from jinban.people.taken import Taken
from jinban.places import queries as places
from jinban.web import paging
from jinban.web.admin import accounts, watching
from jinban.web.admin.absences import seat_or_404
from jinban.web.files.giving import Listing, by_chunks, exporters, give, links, who
from jinban.web.files.lists import LISTS
from jinban.web.files.sheet import Head
from jinban.web.looking import named
from jinban.web.staff import away
from jinban.web.staff.seats import actor, seated
from jinban.web.templatetags.jinban import moment, plain_day

SEATS = (
    Head("工号", "word"), Head("姓名", "word"), Head("岗位"), Head("地点"), Head("起", "day"), Head("止", "day"),
    Head("情况", "word"), Head("验证器", "word"),
)  # fmt: skip
ABSENCES = (
    Head("从", "day"), Head("到", "day"), Head("代理人", "word"), Head("原因"), Head("谁登记", "word"), Head("情况", "word")
)  # fmt: skip
DELIVERIES = (Head("编号", "count"), Head("什么事"), Head("要做的"), Head("原因"), Head("最近一次"))
DUTIES = (Head("日课"), Head("最近做完"), Head("情况", "word"), Head("办了几件", "count"), Head("没做成的原因"))
MESSAGES = (Head("时间"), Head("给谁", "word"), Head("什么通知"), Head("结果", width=50))
LOOKS = (
    Head("时间"), Head("谁", "word"), Head("岗位"), Head("看了什么", "word"), Head("申请人", "count"), Head("办件", "count")
)  # fmt: skip
EXPORTS = (
    Head("时间"), Head("谁", "word"), Head("岗位"), Head("导出了什么"), Head("条件", width=40), Head("行数", "count"),
    Head("格式", "word"),
)  # fmt: skip
NAMES = {
    "light": "灯", "stage": "环节", "item": "事项", "town": "镇街", "site": "办事地点", "department": "部门", "class": "主项",
    "batch": "批次", "channel": "渠道", "period": "时段", "day": "哪天", "month": "哪月", "role": "岗位", "ended": "也看停用的",
    "only": "只看", "clerk": "经办", "q": "搜索", "on": "按哪天看",
}  # fmt: skip
VALUES = {"failed": "没发成的", "on": "是", "typed": "有（内容不记）"}


@seated(*exporters("admin.seats", accounts.SEE))
@require_safe
def seats(request: HttpRequest, ending: str) -> HttpResponseBase:
    """The seats that the address asks for."""
    today, asked = legal_day(now()), accounts.asked(request)

    def lines() -> Iterator[tuple[Any, ...]]:
        for some in by_chunks(accounts.wanted(request, asked).order_by("-pk")):
            tied = queries.with_totp(seat.staff_id for seat in some)
            for seat in some:
                state = "停用" if seat.closed_at else "还没到" if seat.valid_from > today else ""
                post, known = f"{seat.get_role_display()}{seat.stands_for}", "已绑" if seat.staff_id in tied else "没绑"
                yield (
                    seat.staff.work_no, seat.staff.name, post, str(seat.place), seat.valid_from, seat.valid_to, state, known
                )  # fmt: skip

    return give(request, Listing("admin.seats", SEATS, lines(), _narrowed(asked)), ending)


def _narrowed(asked: dict[str, Any]) -> list[tuple[str, str]]:
    role = Role(asked["role"]).label if asked.get("role") else ""
    found = (("工号或姓名", asked.get("q", "")), ("岗位", role), ("也看停用的", "是" if asked.get("ended") else ""))
    return [(label, str(value)) for label, value in found if value]


@seated(*exporters("admin.absences", accounts.SEE))
@require_safe
def absences(request: HttpRequest, seat: int, ending: str) -> HttpResponseBase:
    """The absences from one seat."""
    found = seat_or_404(request, seat)
    lines = [
        (
            one.absence.first, one.absence.last, one.absence.acting.staff.name, one.absence.reason or "（已按要求删除）",
            one.absence.made_by.staff.name, one.state,
        )
        for one in away.lines(found, legal_day(now()))
    ]  # fmt: skip
    about = [("岗位", who(found))]
    return give(request, Listing("admin.absences", ABSENCES, lines, about), ending)


@seated(*exporters("admin.deliveries", permits.roles("see", "deliveries")))
@require_safe
def deliveries(request: HttpRequest, ending: str) -> HttpResponseBase:
    """Everything that could not be delivered."""

    def lines() -> Iterator[tuple[Any, ...]]:
        for row in worker.failed().order_by("-pk").iterator(chunk_size=500):
            yield row.pk, watching.what(row), row.reaction, row.error, moment(row.due_at)

    return give(request, Listing("admin.deliveries", DELIVERIES, lines()), ending)


@seated(*exporters("admin.duties", permits.roles("see", "deliveries")))
@require_safe
def clock(request: HttpRequest, ending: str) -> HttpResponseBase:
    """How the duties of the clock stand."""
    today = legal_day(now())
    found = [watching.duty(one, today) for one in duties.standing()]
    lines = [
        (
            one["run"].label, f"{plain_day(one['day'])}{one['hour']}" if one["day"] else "还没做过", one["note"],
            one["run"].things, f"{one['run'].error}（试了{one['run'].tries}次）" if one["faulty"] else "",
        )
        for one in found
    ]  # fmt: skip
    return give(request, Listing("admin.duties", DUTIES, lines), ending)


@seated(*exporters("admin.messages", permits.roles("see", "messages")))
@require_safe
def log(request: HttpRequest, ending: str) -> HttpResponseBase:
    """The log of messages to citizens, or of those alone that did not get through."""
    only = request.GET.get("only") == "failed"

    def lines() -> Iterator[tuple[Any, ...]]:
        for some in by_chunks(messages.log(actor(request), failed=only).order_by("-pk")):
            titles = messages.titles(row.template for row in some)
            for row in some:
                title = titles.get(row.template, row.template)
                yield (
                    moment(row.at),
                    mask_name(row.applicant.name),
                    title,
                    "；".join(["站内已放", *map(_sent, row.sendings.all())]),
                )

    return give(request, Listing("admin.messages", MESSAGES, lines(), [("只看", "没发成的")] if only else []), ending)


def _sent(one: Any) -> str:
    """短信 138****5678 发送失败 2024年3月11日 9:00 对方答复 HTTP 500（试了7次）."""
    tries = f"（试了{one.tries}次）" if one.error and one.tries > 1 else ""
    when = moment(one.sent_at) if one.sent_at else ""
    words = (one.get_channel_display(), one.to, one.get_state_display(), when, f"{one.error}{tries}")
    return " ".join(word for word in words if word)


@seated(*exporters("admin.looks", permits.roles("see", "unmaskings")))
@require_safe
def looks(request: HttpRequest, ending: str) -> HttpResponseBase:
    """Who looked at whose number or phone."""

    def lines() -> Iterator[tuple[Any, ...]]:
        for some in by_chunks(people_looks.look_events(actor(request)).order_by("-pk")):
            for look in named(people_looks.as_looks(some)):
                name = look.seat.staff.name if look.seat else look.system or "本人"
                post = (
                    f"{look.seat.get_role_display()}，{look.seat.place}"
                    if look.seat
                    else "对接系统"
                    if look.system
                    else ""
                )
                field = watching.FIELDS.get(look.field, look.field)
                yield moment(look.event.at), name, post, field, look.applicant, look.case

    return give(request, Listing("admin.looks", LOOKS, lines()), ending)


@seated(*permits.roles("see", "exports"))
@require_safe
def exports(request: HttpRequest) -> HttpResponse:
    """谁导出过什么: who took which list along, how narrowed, how many rows; newest first."""
    page = paging.by_id(request, taken.export_events(actor(request)))
    names = _names() if page.rows else {}
    rows = [_taken(one, names) for one in taken.as_taken(page.rows)]
    values = {"sections": accounts.sections(request), "page": page, "rows": rows}
    return render(
        request, "admin/exports.html", {**values, "files": links(request, "admin.exports", "admin-exports-file")}
    )


@seated(*exporters("admin.exports", permits.roles("see", "exports")))
@require_safe
def exports_file(request: HttpRequest, ending: str) -> HttpResponseBase:
    """The same as a file, which is an event of its own."""

    def lines() -> Iterator[tuple[Any, ...]]:
        names = _names()
        for some in by_chunks(taken.export_events(actor(request)).order_by("-pk")):
            for one in taken.as_taken(some):
                row = _taken(one, names)
                yield moment(one.event.at), row["who"], row["post"], row["what"], row["narrowed"], one.rows, one.ending

    return give(request, Listing("admin.exports", EXPORTS, lines()), ending)


def _taken(one: Taken, names: dict[tuple[str, str], str]) -> dict[str, Any]:
    """A list taken along, in words."""
    known = LISTS.get(one.listing)
    return {
        "taken": one,
        "who": one.seat.staff.name if one.seat else "—",
        "post": f"{one.seat.get_role_display()}{one.seat.stands_for}，{one.seat.place}" if one.seat else "—",
        "what": known.title if known else one.listing,
        "narrowed": "；".join(_word(*code.partition(":")[::2], names) for code in one.filters),
    }


def _names() -> dict[tuple[str, str], str]:
    """What the codes of filters mean. A handful of questions, however many rows."""
    found = {("town", one.code): one.name for one in places.towns()}
    found |= {("item", key): name for key, name in catalogue.names().items()}
    found |= {("department", one.code): one.name for one in places.departments()}
    for name, words in (("stage", Stage), ("light", Light), ("role", Role)):
        found |= {(name, str(one.value)): str(one.label) for one in words}
    return found


def _word(name: str, value: str, names: dict[tuple[str, str], str]) -> str:
    return f"{NAMES.get(name, name)}：{names.get((name, value)) or VALUES.get(value, value)}"
