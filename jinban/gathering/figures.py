"""What other systems' cases let the city count: by themselves (归集), and together with our own (合计).

One row of `gathered_fact` is one gathered case, one row of `together_fact` one case of ours that has a number or one gathered
case whose item is known. Its key is twice the key of our case, or twice that of the gathered one and one.
"""

from jinban.cases import figures as cases
from jinban.catalogue import queries as catalogue
from jinban.kit.figures import FactView, Figure
from jinban.kit.identities import Identity, Parts

_PLACED = {
    "town": "town_id", "village": "village_id", "site": "site_id", "department": "department_id", "item": "item_id",
    "class": "item_class_id", "batch": "batch_id", "level": "batch_level", "channel": "channel", "delegation": "delegation_id",
    "source": "source_id",
}  # fmt: skip
_DATES = {"received": "received", "accepted": "accepted", "decided": "decided"}
GATHERED_CASES = FactView("gathered_fact", row="gathered_id", dimensions=_PLACED, dates=_DATES)
TOGETHER = FactView("together_fact", row="row_id", dimensions={**_PLACED, "origin": "origin"}, dates=_DATES)

COUNTED = "voided = 0 AND waiting = 0"

GATHERED = Figure(
    "gathering.accepted", "归集办件量", "另外归集{number}件。", "件",
    "外系统归集来的办件中，受理日在时段内、没有作废、对得上事项的，一件计一次，不含自办。", GATHERED_CASES, COUNTED, date="accepted",
)  # fmt: skip
GATHERED_DECIDED = Figure(
    "gathering.decided", "归集办结量", "另外归集办结{number}件。", "件",
    "外系统归集来的办件中，办结日在时段内、没有作废、对得上事项的，不含自办。", GATHERED_CASES, f"{COUNTED} AND state = 'closed'",
    date="decided",
)  # fmt: skip
GATHERED_HANDED_DOWN = Figure(
    "gathering.handed_down", "归集的下沉事项办件量", "下沉事项另外归集{number}件。", "件",
    "归集办件量中，受理时属省级或市级批次的。", GATHERED_CASES, f"{COUNTED} AND batch_level IS NOT NULL", date="accepted",
)  # fmt: skip
WAITING = Figure(
    "gathering.waiting", "未对上事项的归集件", "归集来的办件有{number}件对不上事项。", "件",
    "外系统归集来的办件中，受理日在时段内、没有作废、来源写的事项名称还对不上目录的，不计入归集办件量。", GATHERED_CASES,
    "voided = 0 AND waiting = 1", date="accepted",
)  # fmt: skip
ARRIVED = Figure(
    "gathering.arrived", "归集来件量", "归集来{number}件。", "件",
    "外系统归集来的办件中，受理日在时段内、没有作废的，对得上和对不上事项的都算。", GATHERED_CASES, "voided = 0", date="accepted",
)  # fmt: skip
WHOLE = Figure(
    "gathering.together", "合计办件量", "自办和归集合计{number}件。", "件",
    "自办办件量 + 归集办件量：受理日在时段内、没有作废，一件计一次。", TOGETHER, "voided = 0", date="accepted",
)  # fmt: skip
WHOLE_DECIDED = Figure(
    "gathering.together_decided", "合计办结量", "自办和归集合计办结{number}件。", "件",
    "自办办结量 + 归集办结量：办结日在时段内、没有作废。", TOGETHER, "voided = 0 AND closed = 1", date="decided",
)  # fmt: skip

Identity("gathering.together", "自办办件量 + 归集办件量 = 合计办件量", (cases.ACCEPTED, GATHERED), (WHOLE,))
Identity(
    "gathering.decided", "自办办结量 + 归集办结量 = 合计办结量", (cases.DECIDED, GATHERED_DECIDED), (WHOLE_DECIDED,)
)
Identity("gathering.arrived", "归集办件量 + 未对上事项的 = 归集来件量", (GATHERED, WAITING), (ARRIVED,))
Identity(
    "gathering.handed_down", "归集的下沉事项办件不多于归集办件量", (GATHERED_HANDED_DOWN,), (GATHERED,), at_most=True
)
for _dimension, _label, _known in (("item", "事项", catalogue.names), ("month", "月", None)):
    Parts(GATHERED, _dimension, _label, known=_known)
