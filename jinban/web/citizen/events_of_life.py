"""What happens in a life, and the items it leads to: by class, or one by one where a class holds too much."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LifeEvent:
    """One of the eight on the home page."""

    key: str
    name: str
    icon: str
    classes: tuple[str, ...] = ()
    items: tuple[str, ...] = ()


EVENTS = (
    LifeEvent("birth", "孩子出生", "cradle", items=(
        "chusheng-yixue-zheng", "chusheng-dengji", "jumin-yibao-canbao", "shebaoka-shenling",
        "shengyu-yiliaofei", "chanqian-jianchafei", "shengyu-dengji",
    )),
    LifeEvent("care", "看病报销", "cross", ("yibao-baoxiao", "yibao-daiyu", "yidi-jiuyi"), ("yiliao-jiuzhu",)),
    LifeEvent("trouble", "家有急难", "ring", ("shehui-jiuzhu", "zaihai-jiuzhu", "canji-liangbu", "falv-fuwu")),
    LifeEvent("old", "老人养老", "stick", ("laoling-fuli", "jumin-yanglao", "zhigong-yanglao", "zige-renzheng")),
    LifeEvent("build", "建房用地", "house", ("cunzhen-jianshe", "budongchan", "tudi-nongye"), ("weifang-gaizao",)),
    LifeEvent("shop", "开店办照", "shop", ("shichang-dengji", "shipin-jingying")),
    LifeEvent("work", "就业创业", "case", ("jiuye-fuwu", "jiuye-shebao-chaxun")),
    LifeEvent("farewell", "家人去世", "stone", items=(
        "siwang-zhuxiao", "binzang-butie", "jumin-sangzang-buzhu", "qiye-sangzang-fuxu",
        "jumin-yanglao-zhuxiao", "fangwu-jicheng",
    )),
)  # fmt: skip
BY_KEY = {event.key: event for event in EVENTS}

# The items that the city's circular of 2024-03-11 names as the largest, city batches first.
MOST_DONE = (
    "jumin-shebao-jiaofei",
    "qiye-yanglao-renzheng",
    "canbao-pingzheng",
    "linshi-jiuzhu",
    "shebaoka-shenling",
    "yidi-changqi-juzhu",
)
