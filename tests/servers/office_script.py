"""What the tests' word processor does with one file; run by the Python that has `uno`.

    /usr/bin/python3 office_script.py PIPE < job.json

The job: {"source": path, "target": path, "author": name, "tracked": bool,
"edits": [[verb, {…}], …]}, or null to ask whether LibreOffice answers.
A verb that finds nothing ends with code 1 and one line saying so: an edit that did not happen must
not pass for one. Known here (LibreOffice 7.4): a setter of the API is recorded as a change where it
sets text, but not where it sets a style; rows are recorded only by the dispatcher's commands.
"""

# What UNO gives has no types.
# ruff: noqa: ANN003, ANN202, ANN204, ANN205
from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue

FILTERS = {
    ".docx": "MS Word 2007 XML",
    ".doc": "MS Word 97",
    ".odt": "writer8",
    ".rtf": "Rich Text Format",
    ".pdf": "writer_pdf_Export",
}


class NothingThere(Exception):
    """An edit names a place that the file does not have."""


def properties(**values):
    return tuple(PropertyValue(name, 0, value, 0) for name, value in values.items())


class Desk:
    """One open file and the hand that edits it, as `author`."""

    def __init__(self, context, source, author):
        manager = context.ServiceManager
        self._manager, self._context, self._author = manager, context, author
        self._sign(manager, context, author)
        desktop = manager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        self._dispatcher = manager.createInstanceWithContext(
            "com.sun.star.frame.DispatchHelper", context
        )
        url = uno.systemPathToFileUrl(source)
        self.file = desktop.loadComponentFromURL(url, "_blank", 0, properties(Hidden=True))
        if self.file is None:
            raise NothingThere("LibreOffice could not open " + source)
        self._view = self.file.CurrentController

    @staticmethod
    def _sign(manager, context, author):
        """Marks and comments carry the name that the user profile has."""
        provider = manager.createInstanceWithContext(
            "com.sun.star.configuration.ConfigurationProvider", context
        )
        profile = provider.createInstanceWithArguments(
            "com.sun.star.configuration.ConfigurationUpdateAccess",
            properties(nodepath="/org.openoffice.UserProfile/Data"),
        )
        profile.givenname, _, profile.sn = author.partition(" ")
        profile.initials = "".join(word[0] for word in author.split())
        profile.commitChanges()

    def save(self, target):
        name = FILTERS[Path(target).suffix]
        self.file.storeToURL(uno.systemPathToFileUrl(target), properties(FilterName=name))

    def tracking(self, on):
        self.file.RecordChanges = on

    def replace(self, find, words, nth=1):
        self._found(find, nth).setString(words)

    def delete(self, find, nth=1):
        self._found(find, nth).setString("")

    def insert_after(self, find, words, nth=1):
        place = self._found(find, nth)
        place.Text.insertString(place.Text.createTextCursorByRange(place.End), words, False)

    def new_paragraph(self, after, words):
        self._view.ViewCursor.gotoRange(self._paragraph(after).End, False)
        self._do("InsertPara")
        self._do("InsertText", Text=words)

    def delete_paragraph(self, starts):
        paragraph = self._paragraph(starts)
        self._select(paragraph)
        self._view.ViewCursor.goRight(1, True)  # its end mark too
        self._do("Delete")

    def set_cell(self, table, cell, words):
        cursor = self._table(table).getCellByName(cell).createTextCursor()
        cursor.gotoEnd(True)
        cursor.setString(words)

    def add_row(self, table, after, values):
        rows = self._table(table)
        self._into(rows, after)
        self._do("InsertRowsAfter")
        for column, value in enumerate(values):
            cell = rows.getCellByName(f"{chr(65 + column)}{after + 1}")
            cell.insertString(cell.createTextCursor(), value, False)

    def delete_row(self, table, row):
        rows = self._table(table)
        last = chr(64 + rows.Columns.Count)
        self._view.select(rows.getCellRangeByName(f"A{row}:{last}{row}"))
        self._do("DeleteRows")

    # Paragraphs

    def rewrite(self, starts, words):
        self._paragraph(starts).setString(words)

    def split(self, after):
        self._view.ViewCursor.gotoRange(self._found(after, 1).End, False)
        self._do("InsertPara")

    def join_next(self, starts):
        self._view.ViewCursor.gotoRange(self._paragraph(starts).End, False)
        self._do("Delete")

    def move_down(self, starts, times=1):
        self._view.ViewCursor.gotoRange(self._paragraph(starts).Start, False)
        for _ in range(times):
            self._do("MoveDown")

    def cut_and_paste(self, starts, before):
        self._select(self._paragraph(starts))
        self._view.ViewCursor.goRight(1, True)
        block = self._view.getTransferable()
        self._do("Delete")
        self._view.ViewCursor.gotoRange(self._paragraph(before).Start, False)
        self._view.insertTransferable(block)

    def style(self, starts, name):
        self._view.ViewCursor.gotoRange(self._paragraph(starts).Start, False)
        self._do("StyleApply", Style=name, FamilyName="ParagraphStyles")

    def style_silently(self, starts, name):
        self._paragraph(starts).ParaStyleName = name

    def centre(self, starts):
        self._paragraph(starts).ParaAdjust = uno.Enum(
            "com.sun.star.style.ParagraphAdjust", "CENTER"
        )

    def page_break(self, starts):
        self._paragraph(starts).BreakType = uno.Enum("com.sun.star.style.BreakType", "PAGE_BEFORE")

    # Words

    def replace_all(self, find, words):
        change = self.file.createReplaceDescriptor()
        change.SearchString, change.ReplaceString = find, words
        change.SearchCaseSensitive = True
        if not self.file.replaceAll(change):
            raise NothingThere(f"{find!r} does not stand in the file")

    def format(self, find, nth=1, **looks):
        place = self._found(find, nth)
        for name, value in looks.items():
            setattr(place, name, value)

    def link(self, find, address, nth=1):
        self._found(find, nth).HyperLinkURL = address

    def footnote(self, after, words, nth=1):
        place = self._found(after, nth)
        note = self.file.createInstance("com.sun.star.text.Footnote")
        end = place.Text.createTextCursorByRange(place.End)
        place.Text.insertTextContent(end, note, False)
        note.setString(words)

    def edit_footnote(self, number, words):
        self.file.Footnotes.getByIndex(number - 1).setString(words)

    def insert_file(self, after, path):
        end = self.file.Text.createTextCursorByRange(self._paragraph(after).End)
        self.file.Text.insertControlCharacter(end, 0, False)
        end.insertDocumentFromURL(uno.systemPathToFileUrl(path), ())

    # Tables

    def add_column(self, table, after):
        rows = self._table(table)
        self._view.select(rows.getCellByName(f"{chr(64 + after)}1"))
        self._view.ViewCursor.gotoRange(rows.getCellByName(f"{chr(64 + after)}1").Start, False)
        self._do("InsertColumnsAfter")

    def delete_column(self, table, column):
        rows = self._table(table)
        name = chr(64 + column)
        self._view.select(rows.getCellRangeByName(f"{name}1:{name}{rows.Rows.Count}"))
        self._do("DeleteColumns")

    def delete_table(self, table):
        self._into(self._table(table), 1)
        self._do("DeleteTable")

    def new_table(self, after, rows):
        table = self.file.createInstance("com.sun.star.text.TextTable")
        table.initialize(len(rows), len(rows[0]))
        end = self.file.Text.createTextCursorByRange(self._paragraph(after).End)
        self.file.Text.insertTextContent(end, table, False)
        for i, row in enumerate(rows):
            for j, value in enumerate(row):
                table.getCellByName(f"{chr(65 + j)}{i + 1}").String = value

    # Pages, boxes, pictures

    def _page(self):
        styles = self.file.StyleFamilies.getByName("PageStyles")
        return styles.getByName(self._view.ViewCursor.PageStyleName)

    def header(self, words):
        page = self._page()
        page.HeaderIsOn = True
        page.HeaderText.setString(words)

    def landscape(self):
        page = self._page()
        long, short = max(page.Width, page.Height), min(page.Width, page.Height)
        page.IsLandscape, page.Width, page.Height = True, long, short

    def text_box(self, at, words):
        frame = self.file.createInstance("com.sun.star.text.TextFrame")
        frame.Width, frame.Height = 6000, 2000
        start = self.file.Text.createTextCursorByRange(self._paragraph(at).Start)
        self.file.Text.insertTextContent(start, frame, False)
        frame.Text.setString(words)

    def insert_picture(self, at, path):
        graphics = self._manager.createInstanceWithContext(
            "com.sun.star.graphic.GraphicProvider", self._context
        )
        picture = self.file.createInstance("com.sun.star.text.TextGraphicObject")
        picture.Graphic = graphics.queryGraphic(properties(URL=uno.systemPathToFileUrl(path)))
        picture.Width, picture.Height = 4000, 3000
        start = self.file.Text.createTextCursorByRange(self._paragraph(at).Start)
        self.file.Text.insertTextContent(start, picture, False)

    def delete_picture(self, number=1):
        pictures = self.file.GraphicObjects
        if pictures.Count < number:
            raise NothingThere(f"the file has {pictures.Count} pictures, not {number}")
        self._view.select(pictures.getByIndex(number - 1))
        self._do("Delete")

    # Comments and marks

    def reply(self, has, words):
        before = self._note(has)
        now = time.gmtime()
        moment = uno.createUnoStruct("com.sun.star.util.DateTime")
        moment.Year, moment.Month, moment.Day, moment.Hours, moment.Minutes, moment.Seconds = now[
            :6
        ]
        note = self.file.createInstance("com.sun.star.text.textfield.Annotation")
        note.Content, note.Author, note.DateTimeValue = words, self._author, moment
        end = before.Anchor.Text.createTextCursorByRange(before.Anchor.End)
        before.Anchor.Text.insertTextContent(end, note, False)

    def settle_comment(self, has):
        self._note(has).Resolved = True

    def edit_comment(self, has, words):
        self._note(has).Content = words

    def delete_comment(self, has):
        note = self._note(has)
        note.Anchor.Text.removeTextContent(note)

    def accept_all(self):
        self._do("AcceptAllTrackedChanges")

    def reject_all(self):
        self._do("RejectAllTrackedChanges")

    def _note(self, has):
        fields = self.file.TextFields.createEnumeration()
        while fields.hasMoreElements():
            field = fields.nextElement()
            if (
                field.supportsService("com.sun.star.text.textfield.Annotation")
                and has in field.Content
            ):
                return field
        raise NothingThere(f"no comment says {has!r}")

    def comment(self, find, words, nth=1):
        self._select(self._found(find, nth))
        self._do("InsertAnnotation", Text=words)

    def _do(self, command, **arguments):
        frame = self._view.Frame
        self._dispatcher.executeDispatch(frame, ".uno:" + command, "", 0, properties(**arguments))

    def _select(self, place):
        cursor = self._view.ViewCursor
        cursor.gotoRange(place.Start, False)
        cursor.gotoRange(place.End, True)

    def _into(self, rows, row):
        cell = rows.getCellByName(f"A{row}")
        if cell is None:
            raise NothingThere(f"the table has no row {row}")
        self._view.select(cell)
        self._view.ViewCursor.gotoRange(cell.Start, False)

    def _found(self, words, nth):
        search = self.file.createSearchDescriptor()
        search.SearchString = words
        search.SearchCaseSensitive = True
        places = self.file.findAll(search)
        if places.Count < nth:
            raise NothingThere(f"{words!r} stands {places.Count} times in the file, not {nth}")
        return places.getByIndex(nth - 1)

    def _blocks(self, service):
        blocks = self.file.Text.createEnumeration()
        while blocks.hasMoreElements():
            block = blocks.nextElement()
            if block.supportsService(service):
                yield block

    def _paragraph(self, starts):
        for paragraph in self._blocks("com.sun.star.text.Paragraph"):
            if paragraph.String.startswith(starts):
                return paragraph
        raise NothingThere(f"no paragraph starts with {starts!r}")

    def _table(self, number):
        tables = list(self._blocks("com.sun.star.text.TextTable"))
        if number > len(tables):
            raise NothingThere(f"the file has {len(tables)} tables, not {number}")
        return tables[number - 1]


def main():
    job = json.load(sys.stdin)
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    context = resolver.resolve(f"uno:pipe,name={sys.argv[1]};urp;StarOffice.ComponentContext")
    if job is None:  # only whether it answers
        return
    desk = Desk(context, job["source"], job["author"])
    try:
        if job["tracked"]:
            desk.tracking(on=True)
        for verb, arguments in job["edits"]:
            getattr(desk, verb)(**arguments)
        desk.save(job["target"])
    finally:
        desk.file.close(True)


try:
    main()
except Exception as problem:  # noqa: BLE001 -- a UNO exception is no class that `except` can name
    sys.stderr.write(f"{type(problem).__name__}: {problem}")
    sys.stderr.flush()
    os._exit(1)
# Not by the interpreter's own end: the bridge's threads sometimes crash there, once all is saved.
os._exit(0)
