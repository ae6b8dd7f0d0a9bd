"""What the handed-down powers let the city count. One row of `delegation_fact` is one row of a batch
document."""

from jinban.kit.figures import FactView, Figure
from jinban.kit.identities import Identity

HANDED_DOWN = FactView(
    "delegation_fact",
    row="delegation_id",
    dimensions={
        "batch": "batch_id",
        "level": "batch_level",
        "item": "item_id",
        "class": "item_class_id",
        "department": "department_id",
    },
    dates={},
    open=True,
)

VALID = "valid_from <= :day AND (valid_to IS NULL OR valid_to >= :day)"
PROVINCE = f"batch_level = 'province' AND {VALID}"
CITY = f"batch_level = 'city' AND {VALID}"

ITEMS = Figure(
    "delegation.items", "下沉事项", "共下沉{number}项。", "项",
    "统计日有效的下沉事项，按批次文件的行计。", HANDED_DOWN, VALID,
)  # fmt: skip
PROVINCE_BATCHES = Figure(
    "delegation.province_batches", "省级批次", "省级分{number}批下沉。", "批",
    "统计日有效的省级下沉事项所在的批次。", HANDED_DOWN, PROVINCE, distinct="batch",
)  # fmt: skip
PROVINCE_CLASSES = Figure(
    "delegation.province_classes", "省级下沉类别", "省级下沉{number}类。", "类",
    "统计日有效的省级下沉事项所属的类别。", HANDED_DOWN, PROVINCE, distinct="class",
)  # fmt: skip
PROVINCE_ITEMS = Figure(
    "delegation.province_items", "省级下沉事项", "省级下沉{number}项。", "项",
    "统计日有效的省级下沉事项，按批次文件的行计。", HANDED_DOWN, PROVINCE,
)  # fmt: skip
CITY_BATCHES = Figure(
    "delegation.city_batches", "市级批次", "市级分{number}批下沉。", "批",
    "统计日有效的市级下沉事项所在的批次。", HANDED_DOWN, CITY, distinct="batch",
)  # fmt: skip
CITY_DEPARTMENTS = Figure(
    "delegation.city_departments", "市级下沉部门", "市级{number}个部门下沉。", "个",
    "统计日有效的市级下沉事项的责任部门。", HANDED_DOWN, CITY, distinct="department",
)  # fmt: skip
CITY_ITEMS = Figure(
    "delegation.city_items", "市级下沉事项", "市级下沉{number}项。", "项",
    "统计日有效的市级下沉事项，按批次文件的行计。", HANDED_DOWN, CITY,
)  # fmt: skip

Identity("delegation.levels", "省级下沉事项 + 市级下沉事项 = 下沉事项", (PROVINCE_ITEMS, CITY_ITEMS), (ITEMS,))
