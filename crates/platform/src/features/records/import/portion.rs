//! The rows of an import, portion by portion, with what became of each.

use super::{
    outcome::{OUTCOME, Outcome},
    record::Import,
};
use serde::{Deserialize, Serialize};

use crate::{
    access::Placement,
    base::{Id, Result},
    data::{
        Declares, Entity, EntityInfo, Field, FieldKind, Index, Key, Paging, PartOf, Query, Record,
        Visit,
    },
    ui::icon::Icon,
};
use std::ops::Range;

/// What came of some rows that follow one another.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Portion {
    #[serde(skip)]
    pub id: Id<Portion>,
    #[serde(skip)]
    pub version: u64,
    pub import: Id<Import>,
    /// How far the import was by them.
    pub reached: usize,
    pub rows: Vec<Outcome>,
}

/// Those of an import, in the order of the sheet.
pub const BY_IMPORT: Index = Index::plain(1);

impl Portion {
    pub fn key_of(import: Id<Import>, reached: usize) -> Key {
        Key::new().id(import).number(reached as u64)
    }

    pub(super) fn title(&self) -> String {
        let line = self.rows.first().map_or(0, |row| row.line);
        format!("Rows from line {line}")
    }

    pub(super) fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }

    pub(super) fn part_of(&self) -> Option<PartOf> {
        Some(PartOf::new(self.import.as_ref()))
    }

    pub(super) fn declare(&self, to: &mut Declares) {
        to.index(BY_IMPORT, Portion::key_of(self.import, self.reached));
    }
}

pub const PORTION: &[Field] = &[
    Field::record("import", "Import", Import::KIND.plural),
    Field::number("reached", "Reached").internal(),
    Field::new("rows", "Rows", FieldKind::Rows(OUTCOME)).untold(),
];

impl Entity for Portion {
    const INFO: &'static EntityInfo = &EntityInfo::new(
        "Rows of an import",
        "Rows of imports",
        Icon::Upload,
        PORTION,
    )
    .on_its_whole();
}

/// What came of the rows of an import, from one on: as many as are wanted and there.
pub fn outcomes(
    visit: &Visit,
    import: &Import,
    wanted: impl Fn(&Outcome) -> bool,
    most: usize,
) -> Result<Vec<Outcome>> {
    if import.is_without_portions() {
        let kept = import.passed_over.iter().filter(|row| wanted(row));
        return Ok(kept.take(most).cloned().collect());
    }
    let mut found = Vec::new();
    each_portion(visit, import, |portion| {
        found.extend(portion.rows.into_iter().filter(|row| wanted(row)));
        found.len() < most
    })?;
    found.truncate(most);
    Ok(found)
}

/// What came of the rows of an import that are counted so, the first as 0, in the order of the sheet. Only the portions
/// that they lie in are read.
pub fn outcomes_of(visit: &Visit, import: &Import, which: Range<usize>) -> Result<Vec<Outcome>> {
    if import.is_without_portions() {
        return Ok(import.passed_over.get(which).unwrap_or_default().to_vec());
    }
    let mut found = Vec::new();
    let mut paging = Paging::first(8);
    while !which.is_empty() {
        let portions = Query::<Portion>::of(import, BY_IMPORT, Key::new().id(import.id))
            .from(Key::new().number(which.start as u64 + 1))
            .page(paging);
        let page = visit.list(portions)?;
        for portion in page.rows {
            let reached = portion.reached;
            let first = reached.saturating_sub(portion.rows.len());
            let rows = portion.rows.into_iter().enumerate();
            let wanted = rows.filter(|(at, _)| which.contains(&(first + at)));
            found.extend(wanted.map(|(_, row)| row));
            if reached >= which.end {
                return Ok(found);
            }
        }
        match page.next {
            None => break,
            Some(next) => paging = Paging::first(8).after(next),
        }
    }
    Ok(found)
}

/// Each portion of an import in the order of the sheet, until one says that it is enough.
pub fn each_portion(
    visit: &Visit,
    import: &Import,
    mut each: impl FnMut(Portion) -> bool,
) -> Result<()> {
    let key = || Key::new().id(import.id);
    let mut paging = Paging::first(50);
    loop {
        let page = visit.list(Query::<Portion>::of(import, BY_IMPORT, key()).page(paging))?;
        for portion in page.rows {
            if !each(portion) {
                return Ok(());
            }
        }
        match page.next {
            None => return Ok(()),
            Some(next) => paging = Paging::first(50).after(next),
        }
    }
}
