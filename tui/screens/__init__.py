"""One module a screen; the application finds them by walking this folder."""
