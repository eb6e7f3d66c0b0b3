//! The cells of a sheet: which sign parts them, what the columns are called, and the lines below.

use super::Decoded;
use crate::base::{Error, Result, text};

/// The signs that part cells, the usual ones first.
const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];

/// More columns than this no sheet has.
pub const COLUMNS: usize = 200;

/// Letters of a column's name; what is longer is cut, and is no name anyway.
pub const LONGEST_HEAD: usize = 300;

/// A sheet as cells.
#[derive(Debug, Clone)]
pub struct Table {
    pub separator: char,
    pub heads: Vec<String>,
    /// Those in which something stands.
    pub lines: Vec<Line>,
}

#[derive(Debug, Clone)]
pub struct Line {
    /// As an editor counts it, from 1.
    pub number: u64,
    /// As they stand in the file; a short line has fewer than there are heads.
    pub cells: csv::StringRecord,
}

impl Line {
    /// A cell without what keeps a spreadsheet from calculating with it.
    pub fn cell(&self, at: usize) -> &str {
        text::from_csv_cell(self.cells.get(at).unwrap_or_default())
    }
}

impl Table {
    /// # Errors
    /// With the field `file` when it has more than `most` lines, or a quote that never ends.
    pub fn of(decoded: &Decoded, most: usize) -> Result<Table> {
        let refused = |why: String| Err(Error::field("file", why));
        let (separator, content, above) = match announced(&decoded.content) {
            Some((separator, rest)) => (separator, rest, 1),
            None => (separator_of(&decoded.content), decoded.content.as_str(), 0),
        };
        if let Some(line) = unclosed(content, separator) {
            let line = line + above;
            return refused(format!(
                "The quote that opens in line {line} is never closed, so everything below it would be one cell. Close it, or take it away."
            ));
        }
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(separator as u8)
            .flexible(true)
            .from_reader(content.as_bytes());
        let heads = reader.headers().map_err(unreadable)?;
        // Spreadsheets write empty columns behind the last that somebody formatted.
        let last = heads
            .iter()
            .enumerate()
            .filter(|(_, head)| !text::shows_nothing(head))
            .last();
        let named = last.map_or(0, |(last, _)| last + 1);
        if named > COLUMNS {
            return refused(format!(
                "This file has {} columns; {COLUMNS} fit. Take those away that aren't needed.",
                text::thousands(named)
            ));
        }
        let called = |head: &str| -> String {
            // A mark that stands below a line which says the separator, or twice.
            let head = text::clean_line(head.trim_start_matches('\u{feff}'));
            head.chars().take(LONGEST_HEAD).collect()
        };
        let heads = heads.iter().take(COLUMNS).map(called).collect();
        let mut lines = Vec::new();
        for record in reader.records() {
            let cells = record.map_err(unreadable)?;
            if cells.iter().all(text::shows_nothing) {
                continue;
            }
            if lines.len() == most {
                let most = text::thousands(most);
                return refused(format!(
                    "More than {most} rows at once don't fit. Split the file."
                ));
            }
            let number = cells.position().map_or(0, csv::Position::line) + above;
            let cells = without_marks(cells);
            lines.push(Line { number, cells });
        }
        Ok(Table {
            separator,
            heads,
            lines,
        })
    }
}

/// What was put within cells on their way out is taken off again; it is seldom there.
fn without_marks(cells: csv::StringRecord) -> csv::StringRecord {
    let free = |cell: &str| text::without_marks_within(cell);
    match cells.iter().any(|cell| free(cell).is_some()) {
        true => cells
            .iter()
            .map(|cell| free(cell).unwrap_or_else(|| cell.to_owned()))
            .collect(),
        false => cells,
    }
}

fn unreadable(error: csv::Error) -> Error {
    Error::field("file", format!("This is not a readable CSV file: {error}."))
}

/// A first line `sep=;` says how cells are parted, and holds none. What it says, and what stands below it.
fn announced(content: &str) -> Option<(char, &str)> {
    let (first, rest) = content.split_once('\n')?;
    let first = first.trim_matches([' ', '"', '\u{feff}']);
    let said = first
        .get(..4)
        .filter(|start| start.eq_ignore_ascii_case("sep="))?;
    let mut signs = first[said.len()..].chars();
    match (signs.next(), signs.next()) {
        (Some(sign), None) if sign.is_ascii() && sign != '"' => Some((sign, rest)),
        // A tab at the end of the line may have been trimmed by whatever wrote it.
        (None, None) => Some(('\t', rest)),
        _ => None,
    }
}

/// The sign that stands most often in the first line, outside quotes; of several, the one that parts most of the next
/// lines into as many cells.
fn separator_of(content: &str) -> char {
    /// So many lines are looked at.
    const LINES: usize = 20;
    let mut lines = counted(content.trim_start(), LINES);
    let first = lines.next().unwrap_or_default();
    let rest: Vec<[usize; SEPARATORS.len()]> = lines.collect();
    let alike = |at: usize| rest.iter().filter(|line| line[at] == first[at]).count();
    let there = (0..SEPARATORS.len()).filter(|at| first[*at] > 0).rev();
    let best = there.max_by_key(|at| (alike(*at), first[*at]));
    SEPARATORS[best.unwrap_or(0)]
}

/// How often each of the signs stands in a line, outside quotes.
fn counted(content: &str, most: usize) -> impl Iterator<Item = [usize; SEPARATORS.len()]> {
    let mut signs = content.chars();
    let line = move || {
        let (mut counts, mut quoted, mut any) = ([0; SEPARATORS.len()], false, false);
        for c in signs.by_ref() {
            match c {
                '"' => quoted = !quoted,
                '\n' if !quoted => return Some(counts),
                _ if quoted => {}
                _ => {
                    if let Some(at) = SEPARATORS.iter().position(|sign| *sign == c) {
                        counts[at] += 1;
                    }
                }
            }
            any = true;
        }
        any.then_some(counts)
    };
    std::iter::from_fn(line).take(most)
}

/// The line (from 1) of the last quote that opens a cell and is never closed.
fn unclosed(content: &str, separator: char) -> Option<u64> {
    let (mut line, mut opened) = (1, None);
    let mut starts = true;
    let mut signs = content.chars().peekable();
    while let Some(c) = signs.next() {
        match (c, opened) {
            ('"', None) if starts => opened = Some(line),
            ('"', Some(_)) if signs.peek() == Some(&'"') => drop(signs.next()),
            ('"', Some(_)) => opened = None,
            _ => {}
        }
        line += u64::from(c == '\n');
        starts = opened.is_none() && (c == separator || c == '\n');
    }
    opened
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::features::records::decode;

    fn table(content: &str) -> Table {
        Table::of(&decode(content.as_bytes()).unwrap(), 100).unwrap()
    }

    fn cells(table: &Table) -> Vec<Vec<&str>> {
        let lines = table.lines.iter();
        lines.map(|line| line.cells.iter().collect()).collect()
    }

    #[test]
    fn the_line_that_says_the_separator_is_obeyed_and_passed_over() {
        for first in ["sep=;", "SEP=;", "\"sep=;\""] {
            let read = table(&format!("{first}\r\nname;city, state\r\nNord Bau;Kiel\r\n"));
            assert_eq!(read.heads, ["name", "city, state"]);
            assert_eq!(cells(&read), [["Nord Bau", "Kiel"]]);
            assert_eq!(read.lines[0].number, 3);
        }
        assert_eq!(table("sep=\t\na\tb\n1\t2\n").heads, ["a", "b"]);
        assert_eq!(table("sep=,\n\u{feff}a,b\n1,2\n").heads, ["a", "b"]);
        assert_eq!(table("sep=x,b\n1,2\n").heads, ["sep=x", "b"]);
    }

    #[test]
    fn cells_are_parted_by_what_stands_most_often_outside_quotes() {
        for (content, separator) in [
            ("a,b\n", ','),
            ("a;b;c,d\n", ';'),
            ("a\tb\n", '\t'),
            ("a|b\n", '|'),
            ("\"a,b,c,d\";b\n", ';'),
            ("alone\n", ','),
        ] {
            assert_eq!(
                table(&format!("{content}1\n")).separator,
                separator,
                "{content}"
            );
        }
        // What stands as often in the first line parts none of the others.
        let read = table("Company;Value (net, USD)\nNord Bau;5\nSued Bau;6\n");
        assert_eq!((read.separator, read.heads.len()), (';', 2));
        let read = table("Name, first, last;City\nAnn Lee;Kiel\n\"Bo; Ray\";Ulm\n");
        assert_eq!((read.separator, read.heads.len()), (';', 2));
    }

    #[test]
    fn every_line_end_ends_a_line_and_quotes_hold_theirs() {
        let read = table("a,b\r\"x\ry\",2\r\"p\r\nq\",\"say \"\"hi\"\"\"\n,\nlast,\n");
        assert_eq!(
            cells(&read),
            [["x\ny", "2"], ["p\nq", "say \"hi\""], ["last", ""]]
        );
        let numbers: Vec<u64> = read.lines.iter().map(|line| line.number).collect();
        assert_eq!(numbers, [2, 4, 7]);
    }

    #[test]
    fn empty_columns_behind_the_last_are_none() {
        let wide = format!("a,b{0}\n1,2{0}\n", ",".repeat(300));
        let read = table(&wide);
        assert_eq!((read.heads.len(), read.lines[0].cell(1)), (COLUMNS, "2"));
        let named = format!("a{}\n1\n", ",b".repeat(COLUMNS));
        assert!(Table::of(&decode(named.as_bytes()).unwrap(), 100).is_err());
    }

    #[test]
    fn a_quote_that_never_ends_swallows_nothing() {
        let decoded = decode(b"a,b\n1,\"open\n2,3\n4,5\n").unwrap();
        let why = Table::of(&decoded, 100).unwrap_err().to_string();
        assert!(why.contains("line 2"), "{why}");
        assert_eq!(
            table("a,b\n5\" pipe,\"6\"\" pipe\"\n").lines[0].cell(0),
            "5\" pipe"
        );
        assert!(Table::of(&decode(b"a\n1\n2\n").unwrap(), 1).is_err());
    }

    proptest! {
        /// Whatever is written is read: any text, under any separator and line end.
        #[test]
        fn what_is_written_is_read(
            rows in prop::collection::vec(prop::collection::vec("[a-z0-9 ,;|\t\"'=+@é北\n-]{0,12}", 3), 1..8),
            separator in prop::sample::select(&SEPARATORS[..]),
            end in prop::sample::select(&["\r\n", "\n", "\r"][..]),
        ) {
            let mut out = csv::WriterBuilder::new()
                .delimiter(separator as u8)
                .terminator(match end { "\r\n" => csv::Terminator::CRLF, "\r" => csv::Terminator::Any(b'\r'), _ => csv::Terminator::Any(b'\n') })
                .quote_style(csv::QuoteStyle::Always)
                .from_writer(Vec::new());
            out.write_record(["one", "two", "three"]).unwrap();
            for row in &rows {
                out.write_record(row.iter().map(|cell| text::csv_cell(cell))).unwrap();
            }
            let bytes = out.into_inner().unwrap();
            let read = Table::of(&decode(&bytes).unwrap(), 100).unwrap();
            let written: Vec<&Vec<String>> = rows.iter().filter(|row| row.iter().any(|cell| !text::csv_cell(cell).trim().is_empty())).collect();
            prop_assert_eq!(read.lines.len(), written.len());
            for (line, row) in read.lines.iter().zip(written) {
                for (at, cell) in row.iter().enumerate() {
                    prop_assert_eq!(line.cell(at), cell.as_str());
                }
            }
        }
    }
}
