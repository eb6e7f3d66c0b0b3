//! What the palette does: things to begin from anywhere, and deeds on the record that is open or the rows that are
//! ticked, as their rooms declare them.

use crate::{
    access::Action,
    base::{Id, Result, if_found},
    data::{Record, Ref, Visit},
    ui::icon::Icon,
};

use super::declared;

/// Something to begin from anywhere.
#[derive(Clone, Copy)]
pub struct Start {
    pub title: &'static str,
    pub href: &'static str,
    pub action: Action,
    /// The field of its page that takes what was typed behind its name: "new lead Alder & Co".
    pub takes: Option<&'static str>,
}

/// What is made of a visit, a record and what was typed.
type CommandsOn = dyn Fn(&Visit, Ref, &str) -> Result<Vec<Command>> + Send + Sync;

/// What the palette does to a record. The record is one that the person sees.
pub struct Commands {
    /// The plural of its kind; None for those of any kind.
    pub kind: Option<&'static str>,
    pub on: Box<CommandsOn>,
}

/// What the palette does to nothing that is open, of what was typed.
pub type CommandsAnywhere = fn(&Visit, &str) -> Result<Vec<Command>>;

impl Commands {
    /// Those that the person may give now; what is typed is for those that take something of it.
    pub fn of<R: Record>(on: fn(&Visit, &R, &str) -> Result<Vec<Command>>) -> Commands {
        Commands {
            kind: Some(R::KIND.plural),
            on: Box::new(move |visit, of, typed| on(visit, &visit.find(Id::new(of.id))?, typed)),
        }
    }

    /// The same to a record of whatever kind.
    pub fn of_any(on: fn(&Visit, Ref, &str) -> Result<Vec<Command>>) -> Commands {
        Commands {
            kind: None,
            on: Box::new(on),
        }
    }
}

/// What rooms say of the records that are open, kind by kind.
pub fn record_commands() -> &'static [Commands] {
    &declared().commands
}

/// What this person may do to a record now, as its room says; nothing for one that they don't see.
pub fn deeds_on(visit: &Visit, of: Ref) -> Result<Vec<Command>> {
    let kind = visit.store().schema().kind(of.kind)?.kind.plural;
    let mut found = Vec::new();
    for commands in record_commands()
        .iter()
        .filter(|commands| commands.kind == Some(kind))
    {
        found.extend(if_found((commands.on)(visit, of, ""))?.unwrap_or_default());
    }
    Ok(found)
}

/// What the palette does to several records of a kind at once.
#[derive(Clone, Copy)]
pub struct ForSeveral {
    /// The plural of the kind.
    pub kind: &'static str,
    /// What several of them are called: "3 leads".
    pub counted: fn(usize) -> String,
    /// The deeds, of the numbers that are ticked, and the address of the list that they come back to.
    pub of: fn(&Visit, &[&str], &str) -> Result<Vec<Command>>,
}

/// One thing to do to a record, as the palette shows it.
pub struct Command {
    pub title: String,
    pub note: String,
    pub icon: Icon,
    pub to: String,
    /// What is posted; None leads to a page.
    pub post: Option<Vec<(&'static str, String)>>,
    /// Shown when its words are typed, and not before: one of many alike.
    pub when_asked: bool,
}

impl Command {
    /// Leads to a page that asks for more.
    pub fn page(title: impl Into<String>, icon: Icon, to: impl Into<String>) -> Command {
        Command {
            title: title.into(),
            note: String::new(),
            icon,
            to: to.into(),
            post: None,
            when_asked: false,
        }
    }

    /// Does it at once; what it does can be undone.
    pub fn post(title: impl Into<String>, icon: Icon, to: impl Into<String>) -> Command {
        Command {
            post: Some(Vec::new()),
            ..Command::page(title, icon, to)
        }
    }

    /// What is sent with it.
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Command {
        self.post
            .get_or_insert_default()
            .push((name, value.to_string()));
        self
    }

    /// Said quietly behind its title.
    pub fn note(mut self, note: impl Into<String>) -> Command {
        self.note = note.into();
        self
    }

    pub fn when_asked(mut self) -> Command {
        self.when_asked = true;
        self
    }
}
