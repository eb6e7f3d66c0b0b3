//! All settings as one form. A page shows a part of it; what it doesn't send stays as it is.

use crate::{
    base::{Day, Unit, money, money::Currency, time},
    data::full_text::LANGUAGES,
    features::settings::Settings,
    web::form::{Form, Optional, Reader, Required},
};

#[derive(Debug, Clone)]
pub struct SettingsForm {
    pub name: String,
    pub address: String,
    pub email: String,
    pub phone: String,
    pub tax_number: String,
    pub currency: Option<Currency>,
    /// Basis points.
    pub tax: i64,
    pub quote_days: i32,
    pub week: Vec<u8>,
    pub holidays: Vec<Day>,
    /// Minutes of the day.
    pub opens: i64,
    pub closes: i64,
    pub snapshot_hours: Option<u32>,
    pub snapshot_keep: Option<u32>,
    pub drill_hour: u8,
    pub demand_versions: bool,
    pub second_person: bool,
    /// Minutes in which posts are edited; 0 never, nothing for ever.
    pub edit_minutes: Option<u32>,
    pub languages: Vec<String>,
    pub time_categories: Vec<String>,
    pub version: Option<u64>,
}

pub const WEEK: [(&str, &str); 7] = [
    ("mon", "Monday"),
    ("tue", "Tuesday"),
    ("wed", "Wednesday"),
    ("thu", "Thursday"),
    ("fri", "Friday"),
    ("sat", "Saturday"),
    ("sun", "Sunday"),
];

/// More holidays than ten years have are a mistake.
const HOLIDAYS: usize = 400;

impl Form for SettingsForm {
    fn read(f: &mut Reader) -> Self {
        let snapshot_hours = f.whole(
            "snapshot_hours",
            "Hours between snapshots",
            Optional,
            0..=168,
        );
        let snapshot_keep = f.whole("snapshot_keep", "Snapshots kept", Optional, 2..=1000);
        let opens = f.clock("opens", "Opens", Required);
        let closes = f.clock("closes", "Closes", Required);
        if let (Some(opens), Some(closes)) = (opens, closes)
            && closes < opens + 60
        {
            f.problem(
                "closes",
                "A working day has at least an hour: the house must close after it opens.",
            );
        }
        SettingsForm {
            name: f.text("name", "Name of the house", Required, 80),
            address: f.block("address", "Address", Optional, 400),
            email: f.email("email", "E-mail", Optional),
            phone: f.phone("phone", "Phone", Optional),
            tax_number: f.text("tax_number", "Tax number", Optional, 40),
            currency: f.currency("currency", "Currency", Required),
            tax: f
                .decimal("tax", "Tax", Required, Unit::BasisPoints, 0..=10_000)
                .unwrap_or_default(),
            quote_days: f
                .whole("quote_days", "Days a quote is valid", Required, 1..=365)
                .and_then(|days| i32::try_from(days).ok())
                .unwrap_or_default(),
            week: week(f),
            holidays: holidays(f),
            opens: opens.unwrap_or_default(),
            closes: closes.unwrap_or_default(),
            snapshot_hours: snapshot_hours.and_then(|n| u32::try_from(n).ok()),
            snapshot_keep: snapshot_keep.and_then(|n| u32::try_from(n).ok()),
            drill_hour: f
                .whole("drill_hour", "Hour of the restore drill", Required, 0..=23)
                .and_then(|hour| u8::try_from(hour).ok())
                .unwrap_or_default(),
            demand_versions: f.flag("demand_versions", "Programs name the version they change"),
            second_person: f.flag("second_person", "The gravest deeds need a second person"),
            edit_minutes: f
                .whole(
                    "edit_minutes",
                    "Minutes in which posts are edited",
                    Optional,
                    0..=525_600,
                )
                .and_then(|minutes| u32::try_from(minutes).ok()),
            languages: spoken(f),
            time_categories: categories(f),
            version: f.version(),
        }
    }
}

/// One in each line, each once.
fn categories(f: &mut Reader) -> Vec<String> {
    let typed = f.all("time_categories", "Internal work");
    let mut all: Vec<String> = Vec::new();
    let lines = typed.iter().flat_map(|text| text.lines()).map(str::trim);
    for line in lines.filter(|line| !line.is_empty()) {
        if line.chars().count() > 60 {
            f.problem("time_categories", "Each line has at most 60 characters.");
        }
        let there = |held: &String| held.to_lowercase() == line.to_lowercase();
        if !all.iter().any(there) {
            all.push(line.to_owned());
        }
    }
    if all.len() > 30 {
        f.problem(
            "time_categories",
            "At most 30 lines are a list that people choose from.",
        );
    }
    all
}

/// English, which is always known, isn't said.
fn spoken(f: &mut Reader) -> Vec<String> {
    let named = f.all("languages", "Languages of the search");
    let known = |key: &String| LANGUAGES.iter().any(|language| language.key == *key);
    if let Some(other) = named.iter().find(|key| !key.is_empty() && !known(key)) {
        let keys: Vec<&str> = LANGUAGES.iter().map(|language| language.key).collect();
        f.problem(
            "languages",
            format!(
                "{other} is no language that the search knows. Choose some of {}.",
                keys.join(", ")
            ),
        );
    }
    let said = |key: &&str| *key != "en" && named.iter().any(|name| name == key);
    let keys = LANGUAGES.iter().map(|language| language.key);
    keys.filter(said).map(str::to_owned).collect()
}

fn week(f: &mut Reader) -> Vec<u8> {
    let named = f.all("week", "Working days");
    if let Some(other) = named
        .iter()
        .find(|name| !WEEK.iter().any(|(key, _)| key == name))
    {
        let keys = WEEK.map(|(key, _)| key).join(", ");
        f.problem(
            "week",
            format!("{other} is no day of the week. Choose some of {keys}."),
        );
    }
    let mut days: Vec<u8> = (0u8..)
        .zip(WEEK)
        .filter(|(_, (key, _))| named.iter().any(|name| name == key))
        .map(|(day, _)| day)
        .collect();
    if days.is_empty() {
        f.problem(
            "week",
            "At least one day of the week must be a working day.",
        );
        days = (0..5).collect();
    }
    days
}

/// One a line, or a list of them.
fn holidays(f: &mut Reader) -> Vec<Day> {
    let typed = f.all("holidays", "Holidays");
    let mut days = Vec::new();
    for text in typed.iter().flat_map(|text| text.lines()) {
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        match Day::parse(text) {
            Some(day) => days.push(day),
            None => f.problem(
                "holidays",
                format!("{text} should be a day such as 2026-12-25, one in each line."),
            ),
        }
    }
    days.sort_unstable();
    days.dedup();
    if days.len() > HOLIDAYS {
        f.problem("holidays", format!("At most {HOLIDAYS} holidays fit."));
    }
    days
}

/// What the form shows of the settings as they are.
pub fn values(held: &Settings) -> Vec<(&'static str, String)> {
    let mut values = vec![
        ("name", held.name.clone()),
        ("address", held.address.clone()),
        ("email", held.email.clone()),
        ("phone", held.phone.clone()),
        ("tax_number", held.tax_number.clone()),
        ("currency", held.currency().code.to_owned()),
        ("tax", money::percent(held.tax)),
        ("quote_days", held.quote_days.to_string()),
        ("drill_hour", held.drill_hour.to_string()),
        ("opens", time::of_day(held.opens)),
        ("closes", time::of_day(held.closes)),
        ("version", held.version.to_string()),
    ];
    let days: Vec<String> = held.holidays.iter().map(|day| day.iso()).collect();
    values.push(("holidays", days.join("\n")));
    values.push(("time_categories", held.time_categories.join("\n")));
    if let Some(minutes) = held.edit_minutes {
        values.push(("edit_minutes", minutes.to_string()));
    }
    if held.second_person {
        values.push(("second_person", "true".into()));
    }
    if held.demand_versions {
        values.push(("demand_versions", "true".into()));
    }
    for (day, (key, _)) in (0u8..).zip(WEEK) {
        if held.calendar().week.contains(&day) {
            values.push(("week", key.to_owned()));
        }
    }
    for key in &held.languages {
        values.push(("languages", key.clone()));
    }
    for (name, number) in [
        ("snapshot_hours", held.snapshot_hours),
        ("snapshot_keep", held.snapshot_keep),
    ] {
        values.push((name, number.map(|n| n.to_string()).unwrap_or_default()));
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(over: &[(&str, &str)]) -> (SettingsForm, Reader) {
        let mut fields: Vec<(String, String)> = values(&Settings::default())
            .into_iter()
            .filter(|(name, _)| !over.iter().any(|(other, _)| other == name))
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        fields.extend(over.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())));
        let mut reader = Reader::over(fields);
        let form = SettingsForm::read(&mut reader);
        (form, reader)
    }

    #[test]
    fn what_is_shown_reads_back() {
        let (form, reader) = read(&[]);
        assert!(reader.problems.is_empty(), "{}", reader.problems);
        let held = Settings::default();
        assert_eq!((form.tax, form.quote_days), (held.tax, held.quote_days));
        assert_eq!(form.week, held.week);
        assert_eq!(form.snapshot_hours, None);
    }

    #[test]
    fn the_search_knows_languages_by_their_keys() {
        let (form, reader) = read(&[("languages", "de"), ("languages", "en"), ("languages", "")]);
        assert!(reader.problems.is_empty(), "{}", reader.problems);
        assert_eq!(form.languages, ["de"]);
        assert!(!read(&[("languages", "tlh")]).1.problems.is_empty());
    }

    #[test]
    fn a_working_day_ends_after_it_begins() {
        assert!(read(&[("opens", "8:30")]).1.problems.is_empty());
        assert_eq!(read(&[("closes", "24:00")]).0.closes, 1440);
        for (name, typed) in [("opens", "soon"), ("closes", "08:00"), ("opens", "25:00")] {
            assert!(!read(&[(name, typed)]).1.problems.is_empty(), "{typed}");
        }
    }

    #[test]
    fn a_week_without_work_and_a_day_that_is_none_are_named() {
        let (_, reader) = read(&[("week", "")]);
        assert!(reader.problems.of("week").is_some());
        let (form, reader) = read(&[("holidays", "2026-12-25\nchristmas\n2026-12-25")]);
        assert!(
            reader
                .problems
                .of("holidays")
                .is_some_and(|why| why.contains("christmas"))
        );
        assert_eq!(form.holidays.len(), 1);
    }
}
