"""Every list and table of the product that can be taken along as a file: what it is called, and whose permit it takes."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Named:
    """A list: its title, and what of the grid of permits (`people.permits`) one must be allowed to export."""

    title: str
    thing: str


LISTS: Mapping[str, Named] = {
    "office.queue": Named("待办", "cases"),
    "office.warnings": Named("超期提醒", "cases"),
    "office.pledges": Named("要核查的承诺", "cases"),
    "counter.open": Named("在办的件", "cases"),
    "counter.coming": Named("等接收的件", "cases"),
    "counter.deliver": Named("等送达的件", "cases"),
    "counter.day": Named("日清单", "cases"),
    "counter.ledger": Named("台账", "cases"),
    "board.table": Named("总览", "figures"),
    "board.rows": Named("数字背后的明细", "figures"),
    "gathering.together": Named("自办和归集办件", "figures"),
    "gathering.reported": Named("上报数和系统数", "figures"),
    "board.circulars": Named("通报", "circulars"),
    "catalogue.items": Named("事项目录", "items"),
    "places.sites": Named("办事地点", "places"),
    "papers.templates": Named("文书模板", "templates"),
    "admin.seats": Named("账号和岗位", "seats"),
    "admin.absences": Named("外出委托", "seats"),
    "admin.deliveries": Named("投递失败", "deliveries"),
    "admin.duties": Named("时钟的日课", "deliveries"),
    "admin.messages": Named("群众通知", "messages"),
    "admin.looks": Named("谁看过信息", "unmaskings"),
    "admin.exports": Named("谁导出过什么", "exports"),
}
