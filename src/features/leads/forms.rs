//! What people may submit about leads.

use super::lead::{Answer, Lead, LostReason, Qualification, Source, Stage};
pub use crate::features::people::HandOver;
use crate::{
    base::{Day, Id, Money},
    choices,
    features::{conversation::Channel, people::User, settings::Category},
    web::form::{Form, Optional, Reader, Required},
};

#[derive(Debug, Clone, Default)]
pub struct LeadForm {
    pub company: String,
    pub contact: String,
    pub email: String,
    pub phone: String,
    pub website: String,
    pub city: String,
    pub source: Source,
    pub categories: Vec<Category>,
    pub wish: String,
    pub value: Money,
    pub follow_up: Option<Day>,
    pub version: Option<u64>,
}

/// The most a lead may be worth, in minor units: what one item of a quote may cost.
pub const MOST_VALUE: i64 = 100_000_000 * 100;

impl LeadForm {
    fn fields(f: &mut Reader) -> Self {
        let form = LeadForm {
            company: f.text("company", "Company", Required, 120),
            contact: f.text("contact", "Contact", Optional, 80),
            email: f.email("email", "E-mail", Optional),
            phone: f.phone("phone", "Phone", Optional),
            website: f.website("website", "Website", Optional),
            city: f.text("city", "City", Optional, 80),
            source: f.choice_or_usual("source", "Source"),
            categories: f.choices("categories", "Services", Optional),
            wish: f.block("wish", "What they wish", Optional, 4000),
            value: f.money("value", "Value", Optional).unwrap_or_default(),
            follow_up: f.day("follow_up", "Next follow-up", Optional),
            version: None,
        };
        if form.value.0 > MOST_VALUE {
            let most = Money(MOST_VALUE).show(f.currency);
            f.problem("value", format!("Value should be at most {most}."));
        }
        form
    }
}

impl Form for LeadForm {
    fn read(f: &mut Reader) -> Self {
        LeadForm {
            version: f.version(),
            ..LeadForm::fields(f)
        }
    }
}

#[derive(Debug, Clone, Default)]
pub struct NewLead {
    pub lead: LeadForm,
    /// Add it although one like it is there.
    pub despite: bool,
}

impl Form for NewLead {
    fn read(f: &mut Reader) -> Self {
        NewLead {
            lead: LeadForm::fields(f),
            despite: f.flag("despite", "Add it although there is one like it"),
        }
    }
}

/// Into whose hands it comes.
#[derive(Debug, Clone)]
pub struct Assign {
    pub owner: Option<Id<User>>,
    pub version: Option<u64>,
}

impl Form for Assign {
    fn read(f: &mut Reader) -> Self {
        Assign {
            owner: f.id("owner", "Owner", Required),
            version: f.version(),
        }
    }
}

#[derive(Debug, Clone)]
pub struct Qualify {
    pub found: Qualification,
    pub note: String,
}

impl Form for Qualify {
    fn read(f: &mut Reader) -> Self {
        let mut answer = |name: &str, label: &str| {
            f.choice::<Answer>(name, label, Required)
                .unwrap_or_default()
        };
        let found = Qualification {
            budget: answer("budget", "Budget"),
            authority: answer("authority", "Authority"),
            need: answer("need", "Need"),
            time: answer("time", "Time"),
        };
        Qualify {
            found,
            note: f.block("note", "What you found out", Optional, 2000),
        }
    }
}

impl Qualify {
    /// What wasn't asked yet counts as a yes.
    pub fn or_yes(mut self) -> Qualify {
        let found = &mut self.found;
        for held in [
            &mut found.budget,
            &mut found.authority,
            &mut found.need,
            &mut found.time,
        ] {
            if *held == Answer::Open {
                *held = Answer::Yes;
            }
        }
        self
    }
}

#[derive(Debug, Clone)]
pub struct Lose {
    pub reason: LostReason,
    pub note: String,
}

impl Form for Lose {
    fn read(f: &mut Reader) -> Self {
        Lose {
            reason: f.choice("reason", "Reason", Required).unwrap_or_default(),
            note: f.block("note", "Note", Optional, 1000),
        }
    }
}

/// A card dropped on another lane.
#[derive(Debug, Clone)]
pub struct Move {
    pub lead: Option<Id<Lead>>,
    pub to: Option<Stage>,
    pub version: Option<u64>,
}

impl Form for Move {
    fn read(f: &mut Reader) -> Self {
        Move {
            lead: f.id("id", "Lead", Optional),
            to: f.choice("to", "Stage", Required),
            version: f.version(),
        }
    }
}

choices! {
    /// When to talk to them again, without a calendar: on a working day of the house.
    pub enum FollowUpIn {
        Tomorrow: "tomorrow", "Tomorrow";
        Days: "days", "In three days";
        Week: "week", "In a week";
    }
}

#[derive(Debug, Clone)]
pub struct NewActivity {
    pub channel: Channel,
    pub text: String,
    pub follow_up: Option<Day>,
    /// Said instead of the day.
    pub again: Option<FollowUpIn>,
}

impl Form for NewActivity {
    fn read(f: &mut Reader) -> Self {
        NewActivity {
            channel: f.choice("channel", "Kind", Optional).unwrap_or_default(),
            text: f.block("text", "What was said", Required, 4000),
            follow_up: f.day("follow_up", "Next follow-up", Optional),
            again: {
                let again = f.choice("again", "Talk again", Optional);
                f.tell("Instead of a day for the next follow-up; that wins where both are said.");
                again
            },
        }
    }
}
