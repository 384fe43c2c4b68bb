"""How chapters become one guide: what each kind of reference needs to stay true."""
