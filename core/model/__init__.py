"""With what is a desk declared? Records, actions, queries, figures, print-outs, and the interface of the store.

Imports `core.values` and `core.policy`. Nothing here knows a desk. What a change holds is specified in
docs/formats/changes.md.

- `record`: `Record`: a kind and what follows from its fields; `RECORDS` lists every kind.
- `field`: `About`: what a declaration says of a field: label, width, what it refers to, what it starts with.
- `rule`: `Rule`, `Unique`: what records must keep together, whoever writes them.
- `deadline`: `Deadline`: by which day something of a record is to be done, and how that stands.
- `occurrence`: `Occurrence`: when a part of a record happened, for the timeline of that record.
- `on_calendar`: `OnCalendar`: where the records of a kind stand on a calendar.
- `from_to`: `FromTo`: from when to when the records of a kind run, for the timeline.
- `action`: `Action`: what an officer may do to a record; `ACTIONS` lists every action.
- `stage_path`: how far a record has come on the usual way through its stages.
- `context`: `Context`: what an action may ask when it decides.
- `reader`: `Reader`: what figures and print-outs may ask of an office, so that rights hold for them too.
- `viewer`: `Viewer`: an officer as rights see him.
- `audit_event`: `Event`: what an entry of the audit says happened.
- `change`: `Draft`, `Change`, `Stream`: what the journal keeps and a transfer carries, and how it is identified.
- `history`: what each change of a record replaced, and what its author did not know of.
- `merge`: the state of a record as a function of the set of its changes; conflicts.
- `query`: conditions and queries: which records of a kind, in which order.
- `store`: `Store`: what is asked of a store; `data` implements it.
- `span`: `Span`: a quarter, a year or all years.
- `figure`: `Figure`: a number, with the records it counts; `FIGURES` lists every figure.
- `past`: how many there were on earlier days, as far as dates tell.
- `tiles`: which figures stand above the list of a kind.
- `chart`: lines of numbers, and what of them is told to whom.
- `dashboard_parts`: what a dashboard is made of: numbers, shares, ages, bars, what recurs, tables.
- `dashboard_flow`: what came in and what went out by month.
- `dashboard_matrix`: a share by two columns at once.
- `dashboard`: `Dashboard`: which figures a desk shows, and how.
- `card_section`: the figures of a person, for the card of that person.
- `progress`: how long work tells how far it is.
- `printout`: `Paper`: a print-out as a value, and how a desk declares one.
"""
