"""What places let the city count. One row of `sites_fact` is one place where people are served."""

from jinban.kit.figures import FactView, Figure
from jinban.kit.identities import Identity

SITES = FactView("sites_fact", row="site_id", dimensions={"town": "town_id", "kind": "kind"}, dates={}, open=True)

OPEN = "opened_on <= :day AND (closed_on IS NULL OR closed_on >= :day)"
CENTRE = f"kind = 'centre' AND {OPEN}"
STATION = f"kind = 'station' AND {OPEN}"

CENTRES = Figure(
    "places.centres", "镇级便民服务中心", "建成镇级便民服务中心{number}个。", "个",
    "统计日正在开办的镇级便民服务中心。", SITES, CENTRE,
)  # fmt: skip
STATIONS = Figure(
    "places.stations", "村级便民服务站", "建成村级便民服务站{number}个。", "个",
    "统计日正在开办的村级便民服务站。", SITES, STATION,
)  # fmt: skip
POLICE_WINDOWS = Figure(
    "places.police_windows", "设公安专窗的中心", "{number}个镇级中心设公安专窗。", "个",
    "统计日正在开办、有公安专窗的镇级便民服务中心。", SITES,
    f"{CENTRE} AND EXISTS (SELECT 1 FROM places_window w WHERE w.site_id = sites_fact.site_id AND w.kind = 'police' "
    "AND w.valid_from <= :day AND (w.valid_to IS NULL OR w.valid_to >= :day))",
)  # fmt: skip
_CONNECTED = (
    "EXISTS (SELECT 1 FROM places_networkperiod n WHERE n.site_id = sites_fact.site_id AND n.state = 'up' "
    "AND n.from_day <= :day AND (n.to_day IS NULL OR n.to_day >= :day))"
)
NETWORK = Figure(
    "places.network", "接通政务外网的村级站", "{number}个村级站接通政务外网。", "个",
    "统计日正在开办、政务外网接通的村级便民服务站。", SITES, f"{STATION} AND {_CONNECTED}",
)  # fmt: skip
NETWORK_RATE = Figure(
    "places.network_rate", "政务外网覆盖率", "村级站政务外网覆盖{number}%。", "%",
    "统计日接通政务外网的村级站 ÷ 正在开办的村级站。", SITES, _CONNECTED, over=STATION,
)  # fmt: skip

Identity("places.police_windows", "设公安专窗的中心不多于镇级中心", (POLICE_WINDOWS,), (CENTRES,), at_most=True)
Identity("places.network", "接通外网的村级站不多于村级站", (NETWORK,), (STATIONS,), at_most=True)
