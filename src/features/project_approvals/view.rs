//! What a page of a project's approval needs beside the record, read once, and the parts both pages show of it.

use std::sync::Arc;

use maud::{Markup, Render, html};

use super::{
    capacity::Ahead,
    load::{Load, department_load},
};
use crate::{
    base::{Choice, Day, Id, Result, calendar::WorkingCalendar, money::Currency, time},
    data::Visit,
    features::{
        approvals::Approval,
        people::Directory,
        playbooks::{Library, Part, Published},
        settings::CurrentSettings,
        tickets::Ticket,
    },
    ui::prelude::*,
    web::link,
};

pub struct ApprovalView<'a> {
    pub visit: &'a Visit,
    pub approval: &'a Approval,
    pub names: Arc<Directory>,
    pub currency: Currency,
    pub ticket: Option<Ticket>,
    pub playbook: Option<Published>,
    pub library: Arc<Library>,
    pub loads: Vec<Load>,
    /// The department's days with and without it, while it is open.
    pub ahead: Option<Ahead>,
    calendar: WorkingCalendar,
}

impl<'a> ApprovalView<'a> {
    pub fn of(visit: &'a Visit, approval: &'a Approval) -> Result<ApprovalView<'a>> {
        let ticket = visit.follow(approval, |approval: &Approval| {
            Id::<Ticket>::new(approval.ticket.unwrap_or_default())
        })?;
        let house = CurrentSettings::of(visit)?;
        let library = Library::of(visit)?;
        Ok(ApprovalView {
            visit,
            approval,
            names: Directory::of(visit)?,
            currency: house.0.currency(),
            calendar: Directory::calendar_of(visit, approval.department)?,
            ticket,
            playbook: library.by_key(&approval.playbook).cloned(),
            library,
            // How busy people are matters while it is open; later it would only mislead.
            loads: if approval.is_waiting() {
                department_load(visit, approval.department)?
            } else {
                Vec::new()
            },
            ahead: match approval.is_waiting() {
                true => Ahead::of(visit, approval)?,
                false => None,
            },
        })
    }

    pub fn today(&self) -> Day {
        self.visit.today()
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

    /// The department's days with it, while that matters.
    pub fn days(&self) -> Markup {
        html! {
            @if let Some(ahead) = &self.ahead {
                (Section::new("The department's days", ahead.draw(self.today(), self.approval.start))
                    .small("open estimates with this project, against what fits"))
            }
        }
    }

    /// What the chosen playbook makes: its milestones by weight.
    pub fn plan(&self) -> Markup {
        let Some(playbook) = &self.playbook else {
            return remark(
                "No playbook is chosen. It says which milestones, tasks and subtasks the project gets.",
            );
        };
        self.summary(playbook)
    }

    /// What a playbook makes: its milestones by weight, and each with its size and the day it is due.
    pub fn summary(&self, playbook: &Published) -> Markup {
        let minutes = |part: &Part| i64::from(part.minutes);
        let bays = playbook
            .milestones
            .iter()
            .map(|part| Bay::new(part.title.as_str(), minutes(part) as f64, 0.0));
        let start = self
            .approval
            .start
            .filter(|_| self.approval.playbook == playbook.key);
        let due = |part: &Part| match start {
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
                    .number(part.tasks)
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
