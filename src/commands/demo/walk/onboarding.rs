//! Stages 4 to 7: the ticket is opened, validated, completed and approved.

use super::Walk;
use crate::{
    base::{Choice, Id, Money, Result},
    data::Visit,
    features::{
        approvals::{self, Assess, Assessment, Feasibility, Level, Risk},
        documents::IncomingFile,
        people::{self, User},
        playbooks::Library,
        project_approvals::{self, RequestForm},
        projects::{self, DAY_MINUTES, Project, TimeEntry, day_key},
        quotes::Quote,
        settings::Priority,
        tickets::{self, Attach, Check, Complete, Need, OpenTicket, ReplyForm, Ticket},
        time::{self, LogTime, Target, Work},
    },
};

/// Who prepared an onboarding writes down how long that took, where their day has room for it; nobody bills it.
fn prepared(agent: &Visit, ticket: Id<Ticket>, who: Id<User>) -> Result<()> {
    let there = agent.tally::<TimeEntry>(DAY_MINUTES, day_key(who, agent.today()))?;
    if there > 8 * 60 {
        return Ok(());
    }
    let quarters = u32::try_from(1 + ticket.raw() % 3).unwrap_or(1);
    let work = Work {
        minutes: 15 * quarters,
        day: None,
        note: "Preparing the onboarding".into(),
        billable: Some(false),
        over_budget: String::new(),
    };
    let on = Target::ticket(ticket);
    time::log(agent, LogTime { on, work }).map(drop)
}

impl Walk<'_, '_> {
    /// Stages 4 to 6: ticket, validation, requirements, documents.
    pub(super) fn onboard(
        &mut self,
        quote: Id<Quote>,
        buyer: Id<User>,
    ) -> Result<Option<Id<Ticket>>> {
        if !self.later(1, 20) {
            return Ok(None);
        }
        let system = self.system();
        let offer = system.find(quote)?;
        let manager = self.teller.any("sales-manager");
        let visit = self.visit(manager)?;
        let scope = offer
            .lines
            .iter()
            .map(|line| line.title.as_str())
            .collect::<Vec<_>>()
            .join("\n");
        let ticket = tickets::open(
            &visit,
            OpenTicket {
                quote,
                category: self.category,
                title: offer.title.clone(),
                scope,
                price: offer.totals().net,
                priority: Priority::Normal,
            },
        )?;
        let nobody = || tickets::HandOver {
            to: None,
            note: String::new(),
        };
        tickets::hand_over(&visit, ticket, nobody())?;
        if self.is_recent() && self.teller.dice.chance(30) || !self.later(1, 24) {
            return Ok(None);
        }
        let held: Ticket = self.system().find(ticket)?;
        let visit = self.visit(held.owner)?;
        let check = Check {
            keys: held.checkpoints.iter().map(|c| c.key.clone()).collect(),
            passed: true,
            reason: String::new(),
        };
        tickets::check(&visit, ticket, check)?;
        tickets::hand_over(&visit, ticket, nobody())?;
        if self.is_recent() && self.teller.dice.chance(30) || !self.later(3, 40) {
            return Ok(None);
        }
        let held: Ticket = self.system().find(ticket)?;
        let agent = self.visit(held.owner)?;
        if self.teller.dice.chance(50) {
            let said = self
                .teller
                .dice
                .pick(&self.teller.stage.names.client_messages)
                .clone();
            let client = self.visit(buyer)?;
            let reply = ReplyForm {
                text: said,
                internal: false,
            };
            tickets::reply(&client, ticket, reply, Vec::new())?;
        }
        for wanted in &held.requirements {
            if wanted.kind == Need::Document && wanted.required {
                self.hand_in_document(&agent, ticket, &wanted.key, &wanted.title)?;
            } else if wanted.kind != Need::Document {
                let value = wanted
                    .choices
                    .first()
                    .cloned()
                    .unwrap_or_else(|| "As agreed on the call".into());
                let answer = Complete {
                    key: wanted.key.clone(),
                    value,
                };
                tickets::complete(&agent, ticket, answer)?;
            }
        }
        tickets::freeze(&agent, ticket)?;
        prepared(&agent, ticket, held.owner)?;
        Ok(Some(ticket))
    }

    fn hand_in_document(
        &mut self,
        agent: &Visit,
        ticket: Id<Ticket>,
        key: &str,
        title: &str,
    ) -> Result<()> {
        let text = format!(
            "{title}\n\nGiven by the client for {}.\n",
            self.category.label()
        );
        let file = self.teller.keep(text.as_bytes())?;
        let given = IncomingFile {
            scanned: false,
            file,
            name: format!(
                "{}.txt",
                crate::base::text::shorten(title, 60).replace(['/', '…'], " ")
            ),
            media_type: "text/plain; charset=utf-8".into(),
        };
        let attach = Attach {
            key: key.to_owned(),
            name: title.to_owned(),
            ..Attach::default()
        };
        tickets::attach(agent, ticket, attach, Some(given))?;
        tickets::verify_document(
            agent,
            ticket,
            tickets::Ask {
                keys: vec![key.to_owned()],
            },
        )
    }

    /// Stage 7: the department manager decides; the playbook makes the plan.
    pub(super) fn approve(&mut self, ticket: Id<Ticket>) -> Result<Option<Id<Project>>> {
        let held: Ticket = self.system().find(ticket)?;
        let agent = self.visit(held.owner)?;
        let request = RequestForm {
            manager: None,
            note: String::new(),
        };
        let approval = project_approvals::request(&agent, ticket, request)?;
        if self.is_recent() && self.teller.dice.chance(40) || !self.later(1, 16) {
            return Ok(None);
        }
        let waiting = self.system().find(approval)?;
        let visit = self.visit(waiting.manager)?;
        let library = Library::of(&visit)?;
        let Some(playbook) = library.for_category(self.category) else {
            return Ok(None);
        };
        let lead = self.team_lead();
        let risk = self.teller.dice.next() as usize % self.teller.stage.names.risk.len();
        let risk = &self.teller.stage.names.risk[risk];
        let minutes = playbook.minutes();
        let start = visit.today() + 1;
        let found = Assessment {
            feasibility: Some(Feasibility::Feasible),
            risks: Some(vec![Risk {
                risk: risk.risk.clone(),
                mitigation: risk.mitigation.clone(),
                level: Level::Medium,
            }]),
            cost: Some(Money(i64::from(minutes) * 75)),
            budget_minutes: Some(minutes * 11 / 10),
            start: Some(Some(start)),
            finish: Some(Some(start + playbook.days as i32 * 7 / 5 + 3)),
            playbook: Some(playbook.key.clone()),
            team_lead: Some(Some(lead)),
            ..Assessment::default()
        };
        let project = approvals::approve(
            &visit,
            approval,
            Assess {
                found,
                version: None,
            },
        )?;
        Ok(project.map(Id::new))
    }

    fn team_lead(&mut self) -> Id<User> {
        let wanted = format!("Team lead, {}", self.category.label());
        let names = self.teller.stage.store.cached::<people::Directory>();
        let found = names.ok().and_then(|names| {
            names
                .on_duty(&projects::LEAD)
                .into_iter()
                .find(|user| {
                    user.title.starts_with(&wanted)
                        || user.skills.iter().any(|s| s == self.category.key())
                })
                .map(|user| user.id)
        });
        found.unwrap_or_else(|| self.teller.any("team-lead"))
    }
}
