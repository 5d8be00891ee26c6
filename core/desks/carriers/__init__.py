"""Which carriers of secrets are there, where is each, and who answers for it? Carriers 载体.

Imports no other desk. Who may hold what, and where it may lie, it asks through `core.rules.right_to_hold`.

- `vocabulary`: closed lists, duties and the section of the policy pack.
- `fields`: what records and actions share of their fields.
- `records`: carriers 载体 and their movements 流转.
- `destruction`: batches to be destroyed 销毁批, and what stands on them.
- `stocktake`: stocktakes 清点 and their lines.
- `moving`: what every movement has in common.
- `receiving`: taking into the ledger, correcting, copies, another level, voiding a number.
- `lending`: lending, bringing back, handing on, carrying outside, counter-entries.
- `leaving`: what leaves the house: sent, given back, archived, repaired.
- `missing`: what is missing: found again, or counted as leaked.
- `destroying`: listing, approving and destroying a batch.
- `counting`: counting, number by number.
- `settling`: settling what counting found, and closing it.
- `figures`: what is where, what is out and for how long.
- `checks`: what no longer fits the policy and the store of today.
- `held_carriers`: which carriers somebody still has who leaves, or lie in an area that is given up.
- `register_cells`: what stands below the headings of registers.
- `registers`: the registers 登记簿 and forms of the desk.
- `carrier_list`: import of a ledger of carriers 载体台账.
"""
