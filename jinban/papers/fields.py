"""The names that may stand in a template, each with an invented value for the preview; and the shapes of values."""

from collections.abc import Mapping, Sequence
from typing import Any

Value = str | list[str] | dict[str, Any]


def table(heads: Sequence[str], widths: Sequence[int], rows: Sequence[Sequence[str]]) -> Value:
    """A table as the frame draws it; nothing where it has no rows."""
    return {"heads": list(heads), "widths": list(widths), "rows": [list(row) for row in rows]} if rows else ""


# What every paper may say.
COMMON: Mapping[str, Value] = {
    "申请人": "余小禾",
    "证件": "居民身份证 420281********0012",
    "代办人": "余大山",
    "事项": "临时救助",
    "办件号": "4202 8120 2403 1110 0000 16",
    "查询码": "K7PA 3MXT",
    "收件日": "2024年3月11日",
    "收件处": "陈贵镇便民服务中心",
    "电话": "0714-8720000",
    "机关": "大冶市民政局",
    "日期": "2024年3月11日",
    "依据": "《社会救助暂行办法》（国务院令第649号）第47条",
}
MATERIALS = table(
    ("材料", "要求", "情况"), (4, 4, 2), (("身份证", "原件 1 份", "已收"), ("家庭情况说明", "原件 1 份", "还缺"))
)  # fmt: skip

# What only some papers say.
OWN: Mapping[str, Value] = {
    "收到材料": ["身份证", "户口簿（免交，共享取得）"],
    "答复": "最迟在2024年3月18日前告知您是否受理。",
    "材料清单": MATERIALS,
    "条件": ["本市户籍，或者持有居住证。", "遇到突发的困难，基本生活难以维持。"],
    "办理时限": "受理后10个工作日内答复",
    "收费": "不收费",
    "咨询": "先问村便民服务站或镇便民服务中心，也可打12345。",
    "受理日": "2024年3月11日",
    "期限": "最迟在2024年3月25日前答复。",
    "理由": "家庭月人均收入高于本市标准。",
    "救济": "对结果不服，60日内可向大冶市政府申请行政复议。也可在6个月内向有管辖权的人民法院起诉。",
    "补正清单": table(("材料", "为什么", "怎么补"), (3, 2, 5), (("身份证", "没有交", "请带原件来。"),)),
    "补正期限": "2024年3月25日",
    "决定日": "2024年3月20日",
    "结果": "临时救助金",
    "送达文书": ["准予办理决定书（冶政务准〔2024〕第000001号）"],
    "送达方式": "当面领取",
    "送达日": "2024年3月22日",
    "受送达人": "余小禾",
}
EVERY: Mapping[str, Value] = {**COMMON, **OWN}
