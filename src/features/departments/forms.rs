//! What may be submitted about departments, teams, deputies and working hours.

use crate::{
    base::{Day, Id},
    features::{
        clocks::holidays,
        people::{Department, Hours, User},
    },
    web::form::{Form, Optional, Reader, Required},
};

#[derive(Debug, Clone)]
pub struct DepartmentForm {
    pub name: String,
    pub summary: String,
    pub parent: Option<Id<Department>>,
    pub version: Option<u64>,
}

impl Form for DepartmentForm {
    fn read(f: &mut Reader) -> Self {
        DepartmentForm {
            name: f.text("name", "Name", Required, 60),
            summary: f.text("summary", "What it does", Optional, 120),
            parent: f.id("parent", "Below", Optional),
            version: f.version(),
        }
    }
}

#[derive(Debug, Clone)]
pub struct TeamForm {
    pub name: String,
    pub lead: Option<Id<User>>,
    pub version: Option<u64>,
}

impl Form for TeamForm {
    fn read(f: &mut Reader) -> Self {
        TeamForm {
            name: f.text("name", "Name", Required, 60),
            lead: f.id("lead", "Team lead", Optional),
            version: f.version(),
        }
    }
}

#[derive(Debug, Clone)]
pub struct AppointForm {
    pub manager: Option<Id<User>>,
    pub version: Option<u64>,
}

impl Form for AppointForm {
    fn read(f: &mut Reader) -> Self {
        AppointForm {
            manager: f.id("manager", "Manager", Optional),
            version: f.version(),
        }
    }
}

#[derive(Debug, Clone)]
pub struct DeputyForm {
    pub person: Option<Id<User>>,
    pub from: Option<Day>,
    pub until: Option<Day>,
}

impl Form for DeputyForm {
    fn read(f: &mut Reader) -> Self {
        DeputyForm {
            person: f.id("person", "Deputy", Required),
            from: f.day("from", "First day", Required),
            until: f.day("until", "Last day", Required),
        }
    }
}

/// Which deputyship is meant: the person's that begins on a day.
#[derive(Debug, Clone)]
pub struct EndDeputy {
    pub person: Option<Id<User>>,
    pub from: Option<Day>,
}

impl Form for EndDeputy {
    fn read(f: &mut Reader) -> Self {
        EndDeputy {
            person: f.id("person", "Deputy", Required),
            from: f.day("from", "First day", Required),
        }
    }
}

/// Somebody who comes into a department, or goes.
#[derive(Debug, Clone)]
pub struct MemberForm {
    pub person: Option<Id<User>>,
}

impl Form for MemberForm {
    fn read(f: &mut Reader) -> Self {
        MemberForm {
            person: f.id("person", "Person", Required),
        }
    }
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

#[derive(Debug, Clone)]
pub struct HoursForm {
    /// None: as the department above, at last the house.
    pub hours: Option<Hours>,
    pub version: Option<u64>,
}

impl Form for HoursForm {
    fn read(f: &mut Reader) -> Self {
        let own = f.flag("own", "Own working hours");
        let named = f.all("week", "Working days");
        let week: Vec<u8> = (0u8..)
            .zip(WEEK)
            .filter(|(_, (key, _))| named.iter().any(|name| name == key))
            .map(|(day, _)| day)
            .collect();
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
        let opens = f.clock("opens", "Begins", Optional);
        let closes = f.clock("closes", "Ends", Optional);
        let holidays = holidays::read(f, "holidays");
        let with_house = f.flag("with_house", "The house's holidays too");
        if own {
            if week.is_empty() {
                f.problem("week", "Tick at least one day of the week.");
            }
            for (name, label, read) in [("opens", "Begins", opens), ("closes", "Ends", closes)] {
                if read.is_none() {
                    f.problem(name, format!("{label} is missing: a time such as 09:00."));
                }
            }
            if let (Some(opens), Some(closes)) = (opens, closes)
                && closes < opens + 60
            {
                f.problem(
                    "closes",
                    "A working day has at least an hour. Choose a later end.",
                );
            }
        }
        HoursForm {
            hours: own.then(|| Hours {
                week,
                opens: opens.unwrap_or_default(),
                closes: closes.unwrap_or_default(),
                holidays,
                with_house,
            }),
            version: f.version(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(fields: &[(&str, &str)]) -> (HoursForm, Reader) {
        let fields = fields
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
        let mut reader = Reader::over(fields.collect());
        let form = HoursForm::read(&mut reader);
        (form, reader)
    }

    #[test]
    fn own_hours_are_whole_or_named() {
        let (form, reader) = read(&[
            ("own", "true"),
            ("week", "sun"),
            ("week", "mon"),
            ("opens", "07:30"),
            ("closes", "15:00"),
            (
                "holidays",
                "2026-12-25 Christmas Day\n2026-12-24\n2026-12-25 twice",
            ),
        ]);
        assert!(reader.problems.is_empty(), "{}", reader.problems);
        let hours = form.hours.unwrap();
        assert_eq!(
            (hours.week, hours.opens, hours.closes),
            (vec![0, 6], 450, 900)
        );
        assert_eq!(hours.holidays.len(), 2);
        assert_eq!(hours.holidays[1].name, "Christmas Day");
        assert!(read(&[]).0.hours.is_none());
        for (name, typed) in [
            ("opens", "soon"),
            ("closes", "07:45"),
            ("holidays", "christmas"),
        ] {
            let (_, reader) = read(
                [
                    ("own", "true"),
                    ("week", "mon"),
                    ("opens", "07:30"),
                    ("closes", "15:00"),
                ]
                .map(|(n, v)| if n == name { (n, typed) } else { (n, v) })
                .into_iter()
                .chain((name == "holidays").then_some((name, typed)))
                .collect::<Vec<_>>()
                .as_slice(),
            );
            assert!(reader.problems.of(name).is_some(), "{name}");
        }
    }

    #[test]
    fn a_calendar_file_is_read_as_holidays() {
        let file = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261227\r\nSUMMARY:Christmas\\, both days\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nDTSTART:20261231T120000Z\r\nSUMMARY:A meeting\r\nEND:VEVENT\r\nEND:VCALENDAR";
        let (form, reader) = read(&[
            ("own", "true"),
            ("week", "mon"),
            ("opens", "09:00"),
            ("closes", "17:00"),
            ("holidays", file),
        ]);
        assert!(reader.problems.is_empty(), "{}", reader.problems);
        let days = form.hours.unwrap().holidays;
        let days: Vec<(String, &str)> = days
            .iter()
            .map(|h| (h.day.iso(), h.name.as_str()))
            .collect();
        assert_eq!(
            days,
            [
                ("2026-12-25".to_owned(), "Christmas, both days"),
                ("2026-12-26".to_owned(), "Christmas, both days")
            ]
        );
    }
}
