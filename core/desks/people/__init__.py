"""Who works here, where, and since when? People 人员, units 单位 and service 任职.

Imports no other desk. Every desk asks `service` whether somebody worked here on a day.

- `fields`: what records and actions share of their fields.
- `records`: the person, the unit, and former placements.
- `service`: on which days a person worked here, and in which unit and post.
- `people`: adding and amending people and units; leaving and returning.
- `placements`: correcting a former placement.
- `unit_tree`: the tree of units as a list finds and grows it by names.
- `staff_list`: import of a list of staff 花名册: people by their staff number, or by name and unit.
"""
