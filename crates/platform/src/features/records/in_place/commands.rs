//! What the palette does to fields of the record that is open: each value of a closed list, and the days that are meant
//! mostly, through the same deed as their editor.

use super::{Editing, InPlace, name_of};
use crate::{
    base::{Day, Result},
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
        FieldKind::Day => days(visit.today()),
        _ => Vec::new(),
    }
}

/// Today, tomorrow, the next days by their names, and in a week.
fn days(today: Day) -> Vec<(&'static str, String)> {
    const NAMES: [&str; 7] = [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ];
    let named = (2..7).map(|ahead| {
        let day = today + ahead;
        (NAMES[usize::from(day.weekday()) % NAMES.len()], day)
    });
    let all = [("today", today), ("tomorrow", today + 1)].into_iter();
    all.chain(named)
        .chain([("in a week", today + 7)])
        .map(|(word, day)| (word, day.iso()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_days_go_by_their_names() {
        // A Tuesday.
        let today = Day::parse("2026-12-01").unwrap();
        let words: Vec<(&str, String)> = days(today);
        let on = |name: &str| words.iter().find(|(word, _)| *word == name);
        assert_eq!(on("Friday").unwrap().1, "2026-12-04");
        assert_eq!(on("Monday").unwrap().1, "2026-12-07");
        assert_eq!(on("tomorrow").unwrap().1, "2026-12-02");
        assert!(on("Wednesday").is_none(), "that is tomorrow");
    }
}
