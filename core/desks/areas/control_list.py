"""The list of protective equipment 防护设备台账, row by row: each is entered as a control of the area it is in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from core.desks.areas.children import Control
from core.desks.areas.controls import AddControl
from core.desks.areas.records import Area
from core.desks.areas.vocabulary import KEEP, STANDING, ControlType
from core.model.query import Blank, Is, Query
from core.spreadsheets.cells import Row, code, day, line
from core.spreadsheets.columns import ColumnMapping, SheetColumn
from core.spreadsheets.declaration import Import, Outcome, Register, Verdict
from core.spreadsheets.table_import import NotFound, SeveralFound
from core.values.cleaning import code_key, folded
from core.values.sentence import N_

WORDS: Mapping[ControlType, tuple[str, ...]] = {
    ControlType.INFRARED: ("红外", "infrared"),
    ControlType.CAMERA: ("摄像", "监控", "camera"),
    ControlType.ACCESS: ("门禁", "access control"),
    ControlType.SAFE: ("密码柜", "保密柜", "保险柜", "文件柜", "safe"),
    ControlType.PHONE_LOCKER: ("手机柜", "phone locker"),
    ControlType.IRON: ("铁门", "铁窗", "防盗门", "防盗网", "iron"),
    ControlType.ALARM: ("报警", "alarm"),
    ControlType.SHIELD: ("屏蔽", "干扰", "shield", "jammer"),
    ControlType.SHREDDER: ("碎纸", "粉碎", "shredder"),
    ControlType.WARNING_SIGN: ("警示", "warning"),
    ControlType.DIRECTION_SIGN: ("导向", "direction"),
    ControlType.LOCK: ("锁", "lock"),
    ControlType.GUARD: ("警卫", "值守", "guard"),
}
"""Words by which the name of a piece of equipment tells what it is; the first that stands in it counts."""


def type_of(name: str) -> ControlType:
    """Return what a piece of equipment is, by its name."""
    plain = folded(name)
    found = (kind for kind, words in WORDS.items() if any(folded(word) in plain for word in words))
    return next(found, ControlType.OTHER)


class ControlList(Import):
    """The equipment that protects areas. What an area has already at that spot is left as it is."""

    name = "controls"
    on = "control"
    label = N_("Import of controls")
    duty = KEEP
    titled = ("area", "what")
    columns = (
        SheetColumn("what", ("设备名称", "名称", "防护设备", "防护措施", "equipment", "control"), required=True),
        SheetColumn("area", ("装备部位", "部位", "区域", "要害部位", "area"), required=True),
        SheetColumn("number", ("编号", "设备编号", "number")),
        SheetColumn("spot", ("用途", "安装位置", "位置", "位置点", "spot")),
        SheetColumn("count", ("数量", "件数", "how many", "count")),
        SheetColumn("installed", ("配置时间", "安装时间", "installed")),
        SheetColumn("valid_until", ("有效期", "有效期至", "valid until")),
    )

    def __init__(self, office: Register, rows: Sequence[Row], mapping: ColumnMapping) -> None:
        """Read the areas that there are, and their controls."""
        super().__init__(office, rows, mapping)
        self._areas: dict[str, list[Area]] = {}
        for area in office.find_unmasked(Query(Area.kind, Is("stage", STANDING))):
            for said in {folded(area.name), folded(area.number), folded(area.title)} - {""}:
                self._areas.setdefault(said, []).append(area)
        there: list[Control] = office.find_unmasked(Query(Control.kind, Blank("removed")))
        by_spot = {self._key(each.area, "", each.type, each.spot): each for each in there}
        self._there = by_spot | {self._key(each.area, each.number, each.type, each.spot): each for each in there}

    def judge(self, row: Row) -> Verdict:
        """Find the area, and whether it has the control."""
        self.required(row, "what")
        area = self._area(row)
        what, number = line(row, "what"), code(row, "number")
        kind, spot = type_of(what), line(row, "spot") or what
        given = {"type": kind, "spot": spot, "number": number}
        key = self._key(area.id, number, kind, spot)
        if known := self._there.get(key):
            return self.verdict(row, Outcome.SAME, known=known)
        if repeated := self.repeated(row, " ".join(key), given):
            return repeated
        dates = {name: day(row, name, self.context.today) for name in ("installed", "valid_until") if line(row, name)}
        count = line(row, "count")
        action = AddControl(target=area.id, count=int(count) if count.isdigit() else 1, **given, **dates)
        return self.verdict(row, Outcome.NEW, actions=(action,))

    def about(self, row: Row) -> Iterable[str]:
        """Nothing: what no row names is not told as missing."""
        return ()

    @staticmethod
    def _key(area: str, number: str, kind: ControlType, spot: str) -> tuple[str, ...]:
        """Return what tells a control of an area from others: its number, or else what it is and where."""
        return (area, code_key(number)) if number else (area, str(kind), folded(spot))

    def _area(self, row: Row) -> Area:
        self.required(row, "area")
        said = line(row, "area")
        found = self._areas.get(folded(said), [])
        if not found:
            raise NotFound(column=self.heading("area"), name=said)
        if len(found) > 1:
            raise SeveralFound(column=self.heading("area"), name=said, count=len(found))
        return found[0]

    def missing(self, met: object) -> Iterator[Verdict]:
        """Yield nothing: a list of equipment is one of several."""
        return iter(())
