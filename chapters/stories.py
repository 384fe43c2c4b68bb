"""Body, notes, headers, footers, boxes: where in a file something sits."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Place"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in a file something sits, so that a person can find it.

    `story` is "body", "footnote 3", "header 1", "text box 2", …; `headings` the path of headings
    above it, outermost first, may be empty; `paragraph` counts the paragraphs of its story from 1;
    `table`, `row`, `column` count from 1 and are none outside a table.
    """

    story: str
    headings: tuple[str, ...] = ()
    paragraph: int
    table: int | None = None
    row: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        """One line for people: "Inspection > Labels, paragraph 12, table 2, row 3, column 1"."""
        where = [" > ".join(self.headings)] if self.headings else []
        if self.story != "body":
            where.append(self.story)
        where.append(f"paragraph {self.paragraph}")
        if self.table is not None:
            where.append(f"table {self.table}, row {self.row}, column {self.column}")
        return ", ".join(where)
