"""How spreadsheets are read and written, and papers laid out.

Imports system and media. Implements no format of its own: .xlsx is ECMA-376, the layout of papers GB/T 9704-2012.
What is refused because of its size stands in docs/formats/limits.md.

`docx`: papers as .docx in the layout of official documents.
`gbt9704`: page, fonts and sizes of that layout.
`ledgered_export`: writing a list or a paper to a file and entering it in the ledger of exports.
`xlsx`: reading the tables of an .xlsx file and writing lists to one.
`xlsx_limits`: what an .xlsx file must be before it is opened: its kind, its size, its number of cells.
`xlsx_number_format`: number formats that make a code of a whole number, such as 000123.
`xlsx_survey`: what the library does not hand on of an .xlsx file: errors, formulas, number formats.
"""
