//! What people may submit about projects and milestones.

use super::{AtFull, BudgetBy, Milestone, Project, updates};
use crate::{
    base::{Day, Id, Money, in_order},
    features::people::User,
    web::form::{Form, Need, Optional, Reader, Required},
};

#[derive(Debug, Clone)]
pub struct ProjectForm {
    pub title: String,
    pub manager: Option<Id<User>>,
    pub team_lead: Option<Id<User>>,
    pub start: Option<Day>,
    pub finish: Option<Day>,
    pub promised: Option<Day>,
    pub budget_minutes: Option<i64>,
    pub value: Option<Money>,
    pub budget_money: Option<Money>,
    pub budget_by: BudgetBy,
    pub at_full: AtFull,
    pub parent: Option<Id<Project>>,
    pub version: Option<u64>,
}

impl Form for ProjectForm {
    fn read(f: &mut Reader) -> Self {
        let form = ProjectForm {
            title: f.text("title", "Title", Required, 120),
            manager: f.id("manager", "Project manager", Required),
            team_lead: f.id("team_lead", "Team lead", Required),
            start: f.day("start", "Start", Required),
            finish: f.day("finish", "Finish", Required),
            promised: f.day("promised", "Promised to the client", Optional),
            budget_minutes: f.minutes("budget_minutes", "Hours", Optional),
            value: f.money("value", "Value", Optional),
            budget_money: f.money("budget_money", "Budget of money", Optional),
            budget_by: f.choice_or_usual("budget_by", "Budget of money is"),
            at_full: f.choice_or_usual("at_full", "Once a budget is used up"),
            parent: f.id("parent", "Part of", Optional),
            version: f.version(),
        };
        if form.budget_money.is_some_and(|money| money < Money::ZERO) {
            f.problem("budget_money", "A budget is not less than nothing.");
        }
        f.in_order(in_order::FINISH, form.start, form.finish);
        form
    }
}

/// Another scope, with what that does to hours, price and date; what isn't said stays.
#[derive(Debug, Clone)]
pub struct ScopeForm {
    pub scope: String,
    pub budget_minutes: Option<i64>,
    pub value: Option<Money>,
    pub promised: Option<Day>,
}

impl Form for ScopeForm {
    fn read(f: &mut Reader) -> Self {
        ScopeForm {
            scope: f.block("scope", "What becomes another", Required, 4000),
            budget_minutes: f.minutes("budget_minutes", "Hours in all", Optional),
            value: f.money("value", "Value in all", Optional),
            promised: f.day("promised", "Promised to the client", Optional),
        }
    }
}

#[derive(Debug, Clone)]
pub struct MilestoneForm {
    pub title: String,
    pub start: Option<Day>,
    pub due: Option<Day>,
    pub client_visible: bool,
    pub version: Option<u64>,
}

impl MilestoneForm {
    fn fields(f: &mut Reader, start: Need) -> Self {
        let form = MilestoneForm {
            title: f.text("title", "Title", Required, 120),
            start: f.day("start", "Start", start),
            due: f.day("due", "Due", Required),
            client_visible: f.flag("client_visible", "The client sees it"),
            version: None,
        };
        f.in_order(in_order::DUE, form.start, form.due);
        form
    }
}

impl Form for MilestoneForm {
    fn read(f: &mut Reader) -> Self {
        MilestoneForm {
            version: f.version(),
            ..MilestoneForm::fields(f, Required)
        }
    }
}

/// One that is added to a project's plan; without a start it begins when it is due.
#[derive(Debug, Clone)]
pub struct NewMilestone {
    pub project: Option<Id<Project>>,
    pub milestone: MilestoneForm,
}

impl Form for NewMilestone {
    fn read(f: &mut Reader) -> Self {
        NewMilestone {
            project: f.id("project", "Project", Optional),
            milestone: MilestoneForm::fields(f, Optional),
        }
    }
}

impl MilestoneForm {
    pub fn of(milestone: &Milestone) -> Vec<(&'static str, String)> {
        let mut values = vec![
            ("title", milestone.title.clone()),
            ("start", milestone.start.iso()),
            ("due", milestone.due.iso()),
            ("version", milestone.version.to_string()),
        ];
        if milestone.client_visible {
            values.push(("client_visible", "on".into()));
        }
        values
    }
}

/// Updates that a finished project takes, one a line, and until when.
#[derive(Debug, Clone)]
pub struct UpdatesForm {
    pub reason: String,
    pub until: Option<Day>,
}

impl Form for UpdatesForm {
    fn read(f: &mut Reader) -> Self {
        let reason = f.block("reason", "What has to be updated", Required, 2000);
        if updates::each(&reason).count() > updates::MOST {
            let most = updates::MOST;
            f.problem(
                "reason",
                format!("At most {most} lines: each becomes a task. Ask for the rest afterwards."),
            );
        }
        UpdatesForm {
            reason,
            until: f.day("until", "Until", Optional),
        }
    }
}

/// Why a project is given up.
#[derive(Debug, Clone)]
pub struct GiveUp {
    pub reason: String,
}

impl Form for GiveUp {
    fn read(f: &mut Reader) -> Self {
        GiveUp {
            reason: f.block("reason", "Why it is cancelled", Required, 1000),
        }
    }
}

/// A remark that goes with a deed.
#[derive(Debug, Clone)]
pub struct Remark {
    pub reason: String,
}

impl Form for Remark {
    fn read(f: &mut Reader) -> Self {
        Remark {
            reason: f.block("reason", "Remark", Optional, 1000),
        }
    }
}
