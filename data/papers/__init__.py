"""What is kept beside the database of papers that are attached to records.

Imports media, formats and system. Which records name what is kept here is known to `data.store.kept_papers`.

`sealing`: the bytes of a paper under its own key (vault §11).
`media_types`: what a file is, by its first bytes.
`paper_folder`: the sealed files of a store.
`preview`: a picture made small, by a child process that can be killed.
`preview_child`: that process.
"""
