"""Grid 网格: mass prevention organised as a tree of responsibility cells."""

from typing import Annotated

from core.record import About, Record
from core.text import N_


class Cell(Record):
    """A cell 网格 of the responsibility grid."""

    kind = "cell"
    label = N_("Cell")
    plural = N_("Cells")
    duty = "common.read"
    order = ("code",)

    code: Annotated[str, About(N_("Code"), column=12, index=True, search=True)]
    name: Annotated[str, About(N_("Name"), column=24, search=True, pinyin=True)]
    parent: Annotated[str, About(N_("Belongs to"), column=20, refers="cell", index=True)] = ""

    @property
    def title(self) -> str:
        """Code and name."""
        return f"{self.code} {self.name}"
