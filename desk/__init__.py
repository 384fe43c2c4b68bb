"""What people touch: the command line, the workbook, the sheets."""
