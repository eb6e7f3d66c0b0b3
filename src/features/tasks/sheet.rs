//! Tasks of a sheet: each row makes one, or changes the one whose number it has.

use super::{
    CREATE, Task, editing,
    forms::{EditTask, NewTask},
    make,
};
use crate::{
    access::Action,
    base::{Id, Result},
    data::Visit,
    features::records::{Imported, Made, Making, Wanted},
};

impl Imported for Task {
    type New = NewTask;
    type Edit = EditTask;
    const WANTED: Wanted = Wanted {
        rows: 100_000,
        bytes: 32 << 20,
        needed: &["title"],
        otherwise: &[],
    };
    const IMPORT: Action = CREATE;

    fn make(visit: &Visit, form: NewTask, _: &Making) -> Result<Made<Task>> {
        make::create(visit, form).map(Made::of)
    }

    fn change(visit: &Visit, id: Id<Task>, form: EditTask) -> Result<()> {
        editing::edit(visit, id, form)
    }
}
