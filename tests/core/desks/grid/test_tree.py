"""The tree of cells: every cell stands in it once, and loops are found."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from core.desks.administration.officers import Account
from core.desks.grid.tree import Tree
from core.model.query import Is, Query
from core.office.office import Office
from data.site.open_site import OpenSite
from tests.support.grid_house import House
from tests.support.site_driver import appoint

parents = st.lists(st.integers(-1, 11), min_size=1, max_size=12).map(
    lambda above: {str(cell): str(parent) if parent >= 0 else "" for cell, parent in enumerate(above)}
)


@given(parents)
def test_every_cell_stands_in_the_tree_once_whatever_loops_there_are(above: dict[str, str]) -> None:
    tree = Tree(above)
    listed = [cell for root in tree.roots for cell in tree.below(root)]
    assert sorted(listed) == sorted(above)


@given(parents)
def test_a_loop_is_found_at_each_of_its_cells(above: dict[str, str]) -> None:
    def returns(cell: str) -> bool:
        walked, current = set[str](), above[cell]
        while current in above and current not in walked:
            if current == cell:
                return True
            walked.add(current)
            current = above[current]
        return False

    assert set(Tree(above).loops()) == {cell for cell in above if returns(cell)}


def test_the_binding_of_an_account_to_a_cell_covers_those_below(
    house: House, site: OpenSite, three: tuple[str, str, str], colleague: Callable[..., Office]
) -> None:
    appoint(house.office, "李格", 2, "grid_lead", cell=three[1])
    bound = site.office(2)
    assert bound.viewer.cells == {three[1], three[2]}
    assert [account.cell for account in house.office.find(Query(Account.kind, Is("seat", (2,))))] == [three[1]]
