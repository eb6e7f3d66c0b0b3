//! What is asked when a view is kept, changed, or read another way.

use super::view::{Audience, Density, Look, SavedView};
use crate::{
    base::Id,
    features::people::Role,
    web::form::{Form, Optional, Reader, Required},
};

/// Columns that somebody chooses at most.
const COLUMNS: usize = 60;

/// Bytes that a column's key has at most.
const KEY: usize = 40;

#[derive(Debug, Clone)]
pub struct ViewForm {
    pub version: Option<u64>,
    pub name: String,
    pub query: String,
    pub columns: Vec<String>,
    pub density: Density,
    pub audience: Audience,
    pub role: Option<Id<Role>>,
}

impl Form for ViewForm {
    fn read(f: &mut Reader) -> Self {
        let form = ViewForm {
            version: f.version(),
            name: f.text("name", "Name", Required, 60),
            query: f.text("query", "Asks for", Optional, 2_000),
            columns: columns(f),
            density: f.choice_or_usual("density", "Rows"),
            audience: f.choice_or_usual("audience", "For"),
            role: f.id("role", "Role", Optional),
        };
        if form.audience == Audience::Role && form.role.is_none() && f.is_filled("audience") {
            f.problem("role", "Say for which role.");
        }
        form
    }
}

#[derive(Debug, Clone)]
pub struct NewView {
    pub list: String,
    pub view: ViewForm,
}

impl Form for NewView {
    fn read(f: &mut Reader) -> Self {
        NewView {
            list: f.text("list", "List", Required, 40),
            view: ViewForm::read(f),
        }
    }
}

/// How a list is read from now on, or with which view it opens.
#[derive(Debug, Clone)]
pub struct ReadingForm {
    pub list: String,
    pub look: Look,
    /// Whether the view is the one that the list opens with.
    pub opens: bool,
    /// Whether nothing else is chosen: the look stays what it is.
    pub only_opens: bool,
}

impl Form for ReadingForm {
    fn read(f: &mut Reader) -> Self {
        let list = f.text("list", "List", Required, 40);
        let view: Option<Id<SavedView>> = f.id("view", "View", Optional);
        f.tell("A kept view; without one, the list itself.");
        ReadingForm {
            list,
            look: Look {
                view: view.map_or(0, Id::raw),
                columns: columns(f),
                density: f.choice_or_usual("density", "Rows"),
            },
            opens: f.flag("opens", "Opens the list"),
            only_opens: {
                let only = f.flag("only_opens", "Only that");
                f.tell("Says whether the list opens with it, and leaves columns and rows as they are read.");
                only
            },
        }
    }
}

fn columns(f: &mut Reader) -> Vec<String> {
    let mut columns = f.all("columns", "Columns");
    f.tell("Keys of fields, in their order; none are the usual ones.");
    if columns.len() > COLUMNS {
        f.problem("columns", format!("At most {COLUMNS} columns."));
    }
    // What is too long for a key is none.
    columns.retain(|key| key.len() <= KEY);
    columns.dedup();
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_is_too_long_is_none() {
        let long = "ä".repeat(39);
        let pairs =
            ["owner", long.as_str(), "value"].map(|key| ("columns".to_owned(), key.to_owned()));
        let mut reader = Reader::over(pairs.to_vec());
        assert_eq!(columns(&mut reader), ["owner", "value"]);
        assert!(reader.problems.is_empty());
    }
}
