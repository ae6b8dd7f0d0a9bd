"""The words behind the codes of an item's elements (国家政务服务平台数据归集库表, 湖北省级办事指南 2023)."""

TASK_TYPES = {
    "01": "行政许可", "02": "行政处罚", "03": "行政强制", "04": "行政征收", "05": "行政给付",
    "06": "行政检查", "07": "行政确认", "08": "行政奖励", "09": "行政裁决", "10": "其他行政权力",
    "20": "公共服务",
}  # fmt: skip
PERMIT = "01"
KINDS = {"instant": "即办件", "promised": "承诺件"}
OBJECTS = {"citizen": "个人", "enterprise": "企业", "sole_trader": "个体工商户"}
UNITS = {"workday": "工作日", "natural_day": "自然日", "hour": "小时", "month": "个月"}
LEVELS = {"1": "国家级", "2": "省级", "3": "市级", "4": "县级", "5": "镇级", "6": "村级"}
POWER_SOURCES = {
    "1": "法定本级行使", "2": "上级下放", "3": "上级授权", "4": "同级授权", "5": "上级委托", "6": "同级委托",
}  # fmt: skip
HANDLE_FORMS = {"window": "窗口办理", "online": "网上办理", "express": "邮寄办理"}
HANDLE_SCOPES = {
    "1": "全国通办",
    "2": "全省通办",
    "3": "全市通办",
    "4": "全县通办",
    "5": "全镇通办",
    "6": "跨村通办",
}
ONLINE_DEPTHS = {
    "": "不网办", "1": "互联网咨询", "2": "互联网收件", "3": "互联网预审", "4": "互联网受理",
    "5": "互联网办理", "6": "互联网办理结果信息反馈", "7": "互联网电子证照反馈",
}  # fmt: skip
RESULT_TYPES = {"10": "证照或批文", "20": "其他", "99": "无"}
PAPER_RESULT = "10"
# What stands of one material: its sort, whether it must be there, in which form, what happens to it, where it comes from.
MATERIAL = {
    "kind": {"certificate": "证照", "form": "表格", "other": "其他"},
    "need": {"required": "必要", "optional": "非必要", "deferrable": "可容缺"},
    "copy": {"original": "原件", "copy": "复印件", "either": "原件或复印件"},
    "keep": {"look": "看一下就还", "keep": "收下", "scan": "扫描"},
    "from": {"applicant": "申请人带来", "government": "部门核发", "shared": "数据共享", "made_here": "现场制作"},
    "waived": {"": "不免", "shared": "共享免交", "pledge": "承诺免交"},
}

# 行政许可法第45条 lists these; the last is not among them (社会保障卡的制卡属“除延长审批之外”的特别程序).
ARTICLE_45 = {
    "hearing": "听证", "bidding": "招标", "auction": "拍卖", "inspection": "检验", "testing": "检测",
    "quarantine": "检疫", "appraisal": "鉴定", "expert_review": "专家评审",
}  # fmt: skip
SPECIAL_REASONS = {**ARTICLE_45, "card_making": "制卡"}

ELEMENTS = {
    "task_type": "事项类型", "kind": "办件类型", "objects": "服务对象", "legal_limit": "法定时限",
    "promised_limit": "承诺时限", "exercise_level": "行使层级", "power_source": "权力来源", "fee": "收费",
    "visits": "到现场次数", "visit_reason": "必须到现场的原因", "handle_forms": "办理形式",
    "handle_scope": "通办范围", "online_depth": "网办深度", "result_name": "审批结果",
    "result_type": "结果类型", "validity": "有效期",
    "in_person": "须本人到场", "sensitive": "涉及隐私", "limit_scene": "必须现场办理的说明",
    "entry_center": "进驻政务大厅", "express": "结果可邮寄", "national_code": "对照编码",
    "quantity_limit": "数量限制",
}  # fmt: skip
CODED = {
    "task_type": TASK_TYPES, "kind": KINDS, "objects": OBJECTS, "exercise_level": LEVELS,
    "power_source": POWER_SOURCES, "handle_forms": HANDLE_FORMS, "handle_scope": HANDLE_SCOPES,
    "online_depth": ONLINE_DEPTHS, "result_type": RESULT_TYPES,
}  # fmt: skip


def amount_words(amount: object) -> str:
    """A decimal as people write it: 20, 0.5; no trailing zeros."""
    text = format(amount, "f") if hasattr(amount, "as_tuple") else str(amount)
    return text.rstrip("0").rstrip(".") if "." in text else text
