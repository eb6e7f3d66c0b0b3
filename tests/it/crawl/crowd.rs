//! The house that is tried, and everybody who tries: a year of work in which each record holds a word of its own, one
//! person of every shipped role and of two clients, each with a session and a token.

use std::sync::Arc;

use super::{
    marks::{inner, name, worth},
    records::Records,
    rule::Rights,
};
use atrium::{
    access::{Actor, Tier},
    base::{Id, Moment, language::Language, time},
    data::{Change, Record, Share, Visit},
    features::{
        administration::{Alert, Drill},
        approvals::Approval,
        authority::Access,
        clients::{Client as Company, Contact},
        conversation::Post,
        devices::{Device, EntryRules},
        documents::Document,
        feedback::Feedback,
        inbox::Notification,
        invoices::BookClosing,
        leads::Lead,
        mail::{MailServer, OutgoingMail, Secret, Stage, What},
        people::{self, NewUser, User},
        projects::{Milestone, Project},
        quotes::Quote,
        records::Import,
        second_person::SecondRequest,
        settings::{Brand, Retention},
        sign_in::{self, LinkRequest, Offices},
        tasks::Task,
        tickets::Ticket,
        time::TimeEntry,
        views::View,
    },
    jobs::outbox::Delivery,
    testing::{cast, client::Client, house::House},
};

/// What somebody asked a second person for.
pub const SECONDED: &str = "snapshots.download";

/// A part of all who try: what each tries alone takes a minute for all of them together.
#[derive(Clone, Copy, PartialEq)]
pub enum Part {
    SalesAndSupport,
    Production,
    Office,
    /// Admins, two clients, staff without more, and whoever comes to be.
    EverybodyElse,
}

impl Part {
    pub fn holds(self, role: &str) -> bool {
        let part = match role {
            "sales-agent" | "sales-closer" | "sales-manager" | "support-agent"
            | "support-manager" => Part::SalesAndSupport,
            "account-manager" | "department-manager" | "project-manager" | "qa-reviewer"
            | "team-lead" | "team-member" => Part::Production,
            "accountant" | "auditor" | "hr-manager" | "management" => Part::Office,
            _ => Part::EverybodyElse,
        };
        part == self
    }
}

/// Somebody with everything they come in with.
pub struct Who {
    pub role: String,
    pub tier: Tier,
    pub rights: Rights,
    pub actor: Arc<Actor>,
    pub page: Client,
    pub api: Client,
}

pub struct Crowd {
    pub house: House,
    pub records: Records,
    pub who: Vec<Who>,
}

impl Crowd {
    pub fn gathered() -> Crowd {
        Crowd::of(|_| true)
    }

    /// Those of them whose role is asked for.
    pub fn of(wanted: impl Fn(&str) -> bool) -> Crowd {
        let house = House::small_as_of(last_wednesday()).unwrap();
        let plain = somebody_without_more(&house);
        furnish(&house);
        let mut accounts: Vec<(String, Id<User>, String)> = Vec::new();
        for account in &house.accounts {
            let user: User = house.visit().find(account.id).unwrap();
            let role = match (user.client, accounts.iter().any(|(r, ..)| *r == "client")) {
                (Some(_), true) => "another client".to_owned(),
                _ => account.role.clone(),
            };
            if !accounts.iter().any(|(held, ..)| *held == role) {
                accounts.push((role, account.id, account.email.clone()));
            }
        }
        accounts.push((
            "staff".to_owned(),
            plain,
            "plain@juniperhale.example".into(),
        ));
        mark_all(&house);
        let who = accounts
            .into_iter()
            .filter(|(role, ..)| wanted(role))
            .map(|(role, id, email)| come_in(&house, role, id, email))
            .collect();
        let records = Records::of(&house.visit());
        Crowd {
            house,
            records,
            who,
        }
    }
}

impl Crowd {
    /// Makes each project worth what no other is.
    pub fn mark_worth(&self) {
        put::<Project>(&self.house.visit(), |project, _, _| {
            project.value = worth(project.id.raw());
        });
    }
}

/// The last Wednesday, at ten: the year of work that ends there has the same weekdays on whatever day it is tried.
fn last_wednesday() -> Moment {
    let ten = Moment::now().plus(-10 * time::HOUR);
    let day = ten.0.div_euclid(time::DAY);
    // The first day of all was a Thursday.
    let wednesday = day - (day + 1).rem_euclid(7);
    Moment(wednesday * time::DAY + 10 * time::HOUR)
}

/// An employee with the role that everybody starts from.
fn somebody_without_more(house: &House) -> Id<User> {
    let names = people::Directory::of(&house.visit()).unwrap();
    let role = names.roles.values().find(|role| role.key == "staff");
    let form = NewUser {
        name: "Plain Jane".into(),
        email: "plain@juniperhale.example".into(),
        title: String::new(),
        tier: Tier::Employee,
        roles: vec![role.unwrap().id],
        departments: vec![names.department_by_key("social").unwrap().id],
        teams: Vec::new(),
        client: None,
        skills: Vec::new(),
    };
    sign_in::add_user(&house.visit(), form, cast::PASSWORD, "").unwrap()
}

fn come_in(house: &House, role: String, id: Id<User>, email: String) -> Who {
    let visit = house.visit();
    let user: User = visit.find(id).unwrap();
    let mut page = house.client();
    let form = [("email", email.as_str()), ("password", cast::PASSWORD)];
    assert_eq!(page.post_form("/sign-in", &form).status, 303, "{role}");
    if user.tier == Tier::Admin {
        let code = house.code(house.account(&role));
        let answer = page.post_form("/sign-in/code", &[("code", &code)]);
        assert_eq!(answer.status, 303, "{role}");
    }
    let token = sign_in::add_token_for(&visit, id, "crawl", 1, people::ADMINISTER, true).unwrap();
    let access = visit.cached::<Access>().unwrap();
    Who {
        role,
        tier: user.tier,
        rights: Rights::of(&visit, &user),
        actor: access.actor(id).unwrap().0,
        page,
        api: house.client().with_bearer(&token),
    }
}

/// What a year of work leaves none of: for somebody of the cast, and for somebody in another department.
fn furnish(house: &House) {
    let (mei, noor, omar) = (
        house.account("team-member").id,
        house.account("auditor").id,
        house.account("sales-closer").id,
    );
    let (at, until) = (Moment::now(), Moment::now().plus(86_400_000));
    let task = house.visit().next_numbers().unwrap();
    let task = task.iter().find(|(kind, _)| kind.plural == "tasks");
    let (kind, last) = task.map(|(kind, next)| (kind.code, next - 1)).unwrap();
    let make = move |change: &mut Change<'_, '_>| {
        change.event();
        for user in [mei, omar] {
            let name = "A laptop".to_owned();
            let serial = format!("{:016x}", user.raw());
            change.insert(Device {
                user,
                name,
                serial,
                issued: at,
                until,
                ..Device::default()
            })?;
            change.insert(Import {
                by: user,
                at,
                name: "leads.csv".into(),
                ..Import::default()
            })?;
            change.insert(SecondRequest {
                by: user,
                at,
                action: SECONDED.into(),
                ..SecondRequest::default()
            })?;
            change.insert(LinkRequest {
                user,
                at,
                ..LinkRequest::default()
            })?;
        }
        let (user, ended) = (Some(mei), Some(at));
        change.insert(View {
            by: noor,
            user,
            started: at,
            until: at,
            ended,
            ..View::default()
        })?;
        change.insert(Alert {
            first: at,
            last: at,
            user: Some(mei),
            ..Alert::default()
        })?;
        change.insert(Drill {
            at,
            taken: at,
            ..Drill::default()
        })?;
        change.insert(Offices::default())?;
        change.insert(EntryRules::default())?;
        change.insert(Brand::default())?;
        change.insert(Retention::default())?;
        change.insert(MailServer::default())?;
        change.insert(failed_letter(at))?;
        let of = atrium::data::Ref { kind, id: last };
        change.insert(Share {
            of,
            to: omar.raw(),
            by: noor.raw(),
            at,
            ..Share::default()
        })?;
        let comment = Post {
            on: Id::<Task>::new(last).as_ref(),
            by: mei,
            at,
            ..Post::default()
        };
        change.insert(comment)?;
        change.insert(BookClosing::default())?;
        let projects = change.on_behalf("a test").all::<Project>()?;
        if let Some(project) = projects.into_iter().next() {
            change.insert(Feedback {
                project: project.id,
                client: project.client,
                title: project.title.clone(),
                rating: Some(4),
                words: "Quick and friendly".into(),
                by: mei,
                at,
                ..Feedback::default()
            })?;
        }
        Ok(())
    };
    house.visit().act(people::ADMINISTER, make).unwrap();
    let mut vera = house.api("administrator").unwrap();
    let json = [("content-type", "application/json")];
    let saved = vera.request("PATCH", "/api/v1/policies/employee", &json, b"{}");
    assert_eq!(saved.status, 200, "{}", saved.text());
    for role in ["auditor", "administrator"] {
        let form = serde_json::json!({ "name": "Mine", "action": "leads.create" });
        let mut api = house.api(role).unwrap();
        assert_eq!(api.post_json("/api/v1/journal/searches", &form).status, 201);
    }
}

/// A mail that nobody took.
fn failed_letter(at: Moment) -> OutgoingMail {
    OutgoingMail {
        id: Id::NONE,
        version: 0,
        delivery: Delivery {
            tries: 3,
            stage: Stage::Failed,
            said: "550 nobody here".into(),
            ended: Some(at),
            ..Delivery::new("one of the crawl's", at, at)
        },
        what: What::default(),
        person: 0,
        to: "somebody@elsewhere.example".into(),
        to_name: String::new(),
        subject: "A letter".into(),
        headline: Secret::default(),
        text: Secret::default(),
        path: Secret::default(),
        close: Secret::default(),
        portal: false,
        language: Language::English,
        notice: None,
    }
}

/// Puts words of its own into each record of a kind.
fn put<R: Record>(visit: &Visit, write: fn(&mut R, String, String)) {
    let words = move |change: &mut Change<'_, '_>| {
        change.event();
        for mut record in change.on_behalf("a test").all::<R>()? {
            let of = record.as_ref();
            write(&mut record, name(of), inner(of));
            change.put(&record)?;
        }
        Ok(())
    };
    visit.act(people::ADMINISTER, words).unwrap();
}

fn mark_all(house: &House) {
    let visit = &house.visit();
    put::<Company>(visit, |r, name, inner| (r.name, r.note) = (name, inner));
    put::<Contact>(visit, |r, name, inner| (r.name, r.role) = (name, inner));
    put::<Lead>(visit, |r, name, inner| {
        (r.company, r.wish) = (name, inner.clone());
        r.contact = inner;
    });
    put::<Post>(visit, |r, _, inner| r.text = inner);
    put::<Quote>(visit, |r, name, inner| (r.title, r.note) = (name, inner));
    put::<Ticket>(visit, |r, name, inner| (r.title, r.scope) = (name, inner));
    put::<Document>(visit, |r, name, _| r.name = name);
    put::<Approval>(visit, |r, name, inner| {
        (r.title, r.note) = (name, inner);
    });
    put::<Project>(visit, |r, name, _| r.title = name);
    put::<Milestone>(visit, |r, name, _| r.title = name);
    put::<Task>(visit, |r, name, inner| (r.title, r.detail) = (name, inner));
    put::<TimeEntry>(visit, |r, _, inner| r.note = inner);
    put::<Notification>(visit, |r, _, inner| r.text = inner);
    put::<User>(visit, |r, name, _| {
        if r.client.is_some() {
            r.name = name;
        }
    });
    put::<Device>(visit, |r, name, _| r.name = name);
    put::<Import>(visit, |r, name, _| r.name = name);
    put::<View>(visit, |r, _, inner| r.reason = inner);
    put::<Alert>(visit, |r, name, _| r.text = name);
    put::<Drill>(visit, |r, _, inner| r.trouble = inner);
}
