"""WordprocessingML: the only place with XPath and element names."""
