//! What is asked of the journal, as it stands in the address and as it is typed.

use ipnet::IpNet;

use crate::{
    base::{Day, Error, Id, Moment, Result},
    choices,
    data::{JournalQuery, Paging, Visit},
    features::people::User,
    web::{
        form::{Form, Optional, Reader},
        request::encode_pairs,
    },
};

#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// Any of these: a person's number, or `atrium`.
    pub people: Vec<String>,
    /// Any record's number.
    pub record: String,
    /// Any of these: an action's key, or a resource.
    pub actions: Vec<String>,
    pub from: Option<Day>,
    pub until: Option<Day>,
    pub network: String,
}

/// Of what a copy is made, and as what.
#[derive(Debug, Clone, Default)]
pub struct AskCopy {
    pub ask: Ask,
    pub format: Format,
}

impl Form for AskCopy {
    fn read(f: &mut Reader) -> Self {
        AskCopy {
            ask: Ask::read(f),
            format: f.choice_or_usual("format", "Format"),
        }
    }
}

pub const ATRIUM: &str = "atrium";

impl Form for Ask {
    fn read(f: &mut Reader) -> Self {
        let ask = Ask {
            people: f.all("person", "Person"),
            record: f.text("record", "Record", Optional, 40),
            actions: f.all("action", "Action"),
            from: f.day("from", "From", Optional),
            until: f.day("until", "Until", Optional),
            network: f.text("network", "Network", Optional, 60),
        };
        if ask.person_ids().is_err() {
            f.problem(
                "person",
                "Person should be a number such as U-12, or atrium.",
            );
        }
        if ask.network().is_err() {
            f.problem("network", "Network should be an address such as 10.20.4.31, or a network such as 10.20.0.0/16.");
        }
        if let (Some(from), Some(until)) = (ask.from, ask.until)
            && until < from
        {
            f.problem("until", "Until should not lie before From.");
        }
        ask
    }
}

impl Ask {
    fn person_ids(&self) -> Result<Vec<u64>, ()> {
        let id = |said: &String| match said.trim() {
            ATRIUM => Ok(0),
            number => Id::<User>::parse(number).map(|id| id.raw()).ok_or(()),
        };
        let named = self.people.iter().filter(|said| !said.trim().is_empty());
        named.map(id).collect()
    }

    fn network(&self) -> Result<Option<IpNet>, ()> {
        if self.network.is_empty() {
            return Ok(None);
        }
        let single = || self.network.parse::<std::net::IpAddr>().map(IpNet::from);
        self.network
            .parse::<IpNet>()
            .or_else(|_| single())
            .map(Some)
            .map_err(|_| ())
    }

    pub fn seek(&self, visit: &Visit) -> Result<JournalQuery> {
        let of = match self.record.as_str() {
            "" => None,
            number => Some(visit.store().schema().parse_number(number).ok_or_else(|| {
                Error::field(
                    "record",
                    format!("{number} is no record's number. They look like LD-1042."),
                )
            })?),
        };
        Ok(JournalQuery {
            people: self.person_ids().unwrap_or_default(),
            of,
            actions: named(&self.actions),
            from: self.from.map(|day| Moment::at(day, 0, &visit.tz)),
            until: self.until.map(|day| Moment::at(day + 1, 0, &visit.tz)),
            network: self.network().unwrap_or_default(),
        })
    }

    /// What was typed, as the pairs of an address or of a hidden form.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let day = |day: Option<Day>| day.map(Day::iso).unwrap_or_default();
        let each = |name: &'static str, values: &[String]| {
            let values = named(values).into_iter();
            values.map(|value| (name, value)).collect::<Vec<_>>()
        };
        let mut all = each("person", &self.people);
        all.push(("record", self.record.clone()));
        all.extend(each("action", &self.actions));
        all.push(("from", day(self.from)));
        all.push(("until", day(self.until)));
        all.push(("network", self.network.clone()));
        all.retain(|(_, value)| !value.is_empty());
        all
    }

    pub fn query(&self) -> String {
        let pairs = self.pairs();
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(n, v)| (*n, v.as_str())).collect();
        encode_pairs(&pairs)
    }
}

/// Those that say something.
fn named(values: &[String]) -> Vec<String> {
    let values = values.iter().map(|value| value.trim().to_owned());
    values.filter(|value| !value.is_empty()).collect()
}

/// Entries of a page.
pub(super) const ROWS: usize = 50;

pub(super) fn cursor(ask: &Ask, seq: u64) -> String {
    Paging::cursor(&format!("journal?{}", ask.query()), seq)
}

choices! {
    pub enum Format {
        Csv: "csv", "CSV";
        Jsonl: "jsonl", "JSONL with its proof";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(pairs: &[(&str, &str)]) -> (Ask, Reader) {
        let fields = pairs
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
        let mut reader = Reader::over(fields.collect());
        (Ask::read(&mut reader), reader)
    }

    #[test]
    fn what_is_asked_reads_back_from_its_address() {
        let pairs = [
            ("person", "U-3"),
            ("from", "2026-06-01"),
            ("network", "10.1.0.0/16"),
        ];
        let (asked, reader) = ask(&pairs);
        assert!(reader.problems.is_empty());
        assert_eq!(
            asked.query(),
            "person=U-3&from=2026-06-01&network=10.1.0.0%2F16"
        );
        assert!(ask(&[("network", "10.1.2.3")]).1.problems.is_empty());
        for (name, value) in [
            ("person", "Ann"),
            ("network", "the office"),
            ("from", "soon"),
        ] {
            assert!(
                ask(&[(name, value)]).1.problems.of(name).is_some(),
                "{value}"
            );
        }
    }
}
