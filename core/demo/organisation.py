"""The invented organisation: a tree of units three levels deep, as large as its staff needs, and the posts in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from random import Random

from core.values.ids import new_id

PEOPLE_PER_UNIT = 25

_BRANCHES = (
    "机关",
    "第一分部",
    "第二分部",
    "第三分部",
    "设备保障中心",
    "技术研究中心",
    "后勤服务中心",
    "培训中心",
    "第四分部",
    "第五分部",
    "第六分部",
    "物资供应站",
    "通信站",
    "运输大队",
    "工程大队",
    "医疗服务中心",
)
_OFFICES = (
    "综合办公室",
    "人力资源科",
    "财务科",
    "技术科",
    "质量安全科",
    "物资科",
    "后勤管理科",
    "生产调度科",
    "信息化科",
    "设备科",
    "档案室",
    "培训科",
    "检测室",
    "维修科",
    "车辆管理科",
    "房产管理科",
)
_TEAMS = ("一班", "二班", "三班", "四班", "五班", "六班", "七班", "八班")
POSTS = (
    "科员",
    "科员",
    "科员",
    "技术员",
    "技术员",
    "助理工程师",
    "助理工程师",
    "工程师",
    "工程师",
    "高级工程师",
    "班长",
    "副班长",
    "科长",
    "副科长",
    "会计",
    "出纳",
    "驾驶员",
    "炊事员",
    "电工",
    "钳工",
    "维修工",
    "检验员",
    "调度员",
    "保管员",
    "档案员",
    "护士",
    "医师",
    "教员",
)


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """A unit that is to be."""

    id: str
    code: str
    name: str
    parent: str


def units(people: int) -> Iterator[UnitPlan]:
    """Yield the tree, parents first: branches, their offices, the teams of each office."""
    teams_wanted = max(people // PEOPLE_PER_UNIT, 6)
    branches = min(max(teams_wanted // 24, 3), len(_BRANCHES))
    offices = max(2, round((teams_wanted / branches) ** 0.5))
    teams = max(1, round(teams_wanted / branches / offices))
    for branch_number in range(1, branches + 1):
        branch = UnitPlan(new_id(), f"{branch_number:02}", _BRANCHES[branch_number - 1], "")
        yield branch
        for office_number in range(1, offices + 1):
            office = _below(branch, office_number, _named(_OFFICES, office_number))
            yield office
            for team_number in range(1, teams + 1):
                yield _below(office, team_number, _named(_TEAMS, team_number))


def _below(parent: UnitPlan, number: int, name: str) -> UnitPlan:
    return UnitPlan(new_id(), f"{parent.code}-{number:02}", f"{parent.name}{name}", parent.id)


def _named(names: tuple[str, ...], number: int) -> str:
    """Return the name of the nth unit of its kind; when the names have all been given, they get numbers."""
    again, place = divmod(number - 1, len(names))
    return f"{names[place]}（{again + 1}）" if again else names[place]


def staff_numbers() -> Iterator[str]:
    """Yield staff numbers that never repeat."""
    return (f"S{number:06}" for number in count(1))


def extension(rng: Random) -> str:
    """Return an extension of the house's own exchange; a real subscriber cannot have it."""
    return f"内线 {rng.randrange(20000, 90000)}"
