//! What opens the data at rest: which keys did when this was looked at last, and under which the data itself lay. One that
//! came or went, and data that was encrypted anew, is journaled and told to every admin, whoever did it and however: by a command beside the server, or while it was stopped.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{
    actions::{LEARN, RAISE, VIEW},
    ops::{Recipients, note},
    rules::{Finding, Rule},
};
use crate::{
    access::Placement,
    base::{Id, Result},
    data::{Declares, Index, Key, Kind, Query, Visit, record},
    jobs::{Job, Next, Turn},
};

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Opener {
    #[serde(skip)]
    pub id: Id<Opener>,
    #[serde(skip)]
    pub version: u64,
    /// What the operator calls it: key file, recovery. Nothing: it is the data's own key.
    pub name: String,
    /// The age recipient that the data's key is encrypted to: it tells two keys of one name apart. Of the data's own key
    /// its mark.
    pub recipient: String,
}

const ALL: Index = Index::plain(1);

impl Opener {
    fn title(&self) -> String {
        "What opens the data".into()
    }
    fn placement(&self) -> Vec<Placement> {
        vec![Placement::Global]
    }
    fn declare(&self, to: &mut Declares) {
        to.index(ALL, Key::new());
    }

    fn is(&self, (name, recipient): &(String, String)) -> bool {
        self.name == *name && self.recipient == *recipient
    }

    fn is_the_datas(&self) -> bool {
        self.name.is_empty()
    }
}

record!(Opener, Kind::new(243, "openers", "OK").secret().unjournaled(), view: VIEW);

/// Holds the keys that open the data against those that did, and tells of each that came or went. The first time there is
/// nothing to hold them against: they are as the house began, or as it was when it learnt to look.
///
/// # Errors
/// When the store can't be read or written.
pub fn watch_openers(visit: &Visit) -> Result<()> {
    let asked = Query::<Opener>::by(ALL).limit(usize::MAX >> 1);
    let known = visit.list(asked)?.rows;
    let mut now = visit.store().openers();
    now.push((String::new(), visit.store().data_key_mark()));
    let is_new = |slot: &&(String, String)| !known.iter().any(|held| held.is(slot));
    let came: Vec<(String, String)> = now.iter().filter(is_new).cloned().collect();
    let stays = |held: &&Opener| now.iter().any(|slot| held.is(slot));
    let went: Vec<Opener> = known.iter().filter(|held| !stays(held)).cloned().collect();
    if came.is_empty() && went.is_empty() {
        return Ok(());
    }
    let told = Recipients::of(visit)?;
    let at = visit.at;
    // Each time is an alert of its own.
    let finding = |name: &str, recipient: &str, said: &str| Finding {
        rule: Rule::Openers,
        subject: format!("{recipient} at {}", at.0),
        user: None,
        text: format!("The key \u{201c}{name}\u{201d} {said}."),
        times: 1,
    };
    let mut findings = Vec::new();
    if !known.is_empty() {
        let said = "can open the data and its snapshots from now on";
        let of_people = came.iter().filter(|(name, _)| !name.is_empty());
        findings.extend(of_people.map(|(name, to)| finding(name, to, said)));
        let said = "opens the data no longer; snapshots from before still open with it";
        let of_people = went.iter().filter(|held| !held.is_the_datas());
        findings.extend(of_people.map(|held| finding(&held.name, &held.recipient, said)));
        if let Some(held) = went.iter().find(|held| held.is_the_datas()) {
            let words = "The data was encrypted anew under another key. Snapshots from before open with the keys of then.";
            findings.push(Finding {
                text: words.into(),
                ..finding("", &held.recipient, "")
            });
        }
    }
    let action = match findings.is_empty() {
        true => LEARN,
        false => RAISE,
    };
    visit.act(action, move |change| {
        change.event();
        for finding in &findings {
            note(change, finding, &told)?;
        }
        for (name, recipient) in &came {
            change.insert(Opener {
                name: name.clone(),
                recipient: recipient.clone(),
                ..Opener::default()
            })?;
        }
        for held in &went {
            let held = change
                .on_behalf("what opens the data no longer is known no longer")
                .load::<Opener>(held.id)?;
            change.delete(&held)?;
        }
        Ok(())
    })
}

/// How often it is looked at while the house is served, beside every start.
const LOOK: Duration = Duration::from_secs(10 * 60);

struct Watch;

pub fn job() -> Box<dyn Job> {
    Box::new(Watch)
}

impl Job for Watch {
    fn name(&self) -> &str {
        "watch over what opens the data"
    }

    /// A server that starts is there for its people first.
    fn first(&self) -> Duration {
        Duration::from_secs(30)
    }

    fn run(&mut self, turn: &Turn<'_>) -> Result<Next> {
        watch_openers(&turn.visit())?;
        Ok(Next::After(LOOK))
    }
}
