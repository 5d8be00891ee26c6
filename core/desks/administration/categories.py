"""The tree of grievance categories 分类三级标签体系, which takes the place of the one in the policy pack."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import takewhile

from core.desks.administration.officers import EditPolicy
from core.model.action import Action
from core.model.query import Query
from core.policy.editing import Tree, with_tree
from core.spreadsheets.cells import Row, legible, line
from core.spreadsheets.columns import ColumnMapping, SheetColumn
from core.spreadsheets.declaration import Import, Outcome, Register, Verdict
from core.values.refusal import Refusal
from core.values.sentence import N_, say

OPTION = "categories"

# A category is a tag on a person's case (docs/decisions/0011-boundaries.md).
_KEPT_OUT = ("民族", "宗教", "信仰", "邪教", "集会", "游行", "ethnic", "religio", "belief", "assembly")


class LevelSkipped(Refusal):
    """“{column}” is empty although the level below it is not. Fill it in."""


class SlashInName(Refusal):
    """The name “{name}” holds a slash, which parts the levels of a category. Write it without."""


class BeliefOrAssembly(Refusal):
    """“{name}” is left out: no category here tells of ethnicity, religion, belief or assembly."""


class Categories(Import):
    """The categories of the policy pack, up to three levels in a row."""

    name = "categories"
    label = N_("Import of categories")
    duty = "policy.edit"
    titled = ("level_1", "level_2", "level_3")
    columns = (
        SheetColumn("level_1", ("一级分类", "一级标签", "level 1", "category"), required=True),
        SheetColumn("level_2", ("二级分类", "二级标签", "level 2", "subcategory")),
        SheetColumn("level_3", ("三级分类", "三级标签", "level 3")),
    )

    def __init__(self, office: Register, rows: Sequence[Row], mapping: ColumnMapping) -> None:
        """Look at the tree in force."""
        super().__init__(office, rows, mapping)
        self._known = dict.fromkeys(office.policy.options(OPTION))
        self._tree: Tree = {}
        self._paths: set[str] = set()

    def judge(self, row: Row) -> Verdict:
        """Put the row on the new tree."""
        names = self._names(row)
        path = "/".join(names)
        if repeated := self.repeated(row, path, {}):
            return repeated
        self._plant(names)
        return self.verdict(row, Outcome.SAME if path in self._known else Outcome.NEW)

    def _plant(self, names: Sequence[str]) -> None:
        node = self._tree
        for depth, name in enumerate(names, 1):
            node = node.setdefault(name, {})
            self._paths.add("/".join(names[:depth]))

    def _names(self, row: Row) -> list[str]:
        self.required(row, "level_1")
        names = [line(row, name) for name in self.titled]
        while not names[-1]:
            names.pop()
        for name, column in zip(names, self.titled, strict=False):
            if not name:
                raise LevelSkipped(column=self.heading(column))
            if "/" in name:
                raise SlashInName(name=name)
            if any(word in name.casefold() for word in _KEPT_OUT):
                raise BeliefOrAssembly(name=name)
        return names

    def about(self, row: Row) -> Iterator[str]:
        """Yield the categories that begin like this row, as far as it is legible."""
        names = list(takewhile(bool, (legible(row, name) for name in self.titled)))
        return (path for path in self._known if path.split("/")[: len(names)] == names)

    def missing(self, met: Collection[str]) -> Iterator[Verdict]:
        """Yield the categories that leave the tree; those that a row may mean which cannot be taken stay on it."""
        remark = say(N_("It is removed from the tree; grievances that have it keep it."))
        for path in self._known:
            if self._tree and path not in self._paths and path not in met:
                yield Verdict(None, path, Outcome.MISSING, (), (remark,))

    def whole(self, verdicts: Sequence[Verdict]) -> Iterable[Action]:
        """Yield the edit of the policy pack, if it changes anything."""
        if any(verdict.outcome in (Outcome.NEW, Outcome.MISSING) for verdict in verdicts):
            for path in sorted({path for verdict in verdicts for path in verdict.about}):
                self._plant(path.split("/"))
            pack = self.office.find(Query("policy", limit=1))[0]
            yield EditPolicy(target=pack.id, text=with_tree(pack.text, OPTION, self._tree))
