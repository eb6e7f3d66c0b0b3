//! Bringing a sheet in: a preview that accounts for every row, the import in portions so that nobody waits,
//! and taking it back, except what somebody has worked on since.
//!
//! The import's record says how far it came, in the same command that brings a portion in. So one that was cut off
//! says so and goes on where it stopped, and two runners of the same import share the work instead of doubling it.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::{
    IMPORT, VIEW,
    forms::LeadForm,
    lead::{self, Lead, phone_key},
    ops,
    sheet::{Sheet, SheetRow, load},
};
use crate::{
    access::Placement,
    base::{Error, Id, Moment, Result, text},
    data::{Declares, FileRef, Index, Key, Kind, Record, Visit, record},
    features::{
        conversation,
        people::{Department, User},
        records::Seen,
    },
};

/// A sheet that came in.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Import {
    #[serde(skip)]
    pub id: Id<Import>,
    #[serde(skip)]
    pub version: u64,
    pub name: String,
    pub by: Id<User>,
    pub at: Moment,
    pub rows: usize,
    pub added: usize,
    /// Rows that made no lead, each with its line and the reason.
    pub passed_over: Vec<PassedOver>,
    /// The sheet, for as long as rows of it are still to come, and the last line that came.
    #[serde(default)]
    pub file: Option<FileRef>,
    #[serde(default)]
    pub line: u64,
    #[serde(default)]
    pub taken_back: Option<Moment>,
    /// Leads that stayed when it was taken back, because somebody had worked on them.
    #[serde(default)]
    pub stayed: usize,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PassedOver {
    pub line: u64,
    pub company: String,
    pub why: String,
}

pub const BY_TIME: Index = Index::scoped(1);

impl Import {
    fn title(&self) -> String {
        format!("Import of {}", self.name)
    }
    fn placement(&self) -> Vec<Placement> {
        vec![Placement::Person(self.by.raw())]
    }

    /// Rows that are neither leads nor passed over yet: it was cut off, or is still running.
    pub fn to_come(&self) -> usize {
        match self.file {
            Some(_) => self
                .rows
                .saturating_sub(self.added + self.passed_over.len()),
            None => 0,
        }
    }
    fn declare(&self, to: &mut Declares) {
        to.index(BY_TIME, Key::new().signed(self.at.0));
    }
}

record!(Import, Kind::new(34, "imports", "IMP"), view: VIEW);

/// A sheet looked at against the house's leads: what each row would become.
pub struct Preview {
    pub sheet: Sheet,
    pub new: usize,
    pub doubles: Vec<PassedOver>,
    pub wrong: Vec<PassedOver>,
}

const PORTION: usize = 200;

pub fn preview(visit: &Visit, file: &FileRef) -> Result<Preview> {
    visit.demand(&IMPORT)?;
    let sheet = load(visit, file)?;
    let mut seen = Seen::default();
    let mut preview = Preview {
        new: 0,
        doubles: Vec::new(),
        wrong: Vec::new(),
        sheet: Sheet {
            columns: sheet.columns.clone(),
            rows: Vec::new(),
        },
    };
    for row in &sheet.rows {
        let passed = |why: String| PassedOver {
            line: row.line,
            company: row.company.clone(),
            why,
        };
        match judge(visit, row, &mut seen)? {
            Verdict::New => preview.new += 1,
            Verdict::Double(why) => preview.doubles.push(passed(why)),
            Verdict::Wrong(why) => preview.wrong.push(passed(why)),
        }
    }
    preview.sheet = sheet;
    Ok(preview)
}

enum Verdict {
    New,
    Double(String),
    Wrong(String),
}

fn judge(visit: &Visit, row: &SheetRow, seen: &mut Seen) -> Result<Verdict> {
    let form = match &row.lead {
        Ok(form) => form,
        Err(why) => return Ok(Verdict::Wrong(why.clone())),
    };
    let company = text::fold(&form.company);
    let phone = phone_key(&form.phone);
    let mut keys = vec![format!("c{company}")];
    let mut looked = vec![(lead::BY_COMPANY, company)];
    if !form.email.is_empty() {
        keys.push(format!("e{}", form.email));
        looked.push((lead::BY_EMAIL, form.email.clone()));
    }
    if phone.len() >= 7 {
        keys.push(format!("p{phone}"));
        looked.push((lead::BY_PHONE, phone));
    }
    if seen.again(&keys) {
        return Ok(Verdict::Double(
            "The same company, e-mail or phone stands above in this file.".into(),
        ));
    }
    for (index, key) in looked {
        if let Some(id) = visit.duplicate_of::<Lead>(index, Key::new().text(&key))? {
            return Ok(Verdict::Double(format!(
                "{id} is the same company, e-mail or phone."
            )));
        }
    }
    Ok(Verdict::New)
}

/// Brings the new rows in and accounts for the others.
pub fn run(visit: &Visit, file: &FileRef, name: &str) -> Result<Id<Import>> {
    let preview = preview(visit, file)?;
    let mut passed_over = preview.wrong;
    passed_over.extend(preview.doubles);
    passed_over.sort_by_key(|row| row.line);
    let import = Import {
        name: text::shorten(name, 120),
        by: Id::new(visit.actor.person),
        at: visit.at,
        rows: preview.sheet.rows.len(),
        passed_over,
        file: Some(file.clone()),
        ..Import::default()
    };
    // A retry of the same request finds the import that was begun, and goes on with it.
    let id = visit.act(IMPORT, move |change| Ok(change.insert(import)?.id))?;
    go_on(visit, id)?;
    Ok(id)
}

/// Brings in what is still to come of an import that was cut off.
pub fn go_on(visit: &Visit, id: Id<Import>) -> Result<()> {
    let department = ops::sales(visit)?;
    let import = visit.find(id)?;
    let Some(file) = import.file else {
        return Ok(());
    };
    let passed_over: HashSet<u64> = import.passed_over.iter().map(|row| row.line).collect();
    let rows: Vec<(u64, LeadForm)> = load(visit, &file)?
        .rows
        .into_iter()
        .filter(|row| !passed_over.contains(&row.line))
        .filter_map(|row| Some((row.line, *row.lead.ok()?)))
        .collect();
    let mut line = import.line;
    loop {
        let first = rows.partition_point(|(held, _)| *held <= line);
        let portion = rows[first..].iter().take(PORTION).cloned().collect();
        match bring_in(visit, id, line, department, portion)? {
            Some(reached) => line = reached,
            None => return Ok(()),
        }
    }
}

/// One portion, if the import still stands where this runner left it; the line it stands at then, None at its end.
fn bring_in(
    visit: &Visit,
    id: Id<Import>,
    from: u64,
    department: Id<Department>,
    portion: Vec<(u64, LeadForm)>,
) -> Result<Option<u64>> {
    visit.act(IMPORT, move |change| {
        let mut import = change.subject(id)?;
        if import.file.is_none() || import.taken_back.is_some() {
            return Ok(None);
        }
        if import.line != from {
            return Ok(Some(import.line));
        }
        let Some((last, _)) = portion.last() else {
            import.file = None;
            import.passed_over.sort_by_key(|row| row.line);
            change.put(&import)?;
            return Ok(None);
        };
        import.line = *last;
        for (line, form) in portion {
            // Somebody added the same one since the file was looked at.
            if let Some(lead) = ops::duplicate(change, &form)? {
                import.passed_over.push(PassedOver {
                    line,
                    company: form.company,
                    why: format!("{} is the same company, e-mail or phone.", lead.id),
                });
                continue;
            }
            ops::insert(change, form, department, Some(id))?;
            import.added += 1;
        }
        change.put(&import)?;
        Ok(Some(import.line))
    })
}

/// Takes an import back. Leads that somebody changed, noted on or handed over since stay; returns how many.
pub fn take_back(visit: &Visit, id: Id<Import>) -> Result<usize> {
    let import = visit.find(id)?;
    if import.taken_back.is_some() {
        return Err(Error::conflict("This import was taken back already."));
    }
    // From here on no portion comes in any more.
    visit.act(IMPORT, move |change| {
        let mut import = change.subject(id)?;
        import.file = None;
        change.put(&import)
    })?;
    let leads: Vec<Lead> = visit.unchecked_related(
        &import,
        lead::BY_IMPORT,
        Key::new().id(id),
        usize::MAX,
        "an import is taken back whole, wherever its leads lie by now",
    )?;
    let mut kept = 0;
    for portion in leads.chunks(PORTION) {
        let ids: Vec<(Id<Lead>, Moment)> = portion
            .iter()
            .map(|lead| (lead.id, lead.created_at))
            .collect();
        kept += visit.act(IMPORT, move |change| {
            change.about(id.as_ref());
            let mut kept = 0;
            for (lead, created) in ids {
                let leads = change.on_behalf("an import is taken back whole");
                let Some(lead) = leads.find(lead)? else {
                    continue;
                };
                let noted = conversation::any(change, &*lead)?;
                if lead.touched > created || noted {
                    kept += 1;
                } else {
                    change.delete(&lead)?;
                }
            }
            Ok(kept)
        })?;
    }
    visit.act(IMPORT, move |change| {
        let mut import = change.subject(id)?;
        import.taken_back = Some(change.at);
        import.stayed = kept;
        change.put(&import)
    })?;
    Ok(kept)
}

/// What was passed over, as a sheet to mend and bring in again.
pub fn passed_over_csv(import: &Import) -> Result<String> {
    let mut out = csv::Writer::from_writer(Vec::new());
    let write = |out: &mut csv::Writer<Vec<u8>>, cells: [&str; 3]| {
        out.write_record(cells).map_err(Error::internal)
    };
    write(&mut out, ["Line", "Company", "Why"])?;
    for row in &import.passed_over {
        write(
            &mut out,
            [
                &row.line.to_string(),
                &text::csv_cell(&row.company),
                &text::csv_cell(&row.why),
            ],
        )?;
    }
    let bytes = out.into_inner().map_err(Error::internal)?;
    String::from_utf8(bytes).map_err(Error::internal)
}

/// The import's own address.
pub fn address(import: &Import) -> String {
    format!("/imports/{}", import.number())
}
