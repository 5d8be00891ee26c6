"""How values become text for the officer, and typed text values, the same on the screens and on the command line.

May import `tui.terminal` and `tui.language`.

- `values`: the values of fields and the titles of records in words.
- `standing`: the colour of how something stands.
- `lines`: lines of text with their style.
- `paths`: paths as they are typed, checked.
- `sizes`: sizes as they are typed: 64K, 700M, 4G.
- `import_preview`: what an import would do.
- `incoming_conflict`: a field to which a transfer would give a second value.
- `incoming_findings`: what a transfer would list twice, and which rules it would leave broken.
- `policy_changes`: what differs between two texts of the policy pack, and who changed it.
"""
