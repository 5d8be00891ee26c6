"""Lists of areas and of controls, as offices keep them, that are imported."""

from collections.abc import Mapping
from typing import Any

from core.desks.areas.proposing import AmendArea, ProposeArea
from core.desks.areas.vocabulary import PROPOSE, AreaKind
from core.spreadsheets.cells import Row, line
from core.spreadsheets.declaration import Verdict
from core.spreadsheets.table_import import NotFound, TableImport
from core.values.classification import Classification
from core.values.sentence import N_, Sentence, say


class AreaList(TableImport):
    """The list of key departments and places 保密要害部门部位登记表: each is proposed, and goes its way into force."""

    name = "areas"
    label = N_("Import of secure areas")
    duty = PROPOSE
    makes = ProposeArea
    amends = AmendArea
    match = ("number", "name")
    headings = {
        "number": ("编号", "区域编号", "部位编号", "部门编号"),
        "name": ("名称", "要害部门名称", "要害部位名称", "要害部门部位名称", "部门部位名称", "区域名称"),
        "type": ("性质", "类别", "区域性质"),
        "level": ("涉密等级", "密级", "保密等级"),
        "place": ("位置", "具体位置", "所在位置", "房间号", "地点"),
        "unit": ("主管部门", "申报单位", "所属部门"),
        "keeper": ("负责人", "责任人", "部门负责人"),
        "phone": ("联系电话", "电话"),
        "staff": ("在编人员数量", "涉密人员总数", "涉密人员数", "涉密人员数量"),
        "outline": ("涉密事项概要", "涉密事项", "理由", "申报理由"),
    }
    said_as = {
        AreaKind.DEPARTMENT: ("要害部门", "保密要害部门", "部门"),
        AreaKind.PLACE: ("要害部位", "保密要害部位", "部位"),
        AreaKind.OTHER: ("涉密场所", "其他涉密场所", "其他"),
        Classification.TOP_SECRET: ("绝密", "绝密级"),
        Classification.CONFIDENTIAL: ("机密", "机密级"),
        Classification.SECRET: ("秘密", "秘密级"),
    }

    def read(self, row: Row) -> dict[str, Any]:
        """Add that it is a key department, where only the list of those has such columns and says no kind."""
        given = super().read(row)
        heading = self.heading("name")
        of_departments = "staff" in self.mapping.headers or ("部门" in heading and "部位" not in heading)
        return {"type": AreaKind.DEPARTMENT, **given} if of_departments else given

    def value(self, row: Row, name: str) -> Any:
        """Leave a keeper out who has no account here: he is named later."""
        try:
            return super().value(row, name)
        except NotFound:
            if name != "keeper":
                raise
            return None

    def new(self, row: Row, given: Mapping[str, Any], *remarks: Sentence) -> Verdict:
        """Say of a keeper who is left out that he is to be named."""
        if (named := line(row, "keeper")) and "keeper" not in given:
            told = say(N_("“{name}” is no officer here: name the keeper later, with “Amend area”."), name=named)
            return super().new(row, given, *remarks, told)
        return super().new(row, given, *remarks)
