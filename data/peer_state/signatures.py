"""Which signatures of other sites are kept, and which statements of a file are believed (changes §12.5)."""
