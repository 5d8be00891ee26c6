"""What the grid desk shows.

- `screen`: the desk: the tree of cells with its numbers.
- `tree_commands`: what is done with the cell under the cursor.
- `cell_tree`: the rows of the tree.
- `cell_panel`: the panel of a cell: shares as bars, warnings, gaps and what is owed.
- `owed_weeks`: what the cells owed at the end of the last weeks.
- `lists`: the records behind a number, periods of duties, warnings.
- `gaps`: what is missing in the grid.
"""
