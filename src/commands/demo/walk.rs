//! One engagement, from the first contact as far as time allows: each step is done by whoever does it in the house.

use super::{cast::Account, fill::Stage};
use crate::{
    access::Tier,
    base::{Choice, Day, Error, Id, Moment, Money, Result, time},
    data::{Key, Visit},
    features::{
        approvals::{self, Assess, Assessment, Feasibility, Level, RequestForm, Risk},
        clients::{self, CONTACTS, Client, Contact},
        documents::Given,
        leads::{
            self, Answer, Channel, Lead, LeadForm, Lose, LostReason, NewActivity, Qualification,
            Qualify, Source,
        },
        people::{self, User},
        projects::{self, Project, TASKS_OF_PROJECT, Task, TaskStatus},
        quotes::{self, Accept, Content, Line, NewQuote, Quote},
        settings::Category,
        tasks,
        tickets::{self, Attach, Check, Complete, Need, OpenTicket, ReplyForm, Ticket},
        time::{self as clock, LogTime},
    },
};

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Ends {
    BeforeTheQuote,
    AsFarAsTimeAllows,
}

pub struct Walk<'s, 'a> {
    stage: &'s mut Stage<'a>,
    at: Moment,
    now: Moment,
    category: Category,
    lead: Id<Lead>,
    closer: Id<User>,
}

impl<'s, 'a> Walk<'s, 'a> {
    /// A closer finds a company and writes it down.
    pub fn begin(stage: &'s mut Stage<'a>, at: Moment, now: Moment) -> Result<Walk<'s, 'a>> {
        let closer = stage.any("sales-closer");
        let trade = stage.dice.next() as usize % stage.names.trade.len();
        let trade = &stage.names.trade[trade];
        let category = trade
            .categories
            .first()
            .and_then(|key| Category::from_key(key))
            .unwrap_or(Category::Web);
        let category = if stage.dice.chance(35) {
            *stage.dice.pick(Category::ALL)
        } else {
            category
        };
        let company = format!(
            "{} {}",
            stage.dice.pick(&stage.names.business_words),
            stage.dice.pick(&trade.suffixes)
        );
        let wish = stage.dice.pick(&trade.needs).clone();
        let contact = stage.names.person(&mut stage.dice);
        let city = stage.dice.pick(&stage.names.cities);
        let city = format!("{}, {}", city.city, city.state);
        let tag = stage.dice.next() % 1_000_000;
        let email = format!(
            "{}.{tag}@{}",
            crate::base::text::fold(&contact),
            stage.dice.pick(&stage.names.mail_domains)
        );
        let source = match stage.dice.range(0, 10) {
            0..6 => Source::Yelp,
            6 => Source::Referral,
            7 => Source::Website,
            8 => Source::Call,
            _ => Source::Client,
        };
        let mut categories = vec![category];
        if stage.dice.chance(40) {
            let other = *stage.dice.pick(Category::ALL);
            if other != category {
                categories.push(other);
            }
        }
        let form = LeadForm {
            company,
            contact,
            email,
            phone: format!(
                "({}) 555-{:04}",
                stage.dice.range(201, 989),
                stage.dice.range(0, 9999)
            ),
            website: String::new(),
            city,
            source,
            categories,
            wish,
            value: Money(stage.dice.range(6, 130) * 10_000),
            follow_up: Some(at.day(&jiff::tz::TimeZone::UTC) + stage.dice.range(1, 9) as i32),
            despite: true,
            version: None,
        };
        let lead = leads::create(&stage.as_user(closer, at)?, form)?;
        Ok(Walk {
            stage,
            at,
            now,
            category,
            lead,
            closer,
        })
    }

    /// Lets some hours pass; false when that would be in the future.
    fn later(&mut self, low: i64, high: i64) -> bool {
        let next = self
            .at
            .plus(self.stage.dice.range(low * 60, high * 60) * time::MINUTE);
        let fits = next < self.now;
        if fits {
            self.at = next;
        }
        fits
    }

    /// So that something waits in every hand today.
    fn is_recent(&self) -> bool {
        self.now.since(self.at) < 12 * time::DAY
    }

    fn visit(&mut self, user: Id<User>) -> Result<Visit> {
        self.stage.as_user(user, self.at)
    }

    pub fn go(mut self, ends: Ends) -> Result<()> {
        if !self.qualify(ends).map_err(|e| stuck("qualifying", &e))? {
            return Ok(());
        }
        let quoted = self.quote().map_err(|e| stuck("quoting", &e))?;
        let Some((quote, buyer)) = quoted else {
            return Ok(());
        };
        let opened = self
            .onboard(quote, buyer)
            .map_err(|e| stuck("onboarding", &e))?;
        let Some(ticket) = opened else { return Ok(()) };
        let approved = self.approve(ticket).map_err(|e| stuck("approving", &e))?;
        let Some(project) = approved else {
            return Ok(());
        };
        self.work(project).map_err(|e| stuck("working", &e))
    }

    /// Stage 2. Some are lost, some are still being talked to.
    fn qualify(&mut self, ends: Ends) -> Result<bool> {
        if !self.later(1, 30) {
            return Ok(false);
        }
        let lead = self.lead;
        let said = self.stage.dice.pick(&self.stage.names.lead_notes).clone();
        let talk = NewActivity {
            channel: *self
                .stage
                .dice
                .pick(&[Channel::Call, Channel::Mail, Channel::Meeting]),
            text: said,
            follow_up: Some(
                self.at.day(&jiff::tz::TimeZone::UTC) + self.stage.dice.range(1, 12) as i32,
            ),
        };
        let closer = self.visit(self.closer)?;
        leads::add_activity(&closer, lead, talk)?;
        if ends == Ends::BeforeTheQuote && self.stage.dice.chance(55) {
            if self.later(20, 400) && self.stage.dice.chance(80) {
                let reason = *self.stage.dice.pick(LostReason::ALL);
                let note = self.stage.dice.pick(&self.stage.names.lost_reasons).clone();
                let closer = self.visit(self.closer)?;
                leads::lose(&closer, lead, Lose { reason, note })?;
            }
            return Ok(false);
        }
        if !self.later(2, 60) {
            return Ok(false);
        }
        let answers = [Answer::Yes, Answer::Yes, Answer::Partly];
        let found = Qualification {
            budget: *self.stage.dice.pick(&answers),
            authority: *self.stage.dice.pick(&answers),
            need: Answer::Yes,
            time: *self.stage.dice.pick(&answers),
        };
        let closer = self.visit(self.closer)?;
        leads::qualify(
            &closer,
            lead,
            Qualify {
                found,
                note: String::new(),
            },
        )?;
        if ends == Ends::BeforeTheQuote && self.stage.dice.chance(40) {
            return Ok(false);
        }
        leads::hand_over(
            &closer,
            lead,
            leads::HandOver {
                to: None,
                note: String::new(),
            },
        )?;
        Ok(ends == Ends::AsFarAsTimeAllows)
    }

    /// Stage 3: the quote, the portal for the contact, the client's yes.
    fn quote(&mut self) -> Result<Option<(Id<Quote>, Id<User>)>> {
        if !self.later(2, 40) {
            return Ok(None);
        }
        let system = Visit::system(self.stage.store, self.at, jiff::tz::TimeZone::UTC);
        let lead = system.find(self.lead)?;
        let agent = lead.owner;
        let lines = self.lines();
        let title = format!("{} for {}", self.category.label(), lead.company);
        let visit = self.visit(agent)?;
        let quote = quotes::create(
            &visit,
            self.lead,
            NewQuote {
                lead: Some(self.lead),
                client: None,
                content: Content {
                    title: Some(crate::base::text::shorten(&title, 110)),
                    lines: Some(lines),
                    note: Some("Thank you for the good talk. This is what we agreed on.".into()),
                    ..Content::default()
                },
            },
        )?;
        let client = visit.find(quote)?.client;
        // A visit reads one moment; what was just made is in the next one's.
        let system = system_now(self.stage, self.at);
        let held: Client = system.find(client)?;
        let contact = system
            .related::<Contact>(&held, CONTACTS, Key::new().id(client), 1)?
            .pop()
            .ok_or_else(|| Error::internal("a client of the demo has no contact"))?;
        let buyer = match contact.user {
            Some(user) => user,
            None => {
                let (user, _) = clients::open_portal(&visit, contact.id)?;
                people::give_password(&system.relaxed(), user, self.stage.hash.clone())?;
                self.stage.add(Account {
                    id: user,
                    name: contact.name.clone(),
                    email: contact.email.clone(),
                    role: "client".into(),
                    tier: Tier::Client,
                    totp: None,
                });
                user
            }
        };
        quotes::send(&visit, quote)?;
        if !self.later(3, 120) || self.stage.dice.chance(6) {
            return Ok(None);
        }
        let visit = self.visit(buyer)?;
        let accepted = quotes::accept(
            &visit,
            quote,
            Accept {
                name: contact.name,
                signature: String::new(),
                way: None,
                note: String::new(),
                revision: None,
            },
        );
        match accepted {
            Ok(()) => Ok(Some((quote, buyer))),
            // It ran out before they came round to it.
            Err(Error::Conflict(_)) => Ok(None),
            Err(other) => Err(other),
        }
    }

    fn lines(&mut self) -> Vec<Line> {
        let key = self.category.key();
        let offered: Vec<(String, i64, i64)> = self
            .stage
            .names
            .quote_lines
            .iter()
            .filter(|line| line.category == key)
            .map(|line| (line.title.clone(), line.min, line.max))
            .collect();
        let count = self.stage.dice.range(1, 4).min(offered.len() as i64);
        let first = self.stage.dice.next() as usize;
        (0..count as usize)
            .map(|n| {
                let (title, min, max) = &offered[(first + n) % offered.len()];
                Line {
                    title: title.clone(),
                    detail: String::new(),
                    quantity: 1000,
                    price: Money(self.stage.dice.range(*min, *max + 1) * 100),
                    discount: if self.stage.dice.chance(15) { 1000 } else { 0 },
                    tax: 825,
                    category: Some(self.category),
                }
            })
            .collect()
    }

    /// Stages 4 to 6: ticket, validation, requirements, documents.
    fn onboard(&mut self, quote: Id<Quote>, buyer: Id<User>) -> Result<Option<Id<Ticket>>> {
        if !self.later(1, 20) {
            return Ok(None);
        }
        let system = Visit::system(self.stage.store, self.at, jiff::tz::TimeZone::UTC);
        let offer = system.find(quote)?;
        let manager = self.stage.any("sales-manager");
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
                price: quotes::totals(&offer.lines).net,
            },
        )?;
        let nobody = || tickets::HandOver {
            to: None,
            note: String::new(),
        };
        tickets::hand_over(&visit, ticket, nobody())?;
        if self.is_recent() && self.stage.dice.chance(30) || !self.later(1, 24) {
            return Ok(None);
        }
        let held: Ticket = system_now(self.stage, self.at).find(ticket)?;
        let visit = self.visit(held.owner)?;
        for point in &held.checkpoints {
            let check = Check {
                key: point.key.clone(),
                passed: true,
                reason: String::new(),
            };
            tickets::check(&visit, ticket, check)?;
        }
        tickets::hand_over(&visit, ticket, nobody())?;
        if self.is_recent() && self.stage.dice.chance(30) || !self.later(3, 40) {
            return Ok(None);
        }
        let held: Ticket = system_now(self.stage, self.at).find(ticket)?;
        let agent = self.visit(held.owner)?;
        if self.stage.dice.chance(50) {
            let said = self
                .stage
                .dice
                .pick(&self.stage.names.client_messages)
                .clone();
            let client = self.visit(buyer)?;
            let reply = ReplyForm {
                text: said,
                internal: false,
            };
            tickets::reply(&client, ticket, reply, None)?;
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
        let file = self.stage.store.keep(text.as_bytes(), 1 << 20)?;
        let given = Given {
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
                key: key.to_owned(),
            },
        )
    }

    /// Stage 7: the department manager decides; the playbook makes the plan.
    fn approve(&mut self, ticket: Id<Ticket>) -> Result<Option<Id<Project>>> {
        let held: Ticket = system_now(self.stage, self.at).find(ticket)?;
        let agent = self.visit(held.owner)?;
        let request = RequestForm {
            manager: None,
            note: String::new(),
        };
        let approval = approvals::request(&agent, ticket, request)?;
        if self.is_recent() && self.stage.dice.chance(40) || !self.later(1, 16) {
            return Ok(None);
        }
        let waiting = system_now(self.stage, self.at).find(approval)?;
        let visit = self.visit(waiting.manager)?;
        let Some(playbook) = projects::for_category(self.category) else {
            return Ok(None);
        };
        let lead = self.team_lead();
        let risk = self.stage.dice.next() as usize % self.stage.names.risk.len();
        let risk = &self.stage.names.risk[risk];
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
            start: Some(start),
            finish: Some(start + playbook.days as i32 * 7 / 5 + 3),
            playbook: Some(playbook.key.clone()),
            team_lead: Some(lead),
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
        let names = self.stage.store.cached::<people::Directory>();
        let found = names.ok().and_then(|names| {
            names
                .holding("team-lead")
                .into_iter()
                .find(|user| {
                    user.title.starts_with(&wanted)
                        || user.skills.iter().any(|s| s == self.category.key())
                })
                .map(|user| user.id)
        });
        found.unwrap_or_else(|| self.stage.any("team-lead"))
    }

    /// Stages 8 and 9: assigned, worked on, handed in, accepted, as far as the days have come.
    fn work(&mut self, project: Id<Project>) -> Result<()> {
        if !self.later(2, 20) {
            return Ok(());
        }
        let held: Project = system_now(self.stage, self.at).find(project)?;
        let system = system_now(self.stage, self.at);
        let mut all: Vec<Task> =
            system.related(&held, TASKS_OF_PROJECT, Key::new().id(project), 500)?;
        let lead = self.visit(held.team_lead)?;
        for task in &all {
            let who = self.worker(&task.role);
            tasks::assign(&lead, task.id, Some(who))?;
        }
        let today = self.now.day(&jiff::tz::TimeZone::UTC);
        all.sort_by_key(|task| (task.due, task.id));
        let late = self.stage.dice.chance(20);
        for task in all.iter().filter(|task| !task.has_parts()) {
            let due = task.due.unwrap_or(held.finish);
            let behind = if late { 3 } else { 0 };
            if due + behind > today {
                if task.start.unwrap_or(held.start) <= today && self.stage.dice.chance(60) {
                    self.begin_task(task.id, due.min(today))?;
                }
                continue;
            }
            self.do_task(task.id, due)?;
        }
        self.finish(project)
    }

    fn worker(&mut self, role: &str) -> Id<User> {
        let Ok(names) = self.stage.store.cached::<people::Directory>() else {
            return self.stage.any("team-member");
        };
        let fits: Vec<Id<User>> = names
            .staff()
            .into_iter()
            .filter(|user| {
                user.skills.iter().any(|skill| skill == role) && names.holds(user.id, "team-member")
            })
            .map(|user| user.id)
            .collect();
        if fits.is_empty() {
            self.stage.any("team-member")
        } else {
            *self.stage.dice.pick(&fits)
        }
    }

    fn on_day(&mut self, day: Day, hour: i64) {
        let at = Moment::at(
            day,
            hour * 60 + self.stage.dice.range(0, 50),
            &jiff::tz::TimeZone::UTC,
        );
        self.at = self.at.max(at.min(self.now));
    }

    fn begin_task(&mut self, id: Id<Task>, day: Day) -> Result<()> {
        self.on_day(day, 9);
        let task: Task = system_now(self.stage, self.at).find(id)?;
        let Some(who) = task.assignee else {
            return Ok(());
        };
        let member = self.visit(who)?;
        match tasks::start(&member, id, None) {
            // It waits for another task.
            Err(Error::Conflict(_)) => Ok(()),
            other => other.map(drop),
        }
    }

    fn do_task(&mut self, id: Id<Task>, day: Day) -> Result<()> {
        self.begin_task(id, day)?;
        let task: Task = system_now(self.stage, self.at).find(id)?;
        if task.state != TaskStatus::InProgress {
            return Ok(());
        }
        let Some(who) = task.assignee else {
            return Ok(());
        };
        let member = self.visit(who)?;
        let minutes = task.estimate.map_or(45, |m| {
            (i64::from(m) * self.stage.dice.range(70, 130) / 100).max(5)
        });
        clock::log(
            &member,
            LogTime {
                task: Some(id),
                minutes: minutes as u32,
                day: Some(member.today()),
                note: String::new(),
                billable: true,
                version: None,
            },
        )?;
        if self.stage.dice.chance(8) {
            let said = self.stage.dice.pick(&self.stage.names.comments).clone();
            tasks::comment(&member, id, said)?;
        }
        self.on_day(day, 15);
        let member = self.visit(who)?;
        tasks::hand_in(&member, id, None, String::new())?;
        self.review(id)?;
        if let Some(parent) = task.parent {
            self.review(parent)?;
        }
        Ok(())
    }

    /// QA looks at what waits for it; now and then something comes back.
    fn review(&mut self, id: Id<Task>) -> Result<()> {
        let task: Task = system_now(self.stage, self.at).find(id)?;
        if task.state != TaskStatus::Review {
            return Ok(());
        }
        let reviewer = self.stage.any("qa-reviewer");
        if self.stage.dice.chance(6) && !task.has_parts() {
            let visit = self.visit(reviewer)?;
            tasks::give_back(
                &visit,
                id,
                "The spacing differs from the design. Please look again.".into(),
            )?;
            if let Some(who) = task.assignee {
                let member = self.visit(who)?;
                tasks::hand_in(&member, id, None, "Fixed".into())?;
            }
        }
        let visit = self.visit(reviewer)?;
        tasks::accept(&visit, id, None, String::new()).map(drop)
    }

    fn finish(&mut self, project: Id<Project>) -> Result<()> {
        let held: Project = system_now(self.stage, self.at).find(project)?;
        if !held.is_done() || !self.later(4, 40) {
            return Ok(());
        }
        let manager = self.visit(held.manager)?;
        projects::deliver(
            &manager,
            project,
            "Delivered. Thank you for working with us.".into(),
        )?;
        if self.later(200, 500) {
            let manager = self.visit(held.manager)?;
            projects::close(&manager, project, "All done and paid.".into())?;
        }
        Ok(())
    }
}

/// Says in which step of an engagement the demo could not go on.
fn stuck(step: &str, why: &Error) -> Error {
    Error::internal(format!("the demo got stuck while {step}: {why}"))
}

fn system_now(stage: &Stage<'_>, at: Moment) -> Visit {
    Visit::system(stage.store, at, jiff::tz::TimeZone::UTC)
}
