"""Small pictures of numbers, as text of a width in cells: made from numbers or pixels alone, without widget or store.

A picture never stands by itself: whoever draws one writes its number or its words beside it. May import
`tui.terminal`.

- `spark`: a number over the last periods as one line of blocks.
- `bars`: a number as a bar; the parts of one; a term, of which so much has passed.
- `heat`: the background of a number by its share of the largest.
- `load`: how much there is on each of the next days.
- `tiles`: numbers with label, trend and fact, in one line or as boxes.
- `stages`: the path of a matter through its stages.
- `picture`: a picture in half blocks, two pixels in each cell.
- `contrast`: how well one colour is read on another.
"""
