"""The reading engines by name, for whoever only needs to name them."""

ENGINES = ("auto", "rapidocr", "tesseract")
"""What the setting BEEBOX_OCR_ENGINE and `--engine` take."""

PROGRAM = "tesseract"
"""The program one of them starts, where BEEBOX_OCR_PROGRAM does not name another."""
