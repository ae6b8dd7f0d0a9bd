"""The posts a seat may have. The stored words are stable; the labels are what the screens say."""

from django.db import models


class Role(models.TextChoices):
    VILLAGE_HELPER = "village_helper", "村级协理员"
    TOWN_WINDOW = "town_window", "镇综合窗口"
    TOWN_BACK = "town_back", "镇后台审核"
    POLICE_WINDOW = "police_window", "公安专窗"
    DEPT_APPROVER = "dept_approver", "部门审批"
    DEPT_HEAD = "dept_head", "部门负责人"
    TOWN_HEAD = "town_head", "镇负责人"
    COUNTY_HEAD = "county_head", "本级政府负责人"
    SERVICE_OFFICE = "service_office", "政务服务管理"
    BUSINESS_OFFICE = "business_office", "营商办"
    AUDITOR = "auditor", "监察审计"
    SYSADMIN = "sysadmin", "系统管理员"
    SECADMIN = "secadmin", "安全管理员"


STATION_ROLES: frozenset[str] = frozenset({Role.VILLAGE_HELPER})
CENTRE_ROLES: frozenset[str] = frozenset({Role.TOWN_WINDOW, Role.TOWN_BACK, Role.POLICE_WINDOW, Role.TOWN_HEAD})
SITE_ROLES: frozenset[str] = STATION_ROLES | CENTRE_ROLES
DEPARTMENT_ROLES: frozenset[str] = frozenset({Role.DEPT_APPROVER, Role.DEPT_HEAD})

# 三员分立（等保三级，GB/T 22239-2019）: these three are never one person.
APART: frozenset[str] = frozenset({Role.AUDITOR, Role.SYSADMIN, Role.SECADMIN})
# Every other post sees cases and does its part in them; whoever watches or keeps the accounts holds none of these.
AT_CASES: frozenset[str] = frozenset(Role) - APART
