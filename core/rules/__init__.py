"""The rules that hold for the records of every desk.

Imports `core.wording`, `core.rights`, `core.model`, `core.policy` and `core.values`; it names no desk.

- `agenda`: what an officer has to do 待办, and conflicts to be decided 冲突: kinds derived from other records.
- `attached_papers`: scanned pages, photos and forms that belong to a record of any desk.
- `calendar`: what stands on each day, days off, conflicts, and bands.
- `checklist`: items from the policy pack that are answered for a record, and actions that demand it.
- `checks`: what no longer fits the policy and the store of today, asked for by one key.
- `breaches`: where records break a rule of the office, by themselves or together.
- `classified`: how what is listed is classified.
- `clock_check`: warnings about clocks: of this machine, and of another site.
- `duplicates`: two records that seem to be the same person, unit or cell.
- `following_rules`: the rules that follow from fields and actions; all rules of a kind.
- `holdings`: what a person still holds of other desks, asked by whoever clears him.
- `joined_records`: a record that says it is the same as another stands under that one.
- `lapsing`: what ends with something else, whatever desk ends that.
- `ledger`: things that are signed out and in, destroyed or lost, with two names.
- `legal_hold`: while a hold is active, no site purges what it holds (docs/formats/changes.md §10.11).
- `numbering`: who has a number or code, and which is the next.
- `obligation`: what is owed 欠账 in every period of a cadence, and what meets it.
- `owed_history`: how many records owed something at the end of earlier days.
- `period_map`: what became of the periods of each cell or record, month by month.
- `period_action`: what is done about one period: noting that it was done, or excusing it.
- `record_printout`: a record on paper with its parts, and records as the rows of a table.
- `register`: lists and forms whose columns are given from outside, made of what the desks keep.
- `register_row`: the rows of registers: what stands below each heading, and how it is found.
- `purge`: erases a record whose retention is over, at every site that has it (docs/formats/changes.md §10).
- `request`: what one officer asks for and another decides.
- `right_to_hold`: who may hold what is secret, and where it may lie, as the desks that know it say.
- `standing_in`: what other desks keep in an area, which is not given up then.
- `timeline`: days on an axis, and the bar of what runs from one to another.
"""
