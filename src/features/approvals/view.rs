//! What a page of an approval needs beside the record, read once, and the parts both pages show of it.

use std::sync::Arc;

use maud::{Markup, Render, html};

use super::{
    Approval,
    approval::{Matter, Status},
    load::{Load, department_load},
};
use crate::{
    base::{Choice, Day, Result, calendar::WorkingCalendar, money::Currency, time},
    data::Visit,
    features::{
        people::Directory,
        projects::{self, Playbook},
        settings::CurrentSettings,
        tickets::{Clock, Ticket},
    },
    ui::prelude::*,
    web::{link, number_link},
};

pub struct ApprovalView<'a> {
    pub visit: &'a Visit,
    pub approval: &'a Approval,
    pub names: Arc<Directory>,
    pub currency: Currency,
    pub ticket: Option<Ticket>,
    pub client: String,
    pub playbook: Option<&'static Playbook>,
    pub loads: Vec<Load>,
    calendar: WorkingCalendar,
}

impl<'a> ApprovalView<'a> {
    pub fn of(visit: &'a Visit, approval: &'a Approval) -> Result<ApprovalView<'a>> {
        let ticket = visit.follow(approval, |approval| approval.ticket.unwrap_or_default())?;
        let house = CurrentSettings::of(visit)?;
        Ok(ApprovalView {
            visit,
            approval,
            names: Directory::of(visit)?,
            currency: house.0.currency(),
            calendar: Directory::calendar_of(visit, approval.department)?,
            ticket,
            client: visit
                .follow(approval, |approval| approval.client)?
                .map(|c| c.name)
                .unwrap_or_default(),
            playbook: projects::playbook(&approval.playbook),
            // How busy people are matters while it is open; later it would only mislead.
            loads: if approval.is_waiting() {
                department_load(visit, approval.department)?
            } else {
                Vec::new()
            },
        })
    }

    pub fn today(&self) -> Day {
        self.visit.today()
    }

    /// Number, client, category and who asked, under the title.
    pub fn meta(&self) -> Markup {
        let approval = self.approval;
        html! {
            (id(approval.id.to_string()))
            (firm(&self.client))
            (tag(approval.category.tone(), approval.category.label()))
            @if approval.kind != Matter::Project { (tag(Tone::Stone, approval.kind.label())) }
            span { "asked by " (self.names.name(approval.requested_by)) ", " (approval.asked_at.show(self.visit.at, &self.visit.tz)) }
        }
    }

    /// The three questions side by side.
    pub fn questions(&self) -> Markup {
        thirds(html! {
            (Section::new("Is it clear?", self.clear()))
            (Section::new("Can we do it?", self.possible()))
            (Section::new("Does it pay?", self.pays()))
        })
    }

    fn clear(&self) -> Markup {
        let Some(ticket) = &self.ticket else {
            return remark("No ticket belongs to it.");
        };
        let settled = ticket
            .checkpoints
            .iter()
            .filter(|checkpoint| checkpoint.settled())
            .count();
        let (done, of) = ticket.completeness();
        html! {
            (Facts::new()
                .fact("Checkpoints", met(settled, ticket.checkpoints.len(), "settled"))
                .fact("Requirements", met(done, of, "complete"))
                .fact("Scope", if ticket.frozen.is_some() { "frozen" } else { "not frozen" }))
            @if self.visit.may(&crate::features::tickets::VIEW, ticket) {
                p class="mt1" { (link(self.visit, ticket.id.as_ref(), format!("Open {}", ticket.id))) }
            }
        }
    }

    fn possible(&self) -> Markup {
        let approval = self.approval;
        let mut facts = Facts::new()
            .fact("Feasibility", approval.feasibility.label())
            .maybe(
                "Depends on",
                [&approval.conditions, &approval.feasibility_note]
                    .into_iter()
                    .find(|words| !words.is_empty()),
            );
        if let (Some(start), Some(finish)) = (approval.start, approval.finish) {
            facts = facts.fact(
                "When",
                format!(
                    "{} to {}",
                    start.show(self.today()),
                    finish.show(self.today())
                ),
            );
        }
        for load in self.loads.iter().take(6) {
            facts = facts.fact(who_first(&load.name), load.bar());
        }
        html! {
            (facts)
            @if approval.is_waiting() {
                p class="dim t12 mt1" {
                    (if self.loads.is_empty() { "Nobody is in this department yet." } else { "Open estimates of the next two weeks against working hours." })
                }
            }
        }
    }

    fn pays(&self) -> Markup {
        let approval = self.approval;
        let money = |amount: crate::base::Money| amount.show(self.currency);
        let facts = Facts::new()
            .fact("Value", money(approval.value))
            .maybe("Cost", (approval.cost.0 > 0).then(|| money(approval.cost)))
            .maybe(
                "Margin",
                approval.margin().map(|percent| {
                    let tone = if percent >= 35 {
                        Tone::Success
                    } else if percent >= 0 {
                        Tone::Warning
                    } else {
                        Tone::Danger
                    };
                    html! { span class="med" { (delta(tone, format!("{percent}%"))) } }
                }),
            )
            .fact(
                "Budget",
                if approval.budget_minutes == 0 {
                    "not set".to_owned()
                } else {
                    time::minutes(i64::from(approval.budget_minutes))
                },
            );
        html! {
            (facts)
            @if approval.cost.0 == 0 { p class="dim t12 mt1" { "The cost is not estimated yet." } }
        }
    }

    /// What the chosen playbook makes: its milestones by weight.
    pub fn plan(&self) -> Markup {
        let Some(playbook) = self.playbook else {
            return remark(
                "No playbook is chosen. It says which milestones, tasks and subtasks the project gets.",
            );
        };
        self.summary(playbook)
    }

    /// What a playbook makes: its milestones by weight, and each with its size and the day it is due.
    pub fn summary(&self, playbook: &Playbook) -> Markup {
        let minutes = |part: &projects::Part| {
            i64::from(part.tasks.iter().map(projects::Piece::minutes).sum::<u32>())
        };
        let bays = playbook
            .milestones
            .iter()
            .map(|part| Bay::new(part.title.as_str(), minutes(part) as f64, 0.0));
        let start = self
            .approval
            .start
            .filter(|_| self.approval.playbook == playbook.key);
        let due = |part: &projects::Part| match start {
            Some(start) => self.calendar.step(start, part.due).show(self.today()),
            None => format!("day {}", part.due + 1),
        };
        html! {
            p class="mute mb t12" {
                (playbook.name) ": " (playbook.summary) " "
                (playbook.milestones.len()) " milestones, " (playbook.tasks()) " tasks, "
                (time::hours(i64::from(playbook.minutes()))) " h in " (playbook.days) " working days."
            }
            (ProgressChart::new(bays).height(66).silent().label("What the playbook makes"))
            (Table::tight()
                .column(Column::new("Milestone")).column(Column::number("Tasks")).column(Column::number("Hours")).column(Column::new("Due"))
                .body(playbook.milestones.iter().map(|part| Row::new()
                    .name(part.title.as_str())
                    .number(part.tasks.len())
                    .number(time::hours(minutes(part)))
                    .dim(due(part)))))
        }
    }

    pub fn risks(&self) -> Markup {
        if self.approval.risks.is_empty() {
            return remark("No risks are written down.");
        }
        html! {
            ul class="list" {
                @for risk in &self.approval.risks {
                    li {
                        (Badge::new(risk.level.tone(), risk.level.label()).icon(Icon::Warn))
                        span class="grow" { (risk.risk) }
                        span class="dim t12" { (risk.mitigation) }
                    }
                }
            }
        }
    }

    /// What was agreed to be made, as the ticket has it.
    pub fn scope(&self) -> Markup {
        match self.ticket.as_ref().map(|ticket| ticket.scope.as_str()) {
            Some(scope) if !scope.is_empty() => {
                html! { div class="read stack s" { @for line in scope.lines() { p { (line) } } } }
            }
            _ => remark("No scope is written down."),
        }
    }

    /// How it stands, once it is decided.
    pub fn verdict(&self) -> Markup {
        let approval = self.approval;
        let Some(decision) = &approval.decision else {
            return html! {};
        };
        let line = html! {
            (approval.status.label()) " by " (self.names.name(decision.by)) ", "
            (decision.at.show(self.visit.at, &self.visit.tz))
            @if decision.reason.is_empty() { "." } @else { ": " (decision.reason) }
        };
        let banner = match approval.status {
            Status::Approved => Banner::success(line),
            Status::Returned => Banner::warning(line),
            _ => Banner::error(line),
        };
        html! {
            @match approval.project {
                Some(project) => (banner.action(number_link(self.visit, &format!("PRJ-{project}")))),
                None => (banner),
            }
        }
    }

    /// The time left to decide.
    pub fn due(&self) -> (Tone, String) {
        due(self.visit, self.approval)
    }
}

/// `5 of 6 complete`, with a tick when it is all.
fn met(done: usize, of: usize, word: &str) -> Markup {
    let text = format!("{done} of {of} {word}");
    if done == of {
        Badge::new(Tone::Success, text)
            .icon(Icon::Check)
            .bare()
            .render()
    } else {
        Badge::new(Tone::Warning, text).bare().render()
    }
}

pub fn due(visit: &Visit, approval: &Approval) -> (Tone, String) {
    if let Some(decision) = &approval.decision {
        return (
            approval.status.tone(),
            decision.at.show(visit.at, &visit.tz),
        );
    }
    // The clock of the ticket's stage: both wait for the same decision.
    match Clock::between(visit, approval.department, approval.asked_at, approval.due) {
        Ok(clock) => (clock.tone, clock.left),
        Err(_) => (Tone::Stone, approval.due.show(visit.at, &visit.tz)),
    }
}
