"""The figures of a circular, by the path under which papers and facts files state them. Each is defined in the room whose
rows it counts.

All paths of cases count our own (自办); what other systems have is named by the keys of `jinban.gathering.figures`.

A key names a number: a path of a circular, or the key of a figure; narrowed to one place, unit or item by
`@dimension=code`, as `cases.accepted@town=420281108000`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from jinban.cases import figures as cases
from jinban.delegation import figures as powers
from jinban.gathering import figures as gathering
from jinban.kit.figures import FIGURES, Figure
from jinban.places import figures as places

PATHS: Mapping[str, Figure] = {
    "service_sinking.province.batches": powers.PROVINCE_BATCHES,
    "service_sinking.province.categories": powers.PROVINCE_CLASSES,
    "service_sinking.province.items": powers.PROVINCE_ITEMS,
    "service_sinking.province.cases": cases.PROVINCE,
    "service_sinking.city.batches": powers.CITY_BATCHES,
    "service_sinking.city.departments": powers.CITY_DEPARTMENTS,
    "service_sinking.city.items": powers.CITY_ITEMS,
    "service_sinking.city.cases": cases.CITY,
    "platform_sinking.physical.town_centers": places.CENTRES,
    "platform_sinking.physical.village_stations": places.STATIONS,
    "platform_sinking.physical.police_window_towns": places.POLICE_WINDOWS,
    "platform_sinking.online.network_villages": places.NETWORK,
}
# What a sentence may say beside them, by its own key: importing the room is what makes them known.
BESIDE: tuple[Figure, ...] = (gathering.GATHERED, gathering.GATHERED_HANDED_DOWN, gathering.WHOLE)
# Paths whose room is not built yet, with what they will be called: a sentence that needs one stays out, until the path moves
# up to `PATHS`.
AWAITED: Mapping[str, str] = {
    "platform_sinking.online.collaboration_cases": "协同平台办件",
    "platform_sinking.online.collaboration_calls": "协同平台数据调用",
    "platform_sinking.online.cloud_help_requests": "云帮办需求",
    "platform_sinking.online.cloud_help_satisfaction": "云帮办满意率",
    "platform_sinking.online.chronic_disease_online": "线上申报慢特病人数",
    "platform_sinking.online.tax_clearance_calls": "清税证明调用",
    "platform_sinking.online.cloud_supermarkets": "云端政务超市",
    "platform_sinking.online.cloud_supermarket_records": "视频帮办",
    "resource_sinking.equipment": "添置设备",
    "resource_sinking.training": "业务培训",
    "resource_sinking.post_towns": "设驿站的镇街",
    "resource_sinking.posts": "政务驿站",
    "resource_sinking.post_cases": "驿站帮办代办",
    "resource_sinking.cards_issued": "上门发放社保卡",
    "resource_sinking.onsite_merchants": "上门办证商户",
}


@dataclass(frozen=True)
class Ref:
    """A number as a key names it: a figure, and the one member of a dimension to which it is narrowed, if any."""

    key: str
    path: str
    figure: Figure
    dimension: str = ""
    code: str = ""


def named(path: str) -> Figure | None:
    """The figure behind a path or a figure's own key; None for an awaited or an unknown one."""
    return PATHS.get(path) or FIGURES.get(path)


def ref(key: str) -> Ref | None:
    """What a key names; None when it names nothing that can be counted."""
    path, _, narrowed = key.partition("@")
    dimension, _, code = narrowed.partition("=")
    figure = named(path)
    if figure is None or (narrowed and not (code and dimension in figure.view.dimensions)):
        return None
    return Ref(key, path, figure, dimension, code)
