"""What happens to the places of the city. Values stand in the rows; a fact says that one came or changed."""

from dataclasses import dataclass

from jinban.kit.events import Fact, Id


@dataclass(frozen=True)
class DivisionPut(Fact, name="places.division_put", label="登记区划"):
    fresh: bool


@dataclass(frozen=True)
class DepartmentPut(Fact, name="places.department_put", label="登记部门"):
    fresh: bool


@dataclass(frozen=True)
class SitePut(Fact, name="places.site_put", label="登记站点"):
    fresh: bool


@dataclass(frozen=True)
class WindowPut(Fact, name="places.window_put", label="登记窗口"):
    fresh: bool


@dataclass(frozen=True)
class HoursPut(Fact, name="places.hours_put", label="登记办公时间"):
    stretches: Id


@dataclass(frozen=True)
class NetworkPut(Fact, name="places.network_put", label="登记网络状态"):
    fresh: bool


@dataclass(frozen=True)
class AliasPut(Fact, name="places.alias_put", label="登记别名"):
    fresh: bool


@dataclass(frozen=True)
class ParameterPut(Fact, name="places.parameter_put", label="登记参数"):
    fresh: bool


@dataclass(frozen=True)
class CalendarYearLoaded(Fact, name="places.calendar_year_loaded", label="装入放假安排"):
    """From now on due days of this year can be counted; cases that waited for it get theirs."""

    year: Id
    rest: Id
    work: Id
    corrected: bool


@dataclass(frozen=True)
class TakenBack(Fact, name="places.taken_back", label="撤销登记"):
    """A row that a load had added was removed again, before anything referred to it."""
