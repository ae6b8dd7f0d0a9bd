"""What the columns of the city's tables are called in a workbook, what they hold, and an example of each."""

from collections.abc import Mapping
from dataclasses import replace

from jinban.kit.tables.columns import Column, Table

Said = tuple[str, str, str]
WORDS: Mapping[str, Mapping[str, Said]] = {
    "divisions": {
        "code": ("编码", "统计用区划代码，12位", "420281108215"),
        "name": ("名称", "全称", "南山村"),
        "level": ("级别", "", "村居"),
        "parent": ("上级编码", "市级不填", "420281108000"),
        "short_name": ("简称", "不填就用名称", "南山村"),
        "in_scope": ("在范围内", "便民服务是否覆盖", "是"),
        "valid_from": ("起", "从这天起有这个区划", "2023-01-01"),
        "valid_to": ("止", "撤并前最后一天", ""),
        "successor": ("并入", "撤并后归哪个区划，要同时写止", ""),
    },
    "departments": {
        "code": ("编码", "拼音，定了不改", "minzheng"),
        "name": ("名称", "平时怎么叫", "市民政局"),
        "official_name": ("全称", "文书上用", "大冶市民政局"),
        "kind": ("类型", "企业不能作委托机关", "部门"),
        "credit_code": ("信用代码", "统一社会信用代码，有校验位", ""),
    },
    "sites": {
        "code": ("编码", "H、C或S加区划编码", "S420281108215"),
        "kind": ("类型", "", "村级便民服务站"),
        "division": ("区划编码", "", "420281108215"),
        "name": ("名称", "", "南山村便民服务站"),
        "phone": ("电话", "没有就空着", ""),
        "address": ("地址", "没有就空着", ""),
        "opened_on": ("启用日期", "", "2023-01-01"),
        "closed_on": ("停用日期", "还在用就空着", ""),
    },
    "windows": {
        "site": ("站点编码", "", "C420281108000"),
        "kind": ("类型", "", "综合窗口"),
        "number": ("窗口号", "", "1"),
        "name": ("名称", "", "一号综合窗口"),
        "valid_from": ("起", "", "2023-01-01"),
        "valid_to": ("止", "还在用就空着", ""),
    },
    "hours": {
        "site": ("站点编码", "空着是没有单独规定的各站点；一个站点的行整体替换", ""),
        "season": ("季节", "", "夏令"),
        "from_month_day": ("从月日", "", "05-01"),
        "to_month_day": ("到月日", "", "09-30"),
        "weekdays": ("星期", "", "1-5"),
        "opens": ("开门", "", "08:30"),
        "closes": ("关门", "", "12:00"),
    },
    "network": {
        "site": ("站点编码", "", "S420281108215"),
        "state": ("状态", "", "接通"),
        "from_day": ("起", "", "2023-01-01"),
        "to_day": ("止", "还这样就空着", ""),
    },
    "parameters": {
        "key": ("编码", "程序认这个编码", "supply_workdays"),
        "name": ("名称", "", "补正期限"),
        "value": ("数值", "", "10"),
        "unit": ("单位", "", "工作日"),
    },
    "calendar": {
        "day": ("日期", "年度行写1月1日", "2024-05-01"),
        "kind": ("类型", "每年先有一行“年度”；一年的行整体替换", "放假"),
        "name": ("名称", "", "劳动节"),
        "source": ("依据", "放假文件的文号", "国办发明电〔2023〕7号"),
    },
    "classes": {
        "code": ("编码", "拼音，定了不改", "shehui-jiuzhu"),
        "name": ("名称", "不能重名", "社会救助"),
    },
    "items": {
        "key": ("编码", "拼音，定了不改", "linshi-jiuzhu"),
        "name": ("名称", "", "临时救助对象认定"),
        "department": ("部门编码", "", "minzheng"),
        "item_class": ("类别编码", "没有就空着", "shehui-jiuzhu"),
        "objects": ("服务对象", "", "个人"),
        "task_type": ("事项类型", "", "行政给付"),
        "kind": ("办件类型", "", "承诺件"),
        "chain": ("办理链条", "谁收谁审谁批", "村受理→镇初审→市审批"),
        "legal_limit": ("法定时限", "", "20"),
        "legal_unit": ("法定时限单位", "", "工作日"),
        "promised_limit": ("承诺时限", "不长于法定时限", "10"),
        "promised_unit": ("承诺时限单位", "和法定时限同一个单位", "工作日"),
        "materials": ("材料", "材料名称，按顺序", "申请书;居民身份证"),
        "aliases": ("群众说法", "群众怎么叫", "困难补助"),
        "national_code": ("对照编码", "", ""),
        "sensitive": ("涉及隐私", "", "是"),
        "in_person": ("要本人到场", "", "否"),
        "confidence": ("把握", "只供核对，系统不存", "部分有据"),
        "source": ("依据", "这些内容从哪里来", "演示"),
        "note": ("备注", "只供核对，系统不存", ""),
    },
    "materials": {
        "item": ("事项编码", "一个事项的几行整体替换它的材料", "linshi-jiuzhu"),
        "key": ("编号", "按顺序写m1、m2……", "m1"),
        "name": ("名称", "同一事项里不重名", "居民身份证"),
        "kind": ("种类", "", "证照"),
        "need": ("必要性", "", "必要"),
        "copy": ("形式", "", "原件"),
        "originals": ("原件份数", "", "1"),
        "copies": ("复印件份数", "", "0"),
        "keep": ("怎么处理", "", "看一下就还"),
        "from": ("来源", "", "申请人带来"),
        "department": ("核发部门编码", "部门核发或共享的写", ""),
        "waived": ("免交", "不免就空着", ""),
        "why_waived": ("免交原因", "", ""),
        "hint": ("提示", "群众看得懂的一句话", "原件看一下就还您"),
    },
    "aliases": {
        "kind": ("种类", "", "部门"),
        "name": ("别名", "文件里怎么写", "民政"),
        "code": ("编码", "指的是哪一个", "minzheng"),
    },
    "batches": {
        "code": ("编码", "", "p1"),
        "name": ("名称", "", "省级第一批"),
        "level": ("级别", "", "省级"),
        "document": ("文件", "委托要有文件", "关于公布第一批下沉事项的通知"),
        "issued_on": ("发文日期", "", "2022-03-15"),
        "legal_form": ("法律形式", "", "委托"),
    },
    "delegation": {
        "code": ("编码", "定了不改；登记过的行只能改“止”", "p1-01"),
        "batch": ("批次编码", "", "p1"),
        "item": ("事项编码", "", "linshi-jiuzhu"),
        "item_class": ("类别编码", "没有就空着", "shehui-jiuzhu"),
        "name": ("文件中的名称", "", "临时救助对象认定"),
        "department": ("责任部门编码", "", "minzheng"),
        "legal_form": ("法律形式", "", "委托"),
        "town_power": ("镇级权限", "", "初审"),
        "village_power": ("村级权限", "不能高于镇级", "收件"),
        "places": ("地点", "站点编码，都有就写“所有镇村”", "所有镇村"),
        "valid_from": ("起", "", "2023-01-01"),
        "valid_to": ("止", "最后一天，还有效就空着", ""),
    },
    "staff": {
        "work_no": ("工号", "登录用，一个工号一个人", "d001"),
        "name": ("姓名", "", "张三"),
        "role": ("岗位", "", "村级协理员"),
        "site": ("站点编码", "镇村的岗位写", "S420281108215"),
        "department": ("部门编码", "部门的岗位写", ""),
    },
    "messages": {
        "code": ("通知", "", "已收件"),
        "title": ("标题", "", "收到您的申请了"),
        "text": ("内容", "花括号里的由系统填", "“{item}”已经收件，办件号{number}。"),
        "channels": ("渠道", "", "站内;短信"),
        "wechat_id": ("微信模板号", "没有申请就空着", ""),
        "wechat_fields": ("微信栏目", "写成“thing1=item”", ""),
    },
    "opinions": {
        "code": ("编码", "", "check-grant"),
        "item": ("事项编码", "空着是哪个事项都能用；这张表整体替换", ""),
        "verb": ("用在", "", "审查"),
        "verdict": ("结果", "", "建议准予"),
        "text": ("意见", "", "材料齐全，建议准予。"),
    },
}
# Columns that many tables share.
SHARED: Mapping[str, Said] = {
    "demo": ("演示", "编造的写是", "否"),
    "note": ("说明", "", ""),
    "source": ("依据", "从哪里来", "演示"),
}
# What a file of a table does beyond adding and changing rows, or may not do.
EFFECTS: Mapping[str, str] = {
    "items": "没有核定的事项改了内容，从当天起出下一版，发布过的版本不变，在办的件照旧版办完。已核定的事项只能改群众说法。",
    "materials": "一个事项的几行整体替换它的材料，没有核定的事项从当天起出下一版。已核定的事项不能用表改。",
    "delegation": "登记过的行只能改“止”。别的要改，请写止期，另用新编码登记。",
    "hours": "一个站点在文件里的几行，整体替换它原来的开放时间。",
    "calendar": "一年在文件里的几行，整体替换这一年的安排。",
    "opinions": "整张表替换：文件里没有的意见会去掉，写过的意见不变。",
    "staff": "只开新账号和新岗位。改姓名、停用、重开，请到“账号和岗位”里办。新账号没有密码，发初始密码后才能登录。",
}


def effect(table: str) -> str:
    """What a file of this table does beyond that, in words; empty for most."""
    return EFFECTS.get(table, "")


def worded(table: Table) -> Table:
    """The table with its columns' words."""
    said = WORDS[table.name]
    return replace(table, columns=tuple(_worded(column, said) for column in table.columns))


def _worded(column: Column, said: Mapping[str, Said]) -> Column:
    label, about, example = said[column.name] if column.name in said else SHARED[column.name]
    return replace(column, label=label, about=about, example=example)
