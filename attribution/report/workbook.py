"""Report → XLSX: a sheet of speakers that can be sorted and filtered, names and never formulas in its cells."""

from __future__ import annotations

import io
from typing import Any

from attribution.errors import InputError
from attribution.extras import needed
from attribution.render.terminal import visible
from attribution.report.counting import Report
from attribution.report.render import summary, table

MOST_ROWS = 2**20 - 1  # beside the header

_WIDE = {"speaker": 32, "role": 28, "article": 20, "also_called": 40}


def to_xlsx(report: Report) -> bytes:
    """The workbook; InputError where there are more speakers than a sheet can hold."""
    openpyxl = needed("openpyxl", "report")
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Speakers")
    header, *rows = table(report)
    if len(rows) > MOST_ROWS:
        raise InputError(
            f"{len(rows):,} speakers are more than a sheet of a workbook can hold; keep fewer with --top {MOST_ROWS}"
        )
    letters = [openpyxl.utils.get_column_letter(number) for number in range(1, len(header) + 1)]
    for letter, name in zip(letters, header):
        sheet.column_dimensions[letter].width = _WIDE.get(name, 13)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{letters[-1]}{len(rows) + 1}"
    bold = openpyxl.styles.Font(bold=True)
    sheet.append([_cell(sheet, name, font=bold) for name in header])
    share = header.index("share_direct")
    for values in rows:
        sheet.append([_cell(sheet, v, number_format="0%" if i == share else None) for i, v in enumerate(values)])
    about = book.create_sheet("About")
    about.append([_cell(about, summary(report))])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: Any, value: Any, **style: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, visible(value) if isinstance(value, str) else value)
    if isinstance(value, str):
        cell.data_type = "s"  # a name may begin with "=" and is no formula
    for name, given in style.items():
        if given is not None:
            setattr(cell, name, given)
    return cell
