//! What is asked of the journal, as it stands in the address and as it is typed.

use ipnet::IpNet;

use super::export::Format;
use crate::{
    base::{Day, Error, Id, Moment, Result},
    data::{JournalQuery, Visit},
    features::people::User,
    web::{
        form::{Form, Optional, Reader},
        request::encode_pairs,
    },
};

#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// A person's number, or `atrium`.
    pub person: String,
    /// Any record's number.
    pub record: String,
    pub action: String,
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
            person: f.text("person", "Person", Optional, 40),
            record: f.text("record", "Record", Optional, 40),
            action: f.text("action", "Action", Optional, 80),
            from: f.day("from", "From", Optional),
            until: f.day("until", "Until", Optional),
            network: f.text("network", "Network", Optional, 60),
        };
        if ask.person().is_err() {
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
    fn person(&self) -> Result<Option<u64>, ()> {
        match self.person.as_str() {
            "" => Ok(None),
            ATRIUM => Ok(Some(0)),
            number => Id::<User>::parse(number).map(|id| Some(id.raw())).ok_or(()),
        }
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
            person: self.person().unwrap_or_default(),
            of,
            action: Some(self.action.clone()).filter(|action| !action.is_empty()),
            from: self.from.map(|day| Moment::at(day, 0, &visit.tz)),
            until: self.until.map(|day| Moment::at(day + 1, 0, &visit.tz)),
            network: self.network().unwrap_or_default(),
        })
    }

    /// What was typed, as the pairs of an address or of a hidden form.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let day = |day: Option<Day>| day.map(Day::iso).unwrap_or_default();
        let all = [
            ("person", self.person.clone()),
            ("record", self.record.clone()),
            ("action", self.action.clone()),
            ("from", day(self.from)),
            ("until", day(self.until)),
            ("network", self.network.clone()),
        ];
        all.into_iter()
            .filter(|(_, value)| !value.is_empty())
            .collect()
    }

    pub fn query(&self) -> String {
        let pairs = self.pairs();
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(n, v)| (*n, v.as_str())).collect();
        encode_pairs(&pairs)
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
