"""What the grid desk shows.

- `screen`: the desk: the tree of cells with its numbers.
- `cell_tree`: the rows of the tree.
- `lists`: the records behind a number, periods of duties, warnings.
- `gaps`: what is missing in the grid.
"""
