"""The secret posts of the invented organisation, and what is written of who is on them."""

from typing import NamedTuple

from core.desks.clearance.vocabulary import Level


class Kind(NamedTuple):
    """What kind of post."""

    name: str
    level: Level
    basis: str


KINDS = (
    Kind("机要员", Level.CORE, "经管绝密、机密级文件资料的收发、保管和传阅。"),
    Kind("机要通信员", Level.IMPORTANT, "传递机密级以下涉密载体。"),
    Kind("涉密档案管理员", Level.IMPORTANT, "保管机密级以下档案。"),
    Kind("涉密信息系统管理员", Level.IMPORTANT, "管理机密级信息系统。"),
    Kind("会议保密员", Level.GENERAL, "承办秘密级会议活动。"),
    Kind("文印员", Level.GENERAL, "印制秘密级文件资料。"),
    Kind("科研项目秘书", Level.GENERAL, "接触秘密级项目资料。"),
    Kind("保密办主任", Level.CORE, "统管全单位涉密事项和涉密人员。"),
    Kind("涉密采购员", Level.GENERAL, "办理涉密采购。"),
    Kind("工程图纸管理员", Level.GENERAL, "保管涉密工程图纸。"),
)
GROUNDS = "原单位已书面同意，附函一份。"
UNMET = "原涉密岗位脱密期未满，还差两个月。"
CONDITION = "限接触秘密级事项，两个月后复核。"
DESTINATIONS = ("调往外单位", "退休返乡", "另谋职业", "")
