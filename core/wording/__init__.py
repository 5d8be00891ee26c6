"""In which words is something shown? Titles of records, names of the program, and errors in fields.

Imports `core.model`, `core.policy` and `core.values`. Everything returned here is translated when it is shown.

- `record_text`: the title of a record, why it is due, how its deadline stands, and what is remarked of it.
- `labels`: the names of kinds, actions, fields and options that records hold as text.
- `values`: the values of fields, and which of them say something of a record.
- `field_errors`: errors of validation as sentences, field by field.
"""
