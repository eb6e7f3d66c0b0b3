//! What people may submit about approvals.

use super::approval::{Assessment, Feasibility, Level, Risk};
use crate::{
    base::Id,
    features::{people::User, tickets::Ticket},
    web::form::{Form, Optional, Reader, Required},
};

/// Asking for a decision about a ticket.
#[derive(Debug, Clone)]
pub struct RequestForm {
    /// Who shall decide; the manager of the category's department when it is left out.
    pub manager: Option<Id<User>>,
    pub note: String,
}

impl Form for RequestForm {
    fn read(f: &mut Reader) -> Self {
        RequestForm {
            manager: f.id("manager", "Department manager", Optional),
            note: f.block("note", "Note", Optional, 2000),
        }
    }
}

/// The same from the API's list of approvals, which names the ticket.
#[derive(Debug, Clone)]
pub struct NewRequest {
    pub ticket: Option<Id<Ticket>>,
    pub request: RequestForm,
}

impl Form for NewRequest {
    fn read(f: &mut Reader) -> Self {
        NewRequest {
            ticket: f.id("ticket", "Ticket", Required),
            request: RequestForm::read(f),
        }
    }
}

/// What the manager found out. Only what is sent is changed, so that one field may be sent alone.
#[derive(Debug, Clone)]
pub struct Assess {
    pub found: Assessment,
    pub version: Option<u64>,
}

impl Form for Assess {
    fn read(f: &mut Reader) -> Self {
        let feasibility_note = f.block("feasibility_note", "What it depends on", Optional, 2000);
        let conditions = f.block("conditions", "Conditions", Optional, 2000);
        let playbook = f.text("playbook", "Playbook", Optional, 60);
        let risks = f.rows("risk", 30, read_risk);
        let cost = f.money("cost", "Cost", Optional);
        let budget = f.minutes("budget_minutes", "Budget of hours", Optional);
        let start = f.day("start", "Start", Optional);
        let finish = f.day("promised", "Promised to the client", Optional);
        let team_lead = f.id("team_lead", "Team lead", Optional);
        // The page has none chosen at first; a program can't take the answer back.
        let feasibility = f.usual("feasibility");
        Assess {
            found: Assessment {
                feasibility: f.choice::<Feasibility>("feasibility", "Feasibility", feasibility),
                feasibility_note: f.has("feasibility_note").then_some(feasibility_note),
                // The page sends an empty `risk` beside its rows, so that the last one can be taken away.
                risks: f.has("risk").then(|| risks.into_iter().flatten().collect()),
                cost: f.has("cost").then_some(cost.unwrap_or_default()),
                budget_minutes: f
                    .has("budget_minutes")
                    .then(|| budget.and_then(|m| u32::try_from(m).ok()).unwrap_or(0)),
                start: f.has("start").then_some(start),
                finish: f.has("promised").then_some(finish),
                playbook: f.has("playbook").then_some(playbook),
                team_lead: f.has("team_lead").then_some(team_lead),
                conditions: f.has("conditions").then_some(conditions),
            },
            version: f.version(),
        }
    }
}

/// None for a row whose words were taken out: its level alone says nothing.
fn read_risk(f: &mut Reader) -> Option<Risk> {
    let risk = f.text("risk", "Risk", Optional, 300);
    let mitigation = f.text("mitigation", "What is done about it", Optional, 300);
    let level = f.choice_or_usual::<Level>("level", "Level");
    if risk.is_empty() && (f.is_json() || !mitigation.is_empty()) {
        f.problem("risk", "Say what could go wrong.");
    }
    (!risk.is_empty()).then_some(Risk {
        risk,
        mitigation,
        level,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(fields: &[(&str, &str)]) -> (Assess, bool) {
        let mut reader = Reader::over(
            fields
                .iter()
                .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
                .collect(),
        );
        let form = Assess::read(&mut reader);
        (form, reader.problems.is_empty())
    }

    #[test]
    fn only_what_is_sent_changes() {
        let (form, whole) = read(&[("budget_minutes", "96"), ("risk.0.level", "high")]);
        assert!(whole);
        assert_eq!(form.found.budget_minutes, Some(5760));
        assert!(form.found.conditions.is_none() && form.found.playbook.is_none());
    }

    #[test]
    fn empty_rows_are_no_risks() {
        let (form, whole) = read(&[
            ("risk", ""),
            ("risk.0.level", "high"),
            ("risk.1.risk", "Certificate expires"),
            ("risk.1.level", "low"),
        ]);
        assert!(whole);
        let risks = form.found.risks.unwrap();
        assert_eq!(risks.len(), 1);
        assert_eq!(risks[0].level, Level::Low);
        assert!(!read(&[("risk.0.mitigation", "Ask")]).1);
    }
}
