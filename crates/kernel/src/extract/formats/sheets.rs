//! Workbooks: every row that holds something, with its sheet and its number.

use std::{fmt::Display, io::Cursor};

use calamine::{Data, DataRef, ExcelDateTime, Ods, Reader as _, Xls, Xlsb, Xlsx};

use super::{Read, Reader, with};
use crate::extract::{PlaceKind, Reading, Text};

type Bytes<'b> = Cursor<&'b [u8]>;

const MOST_SHEETS: usize = 500;
const DAMAGED: &str = "It is damaged: its sheets can't be read.";
const NOT_ALL: &str = "It is too large: not all of its sheets were read.";
/// Columns of a row that are read.
const WIDEST: usize = 1_000;

/// Cells of one row, until the next one begins.
#[derive(Default)]
struct Row {
    number: u32,
    said: String,
    cells: usize,
}

impl Row {
    /// Takes a cell; whether there is room for more.
    fn take(&mut self, text: &mut Text, row: u32, cell: Option<String>) -> bool {
        let number = row.saturating_add(1);
        if number != self.number {
            if !self.finish(text) {
                return false;
            }
            self.number = number;
        }
        if let Some(cell) = cell.filter(|_| self.cells < WIDEST) {
            if !self.said.is_empty() {
                self.said.push('\t');
            }
            self.said.push_str(&cell.replace(['\n', '\r'], " "));
            self.cells += 1;
        }
        true
    }

    fn finish(&mut self, text: &mut Text) -> bool {
        let room = text.add(self.number, &self.said);
        *self = Row::default();
        room
    }
}

/// XLSX: cell by cell, so that a sheet with one cell far out takes no more than that.
pub fn read_workbook(reader: &Reader, bytes: &[u8]) -> Read {
    let mut book: Xlsx<Bytes<'_>> = Xlsx::new(Cursor::new(bytes)).map_err(|e| why(&e))?;
    let mut text = Text::default();
    let mut note = "";
    for name in book.sheet_names().into_iter().take(MOST_SHEETS) {
        text.begin(PlaceKind::Sheet, &name);
        // A sheet that is a chart has no cells.
        let Ok(mut cells) = book.worksheet_cells_reader(&name) else {
            continue;
        };
        let mut row = Row::default();
        loop {
            match cells.next_cell() {
                Ok(Some(cell)) => {
                    let room = row.take(&mut text, cell.get_position().0, of_ref(cell.get_value()));
                    if !room || !reader.has_time() {
                        note = NOT_ALL;
                        break;
                    }
                }
                Ok(None) => break,
                Err(_) => {
                    note = DAMAGED;
                    break;
                }
            }
        }
        if !row.finish(&mut text) || !reader.has_time() {
            break;
        }
    }
    Ok(of(text, note))
}

/// XLSB.
pub fn read_binary(reader: &Reader, bytes: &[u8]) -> Read {
    let book: Xlsb<Bytes<'_>> = Xlsb::new(Cursor::new(bytes)).map_err(|e| why(&e))?;
    Ok(each_sheet(reader, book))
}

/// ODS.
pub fn read_open(reader: &Reader, bytes: &[u8]) -> Read {
    let book: Ods<Bytes<'_>> = Ods::new(Cursor::new(bytes)).map_err(|e| why(&e))?;
    Ok(each_sheet(reader, book))
}

/// What programs wrote before 2007: workbooks are read, the rest isn't.
pub fn read_old(reader: &Reader, bytes: &[u8]) -> Read {
    match Xls::new(Cursor::new(bytes)) {
        Ok(book) => Ok(each_sheet::<Xls<Bytes<'_>>>(reader, book)),
        Err(_) => Ok(Reading::none(
            "It is in a format from before 2007. Saved as DOCX, PPTX or PDF its text is found.",
        )),
    }
}

fn each_sheet<'b, B: calamine::Reader<Bytes<'b>>>(reader: &Reader, mut book: B) -> Reading {
    let mut text = Text::default();
    let mut note = "";
    for name in book.sheet_names().into_iter().take(MOST_SHEETS) {
        text.begin(PlaceKind::Sheet, &name);
        let Ok(range) = book.worksheet_range(&name) else {
            note = DAMAGED;
            continue;
        };
        let first = range.start().map_or(0, |(row, _)| row);
        for (number, cells) in (first..).zip(range.rows()) {
            let mut row = Row::default();
            for cell in cells {
                row.take(&mut text, number, of_data(cell));
            }
            if !row.finish(&mut text) || !reader.has_time() {
                return of(text, NOT_ALL);
            }
        }
    }
    of(text, note)
}

/// Nothing that was read, and something wrong, is a file that can't be read.
fn of(text: Text, note: &str) -> Reading {
    match text.is_empty() && note == DAMAGED {
        true => Reading::refused(note),
        // That it was cut is said already.
        false => with(text, note),
    }
}

fn why(error: &impl Display) -> String {
    match error.to_string().to_lowercase().contains("password") {
        true => "It is protected by a password.".into(),
        false => DAMAGED.into(),
    }
}

fn of_ref(cell: &DataRef<'_>) -> Option<String> {
    match cell {
        DataRef::SharedString(text) => some(text),
        other => of_data(&Data::from(other.clone())),
    }
}

fn of_data(cell: &Data) -> Option<String> {
    match cell {
        Data::Empty | Data::Error(_) => None,
        Data::DateTime(at) => Some(moment(at)),
        Data::String(text) => some(text),
        other => some(&other.to_string()),
    }
}

fn some(text: &str) -> Option<String> {
    (!text.trim().is_empty()).then(|| text.to_owned())
}

/// A day as people look for it, with the time where it has one.
fn moment(at: &ExcelDateTime) -> String {
    if at.is_duration() {
        return at.to_string();
    }
    match at.to_ymd_hms_milli() {
        (year, month, day, 0, 0, 0, _) => format!("{year:04}-{month:02}-{day:02}"),
        (year, month, day, hour, minute, ..) => {
            format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}")
        }
    }
}
