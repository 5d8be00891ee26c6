"""The Textual screens and the command line."""
