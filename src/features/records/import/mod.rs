//! Bringing a sheet of records in. First what would become of each row; then each row by the deed that makes or changes
//! one by hand, in portions: the import's record says how far it came, so one that was cut off goes on where it stopped,
//! and nothing comes twice. A row with a number changes the record of that number, so that a sheet that went out comes in
//! again; what a row doesn't change is left alone.

mod choices;
mod pages;
mod passed_over;
mod record;
mod routes;
mod run;

use crate::{
    access::Action,
    base::{Id, Result},
    data::{Entity, Visit},
    features::records::Wanted,
    web::form::Form,
};

pub(super) use choices::Choices;
pub(super) use record::{Alike, Outcome, What};
pub use record::{Import, Portion, RUN, STOP, State, VIEW};
pub use routes::{import_link, import_routes, own_routes};
pub use run::{Running, import_job};

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

    /// By what two rows without a number would make the same one.
    fn keys(_: &Self::New) -> Vec<String> {
        Vec::new()
    }

    /// One that is like what a row without a number would make.
    ///
    /// # Errors
    /// When the store can't be read.
    fn like(_: &Visit, _: &Self::New) -> Result<Option<Like<Self>>> {
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

/// A record that a row is like.
pub struct Like<R> {
    pub id: Id<R>,
    /// What both have: "the same e-mail".
    pub by: String,
    /// What speaks against it being the same: "another city".
    pub but: Option<String>,
}

impl<R> Like<R> {
    pub fn same(id: Id<R>, by: impl Into<String>) -> Like<R> {
        Like {
            id,
            by: by.into(),
            but: None,
        }
    }
}
