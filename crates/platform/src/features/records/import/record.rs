//! A sheet that comes in, and what came of its rows, portion by portion.

use super::{
    outcome::{OUTCOME, Outcome, What},
    portion::Portion,
};
use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::super::written::Reading;
use crate::{
    access::{Action, Placement},
    base::{Id, Moment, Result},
    choices,
    data::{
        Declares, Entity, EntityInfo, Field, FieldKind, FileRef, Index, Json, Key, Kind, Record,
        Reshape, Visit, record,
    },
    features::{people::User, records::Chosen},
    ui::icon::Icon,
};

/// One's own imports.
pub const VIEW: Action = Action::own("imports.view", "See the own imports");
/// Beginning, cancelling and taking back; each row is a deed of its own, which asks for itself.
pub const RUN: Action = Action::own("imports.run", "Bring a sheet in").told("brought in {}");
pub const STOP: Action =
    Action::system("imports.stop", "Stop an import that can't go on").told("stopped {}");

choices! {
    /// How far an import is.
    pub enum State {
        Done: "done", "Complete";
        Running: "running", "Coming in";
        Cancelled: "cancelled", "Cancelled";
        Stopped: "stopped", "Stopped";
        TakingBack: "taking_back", "Being taken back";
        TakenBack: "taken_back", "Taken back";
    }
}

choices! {
    /// What becomes of a row that is like a record that is there.
    pub enum Alike {
        PassOver: "pass_over", "Pass over whatever is like one that is there";
        AddBranches: "add_branches", "Add branches (another place, phone or e-mail), pass over the same";
        AddAll: "add_all", "Add all the same";
        Update: "update", "Update the one that is there";
    }
}

/// A row of a record that is there and says otherwise what no sheet changes, from before the first row was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fixed {
    pub line: u64,
    pub why: String,
}

/// A sheet that comes in.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Import {
    #[serde(skip)]
    pub id: Id<Import>,
    #[serde(skip)]
    pub version: u64,
    /// The file's.
    pub name: String,
    /// The plural of the kind of records it brings.
    #[serde(default = "leads")]
    pub of: String,
    pub by: Id<User>,
    pub at: Moment,
    #[serde(default)]
    pub state: State,
    pub rows: usize,
    pub added: usize,
    #[serde(default)]
    pub updated: usize,
    /// Of the rows passed over, those that say what is so already.
    #[serde(default)]
    pub unchanged: usize,
    #[serde(default)]
    pub refused: usize,
    /// Rows that came, added or not: where it goes on.
    #[serde(default)]
    pub reached: usize,
    #[serde(default)]
    pub columns: Vec<Chosen>,
    #[serde(default)]
    pub alike: Alike,
    #[serde(default)]
    pub fixed: Vec<Fixed>,
    /// The sheet as it was sent.
    #[serde(default)]
    pub file: Option<FileRef>,
    /// The key of the action that whoever brought it in had to be allowed.
    #[serde(default = "leads_import")]
    pub right: String,
    /// The areas of the token it was begun by; all of them where none is said.
    #[serde(default)]
    pub only: Vec<String>,
    /// Raw id of the token it was begun by: once that is revoked, nothing more of it is done.
    #[serde(default)]
    pub token: Option<u64>,
    /// Whether whoever began it had proved who they are.
    #[serde(default)]
    pub proved: bool,
    /// Whether rows of it are deeds that need a second person, who has confirmed them all.
    #[serde(default)]
    pub seconded: bool,
    /// From where it was begun, and by what session.
    #[serde(default)]
    pub address: Option<IpAddr>,
    #[serde(default)]
    pub session: Option<u64>,
    /// Whether its deeds can be undone at all.
    #[serde(default)]
    pub undoable: bool,
    /// Rows that are not taken back yet, while it is.
    #[serde(default)]
    pub left: usize,
    #[serde(default)]
    pub taken_back: Option<Moment>,
    /// Rows whose deed stayed when it was taken back, because somebody went on from it.
    #[serde(default)]
    pub stayed: usize,
    /// Brought in by an earlier version, which kept no portions and can't take it back.
    #[serde(default)]
    pub earlier: bool,
    /// Why it stopped.
    #[serde(default)]
    pub trouble: String,
    /// The first rows that were refused, for its page; of imports of earlier versions all of them.
    #[serde(default)]
    pub passed_over: Vec<Outcome>,
}

/// Rows that a page shows of those that were refused.
pub const SHOWN: usize = 100;

fn leads() -> String {
    "leads".into()
}

fn leads_import() -> String {
    "leads.import".into()
}

pub const BY_TIME: Index = Index::scoped(1);

impl Import {
    fn title(&self) -> String {
        format!("Import of {}", self.name)
    }

    fn placement(&self) -> Vec<Placement> {
        vec![Placement::Person(self.by.raw())]
    }

    fn declare(&self, to: &mut Declares) {
        to.index(BY_TIME, Key::new().signed(self.at.0));
        if self.is_under_way() {
            to.index(TO_DO, Key::new().text(&self.of).signed(self.at.0));
        }
    }

    /// Whether a program that is for these areas may know of it; those that are for all name none.
    pub fn is_within(&self, areas: &[String]) -> bool {
        let own = [Import::KIND.plural, self.of.as_str()];
        areas.is_empty() || areas.iter().any(|area| own.contains(&area.as_str()))
    }

    pub fn is_under_way(&self) -> bool {
        matches!(self.state, State::Running | State::TakingBack)
    }

    /// Rows that neither came in nor were passed over yet.
    pub fn to_come(&self) -> usize {
        match self.state {
            State::Running | State::Stopped => self.rows.saturating_sub(self.reached),
            _ => 0,
        }
    }

    /// Rows that made and changed nothing.
    pub fn passed(&self) -> usize {
        (self.unchanged + self.refused).max(self.passed_over.len())
    }

    /// Whether its rows are kept in it alone, as earlier versions did.
    pub fn is_without_portions(&self) -> bool {
        self.earlier
    }

    /// How many of its rows have an outcome.
    pub fn accounted(&self) -> usize {
        match self.is_without_portions() {
            true => self.passed_over.len(),
            false => self.reached,
        }
    }

    /// Counts what came of a row.
    pub fn count(&mut self, outcome: &Outcome) {
        if outcome.what == What::Refused && self.passed_over.len() < SHOWN {
            self.passed_over.push(outcome.clone());
        }
        match outcome.what {
            What::New => self.added += 1,
            What::Changed => self.updated += 1,
            What::Same => self.unchanged += 1,
            What::Refused | What::Unknown => self.refused += 1,
        }
    }
}

record!(Import, Kind::new(34, "imports", "IMP").filing(3), view: VIEW);

/// Imports of versions that kept the rows passed over in the record, and the sheet only while rows of it were to come.
pub const EARLIER: Reshape = Reshape {
    kind: Import::KIND,
    makes: &[],
    run: |to, old| match brought_up(old.record()?, &old.read()?) {
        Some(import) => to.put(&import),
        None => Ok(()),
    },
};

/// How it was stored: without a state.
#[derive(Deserialize)]
struct Stored {
    #[serde(default)]
    state: Option<State>,
}

/// What becomes of an import of an earlier version. One that was under way stops, with what is left of its sheet.
fn brought_up(mut import: Import, stored: &Stored) -> Option<Import> {
    if stored.state.is_some() {
        return None;
    }
    import.earlier = true;
    import.refused = import.passed_over.len();
    import.state = match (&import.file, import.taken_back) {
        (_, Some(_)) => State::TakenBack,
        (Some(_), None) => {
            import.reached = import.added + import.refused;
            import.trouble = "Atrium was brought up to date while it came in.".into();
            State::Stopped
        }
        (None, None) => State::Done,
    };
    Some(import)
}

const COLUMN: &[Field] = &[
    Field::text("head", "Column"),
    Field::text("field", "Becomes"),
    Field::choice::<Reading>("reading", "How it is read"),
];

const FIXED: &[Field] = &[Field::number("line", "Line"), Field::text("why", "Why")];

const LINK: &[Field] = &[
    Field::number("line", "Line"),
    Field::text("name", "Name"),
    Field::text("link", "Link"),
    Field::text("mailed", "Sent to"),
];

const IMPORT: &[Field] = &[
    Field::text("name", "File"),
    Field::text("of", "What it brings"),
    Field::person("by", "By"),
    Field::moment("at", "At"),
    Field::choice::<State>("state", "State"),
    Field::number("rows", "Rows"),
    Field::number("added", "Added"),
    Field::number("updated", "Updated"),
    Field::number("unchanged", "As they were")
        .about("Of the rows passed over, those that say what is so already."),
    Field::number("refused", "Refused"),
    Field::number("passed", "Passed over").worked_out(),
    Field::number("to_come", "To come").worked_out(),
    Field::number("reached", "Reached").internal(),
    Field::new("columns", "Columns", FieldKind::Rows(COLUMN)).untold(),
    Field::choice::<Alike>("alike", "What is alike"),
    Field::new("fixed", "Not changed by a sheet", FieldKind::Rows(FIXED)).internal(),
    Field::new("file", "File", FieldKind::File).internal(),
    Field::text("right", "Right").internal(),
    Field::new("only", "Areas", FieldKind::List(&FieldKind::Text)).internal(),
    Field::number("token", "Token").internal(),
    Field::yes_no("proved", "Proved").internal(),
    Field::yes_no("seconded", "Confirmed by a second person").internal(),
    Field::text("address", "Address").internal(),
    Field::number("session", "Session").internal(),
    Field::yes_no("undoable", "Can be taken back"),
    Field::number("left", "Left").internal(),
    Field::moment("taken_back", "Taken back"),
    Field::number("stayed", "Stayed"),
    Field::yes_no("earlier", "By an earlier version").internal(),
    Field::text("trouble", "Trouble"),
    Field::new("passed_over", "Rows passed over", FieldKind::Rows(OUTCOME))
        .untold()
        .about("The first thousand; in a list, the first hundred of those that were refused."),
    Field::new("links", "Links", FieldKind::Rows(LINK))
        .worked_out()
        .about("Those that rows gave out, in the answer that made them and never again."),
];

impl Entity for Import {
    const INFO: &'static EntityInfo = &EntityInfo::new("Import", "Imports", Icon::Upload, IMPORT);

    fn work_out(&self, _: &Visit, out: &mut Json) -> Result<()> {
        out.insert("passed", json!(self.passed()));
        out.insert("to_come", json!(self.to_come()));
        Ok(())
    }
}

record!(Portion, Kind::new(37, "import-portions", "IPT"), view: VIEW, part_of: Portion::part_of);

/// Those with which something is still to be done, by the kind they bring.
pub const TO_DO: Index = Index::scoped(2);

#[cfg(test)]
mod tests;
