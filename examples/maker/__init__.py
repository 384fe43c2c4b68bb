"""Makes the sample guide: `python -m examples.maker` writes examples/gci-guide/*.docx anew."""
