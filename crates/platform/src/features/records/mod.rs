//! What is done alike with records of any kind, by the fields they describe themselves with: filling in their form, sheets
//! out and in, several at once, one on a line, one field where it stands, two that are one.
//!
//! Records: `Import` (a sheet that came in, every row accounted for) and the portions of its rows; `BulkChange` (a change of
//! more records than one deed holds) and its portions. Each record of another room is read, made and changed by its own
//! deeds.
//!
//! A sheet comes in through `decode` (bytes as text), `table` (text as cells), `columns` (which column is what), `figures`
//! (numbers and days as they are written), `rows` (the form of each row), `fate` (what becomes of it) and `import`.

mod began;
mod columns;

mod days_written;
mod fate;
mod figures;
mod import;
mod in_place;
mod merge;
mod notices;
mod on_lines;
mod pairs;
mod rows;
mod several;
mod sheet;
mod table;
mod typed;
mod written;

use pairs::pairs_of;

use crate::{
    base::Result,
    data::{Entity, KindInfo, Visit},
    features::Feature,
    web::form::{Filled, Form},
};

pub use crate::base::decode::{Decoded, decode};
pub use began::{Began, as_person};
pub use columns::{Chosen, Columns, LEFT_OUT, Target, readings, targets};
pub use figures::Decided;
pub use import::{
    Bearer, Facts, Import, Imported, Made, Making, Mark, Portion, Running, State, import_job,
    import_link, import_routes,
};
pub use in_place::{
    Editing, Holders, InPlace, Way, away, commands_in_place, in_place_routes, option_of, present,
};
pub use merge::{Bring, Merge, Merged, merge, merge_routes};
pub use on_lines::{OnLines, Reached, begun_on_line, line_of, line_routes};
pub use rows::{PutBy, Row, Rows, Wanted, text_of};
pub use several::cut_off;
pub use several::{
    BulkChange, Deed, Progress, Set, SetSeveral, Several, controls, for_several, more_fields,
    several_job, several_routes,
};
pub use sheet::{Sheet, Told};
pub use table::Table;
pub use typed::{Typed, read};
pub use written::Reading;

pub fn feature() -> Feature {
    Feature {
        name: "records",
        kinds: vec![
            KindInfo::entity::<Import>(),
            KindInfo::entity::<Portion>(),
            KindInfo::entity::<BulkChange>(),
            KindInfo::entity::<several::BulkPortion>(),
        ],
        actions: &[
            import::VIEW,
            import::RUN,
            import::STOP,
            several::VIEW,
            several::RUN,
            several::STOP,
            several::LOOK_AFTER,
        ],
        notices: notices::ALL,
        routes: import::own_routes()
            .into_iter()
            .chain(several::own_routes())
            .collect(),
        reshapes: vec![import::EARLIER],
        ..Feature::default()
    }
}

/// A record's form as the record fills it in: every field that the form changes.
///
/// # Errors
/// When the record can't be told.
pub fn filled<R: Entity, F: Form>(visit: &Visit, record: &R) -> Result<Filled<F>> {
    let typed = Typed::of(visit)?;
    Ok(Filled::blank(&pairs_of(&typed, record, false)?))
}
