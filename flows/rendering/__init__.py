"""What leaves the house: PDF, web pages, the comment matrix, the record."""
