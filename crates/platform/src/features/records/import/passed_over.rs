//! The rows of an import that made and changed nothing, as a sheet to mend and bring in again: every column as it was,
//! then the line it stood in and why it was passed over.

use std::collections::HashMap;

use super::{
    Import, State,
    outcome::Outcome,
    portion::{each_portion, outcomes},
    running::ENDED,
};
use crate::{
    base::{Error, Result, text},
    data::Visit,
    features::records::{Table, decode},
};

const LINE: &str = "Line";
const WHY: &str = "Why";

/// # Errors
/// When the sheet that was sent can't be read any more.
pub fn sheet(visit: &Visit, import: &Import) -> Result<String> {
    let Some(file) = &import.file else {
        return of_outcomes(&outcomes(
            visit,
            import,
            Outcome::is_passed_over,
            usize::MAX,
        )?);
    };
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut visit.store().file(file)?, &mut bytes)?;
    let table = Table::of(&decode(&bytes)?, usize::MAX)?;
    let mut why: HashMap<u64, String> = HashMap::new();
    let mut came = 0;
    each_portion(visit, import, |portion| {
        came += portion.rows.len();
        let passed = portion.rows.into_iter().filter(Outcome::is_passed_over);
        why.extend(passed.map(|row| (row.line, row.why)));
        true
    })?;
    if import.is_without_portions() {
        came = import.reached;
        let kept = import.passed_over.iter();
        why.extend(kept.map(|row| (row.line, row.why.clone())));
    }
    if !matches!(import.state, State::Running | State::Stopped) {
        let never = table.lines.iter().skip(came);
        why.extend(never.map(|line| (line.number, ENDED.to_owned())));
    }
    // Of an earlier round both were told already, behind all others; elsewhere a column of that name is the sheet's own.
    let kept = match table.heads.as_slice() {
        [own @ .., line, why] if line == LINE && why == WHY => own.len(),
        all => all.len(),
    };
    let kept: Vec<usize> = (0..kept).collect();
    let mut out = csv::WriterBuilder::new()
        .delimiter(table.separator as u8)
        .from_writer(Vec::new());
    let heads = kept.iter().map(|at| text::csv_cell(&table.heads[*at]));
    out.write_record(heads.chain([LINE.to_owned(), WHY.to_owned()]))
        .map_err(Error::internal)?;
    for line in &table.lines {
        let Some(why) = why.get(&line.number) else {
            continue;
        };
        let cells = kept.iter().map(|at| text::csv_cell(line.cell(*at)));
        let said = [line.number.to_string(), text::csv_cell(why)];
        out.write_record(cells.chain(said))
            .map_err(Error::internal)?;
    }
    let sheet = written(out)?;
    // What no reader would guess is said.
    Ok(match table.separator {
        ',' | ';' | '\t' | '|' => sheet,
        other => format!("sep={other}\n{sheet}"),
    })
}

/// What older imports kept of such rows.
fn of_outcomes(rows: &[Outcome]) -> Result<String> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record([LINE, "Row", WHY])
        .map_err(Error::internal)?;
    for row in rows {
        let cells = [
            row.line.to_string(),
            text::csv_cell(&row.name),
            text::csv_cell(&row.why),
        ];
        out.write_record(cells).map_err(Error::internal)?;
    }
    written(out)
}

fn written(out: csv::Writer<Vec<u8>>) -> Result<String> {
    let bytes = out.into_inner().map_err(Error::internal)?;
    String::from_utf8(bytes).map_err(Error::internal)
}
