//! How long the house lets links live, and whether each has a password.

use serde::{Deserialize, Serialize};

use super::VIEW_RULES;
use crate::{
    access::Placement,
    base::{Day, Id, Result},
    data::{Cached, Declares, Kind, ReadTx, Record, Store, record},
};

/// Days that a link lives at most, whatever the house says.
pub const LONGEST: i32 = 365;

/// One record, made when somebody first saves it; until then the default holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LinkRules {
    #[serde(skip)]
    pub id: Id<LinkRules>,
    #[serde(skip)]
    pub version: u64,
    /// Days of a link whose maker says nothing.
    pub days: i32,
    /// Days of any link at most.
    pub longest: i32,
    #[serde(default)]
    pub needs_password: bool,
}

impl Default for LinkRules {
    fn default() -> LinkRules {
        LinkRules {
            id: Id::NONE,
            version: 0,
            days: 14,
            longest: 90,
            needs_password: false,
        }
    }
}

impl LinkRules {
    fn title(&self) -> String {
        "Rules of links to documents".into()
    }

    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }

    fn declare(&self, _: &mut Declares) {}

    /// The last day of a link that is made today; why not, where it can't be.
    pub fn last_day(&self, asked: Option<Day>, today: Day) -> Result<Day, String> {
        let latest = today + self.longest.clamp(1, LONGEST);
        let last = asked.unwrap_or((today + self.days).min(latest));
        if last < today {
            return Err("This day is over. Choose a later one.".into());
        }
        match last > latest {
            true => Err(format!(
                "Links live {} days at most here: until {}.",
                self.longest,
                latest.long()
            )),
            false => Ok(last),
        }
    }
}

record!(LinkRules, Kind::new(212, "link-rules", "DLR"), view: VIEW_RULES);

/// They as they are now.
pub struct CurrentRules(pub LinkRules);

impl Cached for CurrentRules {
    const FROM: &'static [Kind] = &[LinkRules::KIND];

    fn build(read_tx: &ReadTx, _: &Store) -> Result<CurrentRules> {
        let held = read_tx.all::<LinkRules>()?.pop();
        Ok(CurrentRules(held.unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_link_outlives_the_rules() {
        let rules = LinkRules::default();
        let today = Day(1_000);
        assert_eq!(rules.last_day(None, today), Ok(Day(1_014)));
        assert_eq!(rules.last_day(Some(today), today), Ok(today));
        assert!(rules.last_day(Some(Day(999)), today).is_err());
        assert_eq!(rules.last_day(Some(Day(1_090)), today), Ok(Day(1_090)));
        assert!(rules.last_day(Some(Day(1_091)), today).is_err());
        let short = LinkRules {
            days: 30,
            longest: 7,
            ..rules
        };
        assert_eq!(short.last_day(None, today), Ok(Day(1_007)));
    }
}
