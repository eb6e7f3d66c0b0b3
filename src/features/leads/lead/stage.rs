//! The stages of a lead, where it came from, what was found out, why it was lost.

use serde::{Deserialize, Serialize};

use crate::{base::Choice, choices, ui::badge::Tone};

choices! {
    pub enum Stage {
        New: "new", "New";
        Contacted: "contacted", "Contacted";
        Qualified: "qualified", "Qualified";
        Quoted: "quoted", "Quote sent";
        Negotiation: "negotiation", "Negotiation";
        Won: "won", "Won";
        Lost: "lost", "Lost";
    }
}

impl Stage {
    /// The stages of a lead that is still in play, as the board shows them.
    pub const OPEN: [Stage; 5] = [
        Stage::New,
        Stage::Contacted,
        Stage::Qualified,
        Stage::Quoted,
        Stage::Negotiation,
    ];

    pub fn is_open(self) -> bool {
        Stage::OPEN.contains(&self)
    }

    pub fn code(self) -> u8 {
        Stage::ALL.iter().position(|s| *s == self).unwrap_or(7) as u8
    }

    pub fn tone(self) -> Tone {
        match self {
            Stage::Won => Tone::Success,
            Stage::Lost => Tone::Stone,
            _ => Tone::Info,
        }
    }
}

choices! {
    pub enum Source {
        Yelp: "yelp", "Yelp";
        Website: "website", "Website";
        Referral: "referral", "Referral";
        Client: "client", "Existing client";
        Call: "call", "Cold call";
        Event: "event", "Event";
        Import: "import", "List";
        Other: "other", "Other";
    }
}

choices! {
    /// What qualification found out about a matter.
    pub enum Answer {
        Open: "open", "Not asked yet";
        Yes: "yes", "Yes";
        Partly: "partly", "Partly";
        No: "no", "No";
    }
}

choices! {
    pub enum LostReason {
        Price: "price", "Too expensive";
        NoAnswer: "no_answer", "No answer";
        Competitor: "competitor", "Chose a competitor";
        NoNeed: "no_need", "No need any more";
        NotNow: "not_now", "Not now, later perhaps";
        Unfit: "unfit", "Not a fit for us";
        Duplicate: "duplicate", "Duplicate";
    }
}

/// Budget, authority, need and time: what a closer asks.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Qualification {
    pub budget: Answer,
    pub authority: Answer,
    pub need: Answer,
    pub time: Answer,
}

impl Qualification {
    pub fn each(&self) -> [(&'static str, Answer); 4] {
        [
            ("Budget", self.budget),
            ("Authority", self.authority),
            ("Need", self.need),
            ("Time", self.time),
        ]
    }

    pub(in crate::features::leads) fn asked(&self) -> bool {
        self.each()
            .iter()
            .all(|(_, answer)| *answer != Answer::Open)
    }

    /// Four times no: whatever was found out, nothing is to be quoted.
    pub(super) fn speaks_against(&self) -> bool {
        self.each().iter().all(|(_, answer)| *answer == Answer::No)
    }
}
