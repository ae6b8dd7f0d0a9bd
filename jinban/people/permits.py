"""The grid of permits: who may see, unmask, export, publish, administer what. Moves of cases stand in their lives.

Deny by default: what is not here is refused. Which rows somebody sees of what he may see is the gate's business.
"""

from collections.abc import Mapping

from jinban.people.roles import Role

VERBS: Mapping[str, str] = {
    "see": "看",
    "unmask": "看全",
    "correct": "更正",
    "export": "导出",
    "publish": "发布",
    "administer": "管理",
    "load": "导入",
    "gather": "归集",
    "report": "上报",
}
THINGS: Mapping[str, str] = {
    "figures": "统计数字",
    "seats": "账号和岗位",
    "deliveries": "投递失败的消息",
    "messages": "发给群众的通知",
    "systems": "对接系统",
    "unmaskings": "谁看过个人信息",
    "chain": "封印链",
    "applicants": "证件号码和电话",
    "names": "申请人姓名",
    "items": "办事指南",
    "delegations": "下沉事项",
    "circulars": "年度通报",
    "templates": "文书模板",
    "archives": "办件归档",
    "city": "全市数据",
    "loads": "导入记录",
    "gathered": "外系统的办件",
    "sources": "归集的来源",
    "counts": "办件数",
    "cases": "办件清单和台账",
    "places": "办事地点",
    "exports": "谁导出过什么",
}

_AT_WORK = (
    Role.VILLAGE_HELPER,
    Role.TOWN_WINDOW,
    Role.TOWN_BACK,
    Role.POLICE_WINDOW,
    Role.DEPT_APPROVER,
)
_HEADS = (Role.DEPT_HEAD, Role.TOWN_HEAD, Role.COUNTY_HEAD)
_OFFICES = (Role.SERVICE_OFFICE, Role.BUSINESS_OFFICE)

GRID: Mapping[tuple[str, str], tuple[Role, ...]] = {
    ("see", "figures"): (*_AT_WORK, *_HEADS, *_OFFICES, Role.AUDITOR),
    ("see", "seats"): (Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR),
    ("see", "deliveries"): (Role.SYSADMIN, Role.AUDITOR),
    ("see", "messages"): (Role.SYSADMIN, Role.AUDITOR),
    ("see", "systems"): (Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR),
    ("see", "unmaskings"): (Role.SECADMIN, Role.AUDITOR),
    ("see", "chain"): (Role.SECADMIN, Role.AUDITOR),
    ("see", "exports"): (Role.SECADMIN, Role.AUDITOR),
    ("unmask", "applicants"): _AT_WORK,
    ("correct", "names"): (Role.TOWN_WINDOW, Role.POLICE_WINDOW),
    ("export", "figures"): (*_OFFICES, Role.COUNTY_HEAD),
    ("export", "cases"): (*_AT_WORK, *_HEADS, Role.SERVICE_OFFICE),
    ("export", "circulars"): (*_OFFICES, Role.COUNTY_HEAD),
    ("export", "items"): (Role.DEPT_APPROVER, Role.DEPT_HEAD, *_OFFICES),
    ("export", "places"): (Role.TOWN_HEAD, *_OFFICES),
    ("export", "templates"): (Role.SERVICE_OFFICE,),
    ("export", "seats"): (Role.SYSADMIN, Role.AUDITOR),
    ("export", "deliveries"): (Role.SYSADMIN, Role.AUDITOR),
    ("export", "messages"): (Role.SYSADMIN, Role.AUDITOR),
    ("export", "unmaskings"): (Role.SECADMIN, Role.AUDITOR),
    ("export", "exports"): (Role.AUDITOR,),
    ("export", "archives"): (
        Role.TOWN_WINDOW,
        Role.TOWN_BACK,
        Role.POLICE_WINDOW,
        Role.TOWN_HEAD,
        Role.DEPT_APPROVER,
        Role.DEPT_HEAD,
        Role.SERVICE_OFFICE,
    ),
    ("see", "gathered"): (*_AT_WORK, *_HEADS, *_OFFICES, Role.AUDITOR),
    ("gather", "gathered"): (Role.DEPT_HEAD, *_OFFICES),
    ("administer", "sources"): _OFFICES,
    ("report", "counts"): (Role.DEPT_HEAD, Role.TOWN_HEAD, *_OFFICES),
    ("publish", "items"): (Role.SERVICE_OFFICE,),
    ("publish", "delegations"): (Role.SERVICE_OFFICE,),
    ("publish", "circulars"): (Role.BUSINESS_OFFICE,),
    ("publish", "templates"): (Role.SERVICE_OFFICE,),
    ("load", "city"): (Role.SERVICE_OFFICE,),
    ("load", "seats"): (Role.SYSADMIN,),
    ("see", "loads"): (Role.SERVICE_OFFICE, Role.SYSADMIN, Role.AUDITOR),
    ("administer", "seats"): (Role.SYSADMIN,),
    ("administer", "deliveries"): (Role.SYSADMIN,),
    ("administer", "messages"): (Role.SYSADMIN,),
    ("administer", "systems"): (Role.SYSADMIN,),
}


def roles(verb: str, thing: str) -> tuple[Role, ...]:
    """The posts that may; nobody where the grid is silent."""
    return GRID.get((verb, thing), ())


def may(role: str, verb: str, thing: str) -> str | None:
    """None when this post may; else a sentence that names who may."""
    allowed = roles(verb, thing)
    if role in allowed:
        return None
    who = "、".join(str(one.label) for one in allowed) or "没有哪个岗位"
    return f"{VERBS[verb]}{THINGS[thing]}由{who}来办。" if allowed else f"{who}可以{VERBS[verb]}{THINGS[thing]}。"
