//! What the approval of a project is to the engine.

use maud::html;
use serde_json::Value;

use super::{capacity::Ahead, gate::must_be_answered, load, pages, view::ApprovalView};
use crate::{
    base::{Choice, Error, Id, Result, text, time},
    data::{Change, Record, Visit},
    features::{
        approvals::{
            ASSESS, Approvable, Approval, Assessment, Effect, Fact, HEAR_REJECTIONS, REJECTED,
            Verdict, Yes,
        },
        clients::Client,
        inbox,
        people::{Directory, User},
        playbooks::{self, Library, Plan},
        settings::CurrentSettings,
        tickets::{self, Stage, Ticket},
    },
    ui::prelude::*,
};

pub const PROJECT: Approvable = Approvable {
    approve: "Approve and create project",
    assessed: true,
    always: true,
    check,
    ready: must_be_answered,
    prepared,
    page: Some(pages::approval),
    shown,
    told: |visit, approval, body| {
        if visit.may(&ASSESS, approval) {
            body.insert("load", load::as_json(visit, approval)?);
            let ahead = Ahead::of(visit, approval)?;
            body.insert("ahead", ahead.map_or(Value::Null, |ahead| ahead.as_json()));
        }
        Ok(())
    },
    ..Approvable::new("project", "Project", |_, _| {
        Err(Error::internal("a project is planned by its playbook"))
    })
    .evidence(evidence)
    .refused(refused)
};

fn ticket_of(approval: &Approval) -> Id<Ticket> {
    Id::new(approval.ticket.unwrap_or_default())
}

/// Whether there is what was chosen; what was chosen before stays.
fn check(visit: &Visit, held: &Approval, found: &Assessment) -> Result<()> {
    let chosen = |key: &&str| !key.is_empty() && *key != held.playbook;
    if let Some(key) = found.playbook.as_deref().filter(chosen)
        && Library::of(visit)?.by_key(key).is_none()
    {
        return Err(Error::field(
            "playbook",
            "There is no such playbook. Choose one of the list.",
        ));
    }
    let names = Directory::of(visit)?;
    if let Some(Some(lead)) = found.team_lead
        && held.team_lead != Some(lead)
        && !names.is_staff(lead)
    {
        return Err(Error::field("team_lead", "Choose somebody who works here."));
    }
    Ok(())
}

/// What support prepared, and what was found out about it.
fn evidence(visit: &Visit, approval: &Approval) -> Result<Vec<Fact>> {
    let currency = CurrentSettings::currency_of(visit);
    let mut facts = vec![
        Fact::new("Value", approval.value.show(currency)),
        Fact::new("Cost", approval.cost.show(currency)),
    ];
    if let Some(margin) = approval.margin() {
        facts.push(Fact::new("Margin", format!("{margin}%")));
    }
    let hours = time::hours(i64::from(approval.budget_minutes));
    facts.push(Fact::new("Budget of hours", format!("{hours} h")));
    if let (Some(start), Some(finish)) = (approval.start, approval.finish) {
        let when = format!("{} to {}", start.iso(), finish.iso());
        facts.push(Fact::new("Dates", when));
    }
    facts.push(Fact::new("Feasibility", approval.feasibility.label()));
    facts.push(Fact::new("Open risks", approval.risks.len().to_string()));
    if let Some(playbook) = Library::of(visit)?.by_key(&approval.playbook) {
        facts.push(Fact::new("Playbook", playbook.name.as_str()));
    }
    // Once it is decided, what the days are is the project's matter.
    if approval.is_waiting()
        && let Some(ahead) = Ahead::of(visit, approval)?
    {
        facts.push(Fact::new(
            "Days over capacity with it",
            ahead.over().to_string(),
        ));
        let free = match ahead.free {
            Some(day) => day.iso(),
            None => "none within half a year".to_owned(),
        };
        facts.push(Fact::new("First start without overload", free));
    }
    let ticket = visit.follow(approval, ticket_of)?;
    if let Some(ticket) = ticket.filter(|ticket| visit.may(&tickets::VIEW, ticket)) {
        facts.push(Fact::new("Price", ticket.price.show(currency)));
        facts.push(Fact::new("Scope", text::shorten(&ticket.scope, 600)));
        let (done, of) = ticket.completeness();
        facts.push(Fact::new(
            "Requirements",
            format!("{done} of {of} complete"),
        ));
        for requirement in ticket.requirements.iter().filter(|r| !r.value.is_empty()) {
            facts.push(Fact::new(
                requirement.title.as_str(),
                text::shorten(&requirement.value, 160),
            ));
        }
    }
    Ok(facts)
}

fn shown(visit: &Visit, approval: &Approval) -> Result<maud::Markup> {
    let sight = ApprovalView::of(visit, approval)?;
    Ok(html! {
        (sight.questions())
        (sight.days())
        (Section::new("Scope", sight.scope()))
        (Section::new("Plan", sight.plan()))
        (Section::new("Risks", sight.risks()))
    })
}

/// The playbooks are the house's own, and are read beside the deed.
fn prepared(visit: &Visit, _: &Approval) -> Result<Option<Yes>> {
    let library = Library::of(visit)?;
    let yes: Yes = Box::new(
        move |change: &mut Change<'_, '_>, approval: &mut Approval| {
            plan(change, approval, &library)
        },
    );
    Ok(Some(yes))
}

/// Makes the project with its plan, and the ticket goes into production.
fn plan(change: &mut Change<'_, '_>, approval: &mut Approval, library: &Library) -> Result<Effect> {
    let (Some(start), Some(team_lead)) = (approval.start, approval.team_lead) else {
        return Err(Error::conflict("This has no start or no team lead yet."));
    };
    let calendar = Directory::calendar_in(change, approval.department)?;
    let playbook = library
        .by_key(&approval.playbook)
        .ok_or_else(|| Error::field("playbook", "This playbook is gone. Choose another."))?;
    let client: Id<Client> = Id::new(approval.client);
    let project = playbooks::plan_from(
        change,
        Plan {
            title: approval.title.clone(),
            client,
            ticket: approval.ticket,
            category: approval.category,
            department: approval.department,
            departments: approval.departments.clone(),
            manager: approval
                .steps
                .first()
                .and_then(|step| step.people.first().copied())
                .unwrap_or(approval.manager),
            team_lead,
            budget_minutes: approval.budget_minutes,
            value: approval.value,
            start,
            promised: approval.finish,
            playbook,
            calendar,
        },
    )?;
    approval.project = Some(project.id.raw());
    let mut also = Vec::new();
    if approval.ticket.is_some() {
        tickets::in_production(change, ticket_of(approval), project.id.raw())?;
        also.extend(change.load(&*approval, ticket_of)?.agent);
    }
    Ok(Effect {
        about: Some(project.as_ref()),
        also,
        told: None,
    })
}

/// The ticket goes back to support; sales hears of what the house won't do.
fn refused(
    change: &mut Change<'_, '_>,
    approval: &Approval,
    verdict: Verdict,
    reason: &str,
) -> Result<Effect> {
    if verdict == Verdict::Reject {
        tell_sellers(change, approval, reason)?;
    }
    if approval.ticket.is_none() {
        return Ok(Effect::default());
    }
    let of = change.load(approval, ticket_of)?;
    // A ticket that was cancelled meanwhile stays where it is; one that goes back tells its agent by itself.
    let told: Option<Id<User>> = match of.stage {
        Stage::Approval => tickets::back_from_approval(change, of.id, reason)?.agent,
        _ => None,
    };
    Ok(Effect {
        about: Some(of.as_ref()),
        also: of.agent.into_iter().collect(),
        told,
    })
}

fn tell_sellers(change: &mut Change<'_, '_>, approval: &Approval, reason: &str) -> Result<()> {
    let short = text::shorten(reason, 120);
    let words = format!("{} is rejected: {short}", approval.title);
    for seller in Directory::having_duty_in(change, &HEAR_REJECTIONS)? {
        inbox::notify(change, seller, &REJECTED, approval.as_ref(), words.as_str())?;
    }
    Ok(())
}
