//! Bringing a sheet of records in. First what would become of each row; then each row by the deed that makes or changes
//! one by hand, in portions: the import's record says how far it came, so one that was cut off goes on where it stopped,
//! and nothing comes twice. A row with a number changes the record of that number, so that a sheet that went out comes in
//! again; what a row doesn't change is left alone.

mod bring_in;
mod choices;
mod end;
mod given;
mod looked;
mod outcome;
mod pages;
mod passed_over;
mod portion;
mod record;
mod routes;
mod run;
mod running;
mod told;

use std::collections::HashMap;

use crate::{
    access::Action,
    base::{Id, Result},
    data::{Entity, Index, Key, Visit},
    features::records::Wanted,
    web::form::Form,
};

pub(super) use choices::Choices;
pub(super) use outcome::What;
pub use portion::Portion;
pub(super) use record::Alike;
pub use record::{EARLIER, Import, RUN, STOP, State, VIEW};
pub use routes::{import_link, import_routes, own_routes};
pub use run::import_job;
pub use running::Running;

/// A record that rows of sheets make and change.
pub trait Imported: Entity {
    /// What makes one, and what changes one.
    type New: Form;
    type Edit: Form;
    const WANTED: Wanted;
    /// What whoever brings sheets in may do; each row asks for itself besides.
    const IMPORT: Action;
    /// Whether whoever brings a sheet in proves anew who they are.
    const PROVED: bool = false;
    /// Whether what rows make can be undone.
    const UNDOABLE: bool = true;

    /// # Errors
    /// Those of the deed.
    fn make(visit: &Visit, form: Self::New, making: &Making) -> Result<Made<Self>>;

    /// # Errors
    /// Those of the deed.
    fn change(visit: &Visit, id: Id<Self>, form: Self::Edit) -> Result<()>;

    /// What the deed that makes one would refuse beyond its form, so that it is said before.
    ///
    /// # Errors
    /// With the reason.
    fn check(_: &Visit, _: &Self::New) -> Result<()> {
        Ok(())
    }

    /// What a row without a number is compared by, with records and with the rows above it alike.
    fn facts(_: &Self::New) -> Facts {
        Facts::default()
    }

    /// The record that bears a mark, whoever may see it: where several do, one that nothing tells apart from these facts.
    ///
    /// # Errors
    /// When the store can't be read.
    fn bearing(_: &Visit, _: &Mark, _: &Facts) -> Result<Option<Bearer<Self>>> {
        Ok(None)
    }
}

/// What a row is made by, beside its form.
pub struct Making {
    pub import: Id<Import>,
    /// Made although one like it is there.
    pub despite: bool,
}

/// What a row made.
pub struct Made<R> {
    pub id: Id<R>,
    /// A link that is given out once: its token, and where it went by mail.
    pub link: Option<(String, Option<String>)>,
}

impl<R> Made<R> {
    pub fn of(id: Id<R>) -> Made<R> {
        Made { id, link: None }
    }
}

/// By what two are found that may be the same: "the same phone".
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Mark {
    pub by: &'static str,
    pub key: String,
    /// Two that both have it are the same, whatever else they say.
    pub sure: bool,
}

impl Mark {
    pub fn of(by: &'static str, key: String) -> Mark {
        Mark {
            by,
            key,
            sure: false,
        }
    }

    pub fn sure(by: &'static str, key: String) -> Mark {
        Mark {
            by,
            key,
            sure: true,
        }
    }
}

/// What a record says, or would say, of what two are compared by.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub marks: Vec<Mark>,
    /// What speaks against two being the same where both say it otherwise, such as ("another city", "austin").
    pub apart: Vec<(&'static str, String)>,
}

/// Between what is filed; no text has it.
const PARTED: char = '\u{1f}';

impl Facts {
    /// What is filed with each mark of a record, so that many are compared without being read.
    pub fn filed(&self) -> Vec<u8> {
        let apart: Vec<&str> = self.apart.iter().map(|(_, said)| said.as_str()).collect();
        apart.join(&PARTED.to_string()).into_bytes()
    }

    /// The facts of another record of the kind, as they are filed.
    fn of_filed(&self, filed: &[u8]) -> Facts {
        let filed = String::from_utf8_lossy(filed);
        let words = self.apart.iter().map(|(word, _)| *word);
        Facts {
            marks: Vec::new(),
            apart: words.zip(filed.split(PARTED).map(str::to_owned)).collect(),
        }
    }

    /// What speaks against both being the same.
    fn but(&self, other: &Facts) -> Option<String> {
        let both = self.apart.iter().zip(&other.apart);
        let differ = both.filter(|((_, a), (_, b))| !a.is_empty() && !b.is_empty() && a != b);
        let said: Vec<&str> = differ.map(|((word, _), _)| *word).collect();
        (!said.is_empty()).then(|| said.join(" and "))
    }
}

/// A record that bears a mark.
pub struct Bearer<R> {
    pub id: Id<R>,
    pub facts: Facts,
    /// Whether whoever brings the sheet in may see it; of others the number is told and nothing else.
    pub seen: bool,
}

impl<R: Imported> Bearer<R> {
    /// Of the records that file their facts under a key, one that nothing tells apart from these, else the first.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn nearest(
        visit: &Visit,
        index: Index,
        key: Key,
        facts: &Facts,
    ) -> Result<Option<Bearer<R>>> {
        let same = |filed: &[u8]| facts.but(&facts.of_filed(filed)).is_none();
        let found = visit.nearest::<R>(index, key, same)?;
        Ok(found.map(|found| Bearer {
            id: found.id,
            facts: facts.of_filed(&found.filed),
            seen: found.seen,
        }))
    }
}

/// What a row is like: a record, or a row above it in the same file, by its line.
pub(super) enum Of<R> {
    Record { id: Id<R>, seen: bool },
    Row(u64),
}

/// That a row is like something.
pub(super) struct Like<R> {
    pub of: Of<R>,
    /// What both have: "the same e-mail".
    pub by: &'static str,
    /// What speaks against it being the same: "another city".
    pub but: Option<String>,
}

impl<R: Imported> Like<R> {
    pub fn words(&self) -> String {
        let of = match &self.of {
            Of::Record { id, seen: true } => id.to_string(),
            Of::Record { id, seen: false } => {
                return format!("{id} has {}. It is others' to see.", self.by);
            }
            Of::Row(line) => format!("Line {line} of this file"),
        };
        match &self.but {
            None => format!("{of} has {}.", self.by),
            Some(but) => format!("{of} has {}, but {but}: perhaps another one.", self.by),
        }
    }
}

/// The rows above one in the same sheet that make records.
#[derive(Default)]
pub struct Above {
    rows: Vec<(u64, Facts)>,
    by_mark: HashMap<Mark, Vec<usize>>,
    /// Records that these rows have made, with the line: read from the store, they are still rows of this file.
    made: HashMap<u64, u64>,
}

impl Above {
    /// Remembers a row that makes one.
    pub fn push(&mut self, line: u64, facts: Facts) {
        for mark in &facts.marks {
            let of = self.by_mark.entry(mark.clone()).or_default();
            of.push(self.rows.len());
        }
        self.rows.push((line, facts));
    }

    /// Remembers the record that a row has made.
    pub fn made(&mut self, id: u64, line: u64) {
        self.made.insert(id, line);
    }

    /// What a row is like: the one rule, whether what it is like is a record or stands above it in the same file.
    ///
    /// # Errors
    /// When the store can't be read.
    pub(super) fn like<R: Imported>(
        &self,
        visit: &Visit,
        facts: &Facts,
    ) -> Result<Option<Like<R>>> {
        let mut branch = None;
        for mark in &facts.marks {
            let records = R::bearing(visit, mark, facts)?.into_iter().map(|held| {
                let of = match self.made.get(&held.id.raw()) {
                    Some(line) => Of::Row(*line),
                    None => Of::Record {
                        id: held.id,
                        seen: held.seen,
                    },
                };
                (of, facts.but(&held.facts))
            });
            let above = self.by_mark.get(mark).into_iter().flatten();
            let above = above.map(|at| &self.rows[*at]);
            let above = above.map(|(line, held)| (Of::Row(*line), facts.but(held)));
            for (of, but) in records.chain(above) {
                let but = but.filter(|_| !mark.sure);
                let like = Like {
                    of,
                    by: mark.by,
                    but,
                };
                match like.but {
                    None => return Ok(Some(like)),
                    Some(_) => branch = branch.or(Some(like)),
                }
            }
        }
        Ok(branch)
    }
}
