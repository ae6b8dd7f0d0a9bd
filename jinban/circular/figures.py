"""The figures of a circular, by the path under which papers and facts files state them. Each is defined in the room whose
rows it counts; a path whose room is not built yet is not here, and its sentence stays out."""

from collections.abc import Mapping

from jinban.cases import figures as cases
from jinban.delegation import figures as powers
from jinban.kit.figures import Figure
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
