//! What the palette does to fields of the record that is open: each value of a closed list, and the days that are meant
//! mostly, through the same deed as their editor.

use super::{Editing, InPlace, name_of};
use crate::{
    base::Result,
    data::{Field, FieldKind, Visit},
    features::Command,
    ui::icon::Icon,
};

/// `Set priority to High`, for whoever may; shown when it is asked for.
pub fn commands_in_place<R: InPlace>(visit: &Visit, record: &R, _: &str) -> Result<Vec<Command>> {
    let edits = Editing::of(visit, record);
    let mut all = Vec::new();
    for (field, verb) in &edits.open {
        let to = format!("{}/{verb}", edits.at);
        for (word, value) in values(visit, field) {
            let title = format!("Set {} to {word}", field.label.to_lowercase());
            let set = Command::post(title, Icon::Edit, to.as_str())
                .with("field", field.key)
                .with(name_of(field), value);
            all.push(set.when_asked());
        }
    }
    Ok(all)
}

/// What a field may be set to, with the word for it.
fn values(visit: &Visit, field: &Field) -> Vec<(&'static str, String)> {
    match field.kind {
        FieldKind::Choice(words) => words()
            .into_iter()
            .map(|(key, label)| (label, key.to_owned()))
            .collect(),
        FieldKind::Day => [("today", 0), ("tomorrow", 1), ("in a week", 7)]
            .map(|(word, days)| (word, (visit.today() + days).iso()))
            .into(),
        _ => Vec::new(),
    }
}
