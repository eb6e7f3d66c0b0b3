//! What people may submit about approvals.

use super::{
    Approval, Verdict,
    assessment::{Assessment, Feasibility, Level, Risk},
    rule::Who,
};
use crate::{
    base::{Id, Money},
    features::{
        people::{Department, Role, User},
        settings::Category,
    },
    web::form::{Form, Optional, Reader, Required},
};

/// What the manager found out. Only what is sent is changed, so that one field may be sent alone.
#[derive(Debug, Clone, Default)]
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

/// A no: which of the house's reasons it is, in words, or both.
#[derive(Debug, Clone, Default)]
pub struct Refuse {
    pub why: String,
    pub reason: String,
    pub version: Option<u64>,
}

impl Refuse {
    /// With words of one's own alone.
    pub fn because(reason: impl Into<String>) -> Refuse {
        Refuse {
            reason: reason.into(),
            ..Refuse::default()
        }
    }

    fn fields(f: &mut Reader, needed: bool) -> Refuse {
        let why = f.text("why", "Reason of the list", Optional, 120);
        let need = match needed && why.is_empty() {
            true => Required,
            false => Optional,
        };
        Refuse {
            why,
            reason: f.block("reason", "Reason", need, 1000),
            version: None,
        }
    }

    /// The one of the list and the words of one's own, in a line.
    pub fn words(&self) -> String {
        match (self.why.is_empty(), self.reason.is_empty()) {
            (true, _) => self.reason.clone(),
            (false, true) => self.why.clone(),
            (false, false) => format!("{}: {}", self.why, self.reason),
        }
    }
}

impl Form for Refuse {
    fn read(f: &mut Reader) -> Self {
        Refuse {
            version: f.version(),
            ..Refuse::fields(f, true)
        }
    }
}

/// The same answer to several.
#[derive(Debug, Clone)]
pub struct DecideAll {
    pub keys: Vec<Id<Approval>>,
    /// What the list is asked for, as its address says it: all that it finds are meant.
    pub matching: String,
    /// The newest deed that whoever answers has seen in them; what changed since is looked at first.
    pub as_of: Option<u64>,
    pub verdict: Verdict,
    pub refuse: Refuse,
}

impl Form for DecideAll {
    fn read(f: &mut Reader) -> Self {
        let mut keys = f.ids("keys", "Approvals");
        keys.sort_unstable();
        keys.dedup();
        let matching = f.text("matching", "All that match", Optional, 2_000);
        f.tell(
            "What the list is asked for, such as ?kind=budget: all that it finds, instead of keys.",
        );
        let as_of = f.whole("as_of", "As they stood", Optional, 0..=i64::MAX);
        f.tell("The newest number of the journal that they were read at: nothing that came or changed since is answered.");
        let verdict = f.choice("verdict", "Answer", Required).unwrap_or_default();
        DecideAll {
            keys,
            matching,
            as_of: as_of.and_then(|seq| u64::try_from(seq).ok()),
            verdict,
            refuse: Refuse::fields(f, verdict != Verdict::Approve),
        }
    }
}

/// What whoever asks says to it, once more or as they take it back.
#[derive(Debug, Clone)]
pub struct Note {
    pub note: String,
}

impl Form for Note {
    fn read(f: &mut Reader) -> Self {
        Note {
            note: f.block("note", "What is another", Optional, 2000),
        }
    }
}

/// A step of a rule as it is typed.
#[derive(Debug, Clone)]
pub struct TypedStep {
    pub who: Who,
    pub role: Option<Id<Role>>,
    pub people: Vec<Id<User>>,
    pub need: u32,
}

/// A rule as it is typed.
#[derive(Debug, Clone)]
pub struct RuleForm {
    pub name: String,
    pub kind: String,
    pub place: u32,
    pub amount_from: Option<Money>,
    pub amount_below: Option<Money>,
    pub minutes_from: Option<i64>,
    /// Whole percent.
    pub share_from: Option<i64>,
    pub department: Option<Id<Department>>,
    pub category: Option<Category>,
    pub asked_by: Option<Id<Role>>,
    pub steps: Vec<TypedStep>,
    pub by_decider: bool,
    pub hours: u32,
    pub version: Option<u64>,
}

/// Steps of a rule at most.
pub const STEPS: usize = 5;

fn read_step(f: &mut Reader) -> Option<TypedStep> {
    let who = f.choice::<Who>("who", "Who", Optional);
    let role = f.id("role", "Role", Optional);
    let people = f.ids("people", "People");
    let need = f.whole("need", "How many", Optional, 1..=50);
    match who {
        Some(Who::Role) if role.is_none() => f.problem("role", "Choose the role."),
        Some(Who::People) if people.is_empty() => f.problem("people", "Choose the people."),
        _ => {}
    }
    Some(TypedStep {
        who: who?,
        role,
        people,
        need: need.and_then(|n| u32::try_from(n).ok()).unwrap_or(1),
    })
}

impl Form for RuleForm {
    fn read(f: &mut Reader) -> Self {
        let name = f.text("name", "Name", Required, 80);
        let kind = f.text("kind", "Kind", Required, 40);
        let place = f.usual("place");
        let place = f.whole("place", "Place", place, 1..=1000);
        let form = RuleForm {
            name,
            kind,
            place: place.and_then(|n| u32::try_from(n).ok()).unwrap_or(100),
            amount_from: f.money("amount_from", "Amount from", Optional),
            amount_below: f.money("amount_below", "Amount below", Optional),
            minutes_from: f.minutes("minutes_from", "Hours from", Optional),
            share_from: f.whole("share_from", "Percent from", Optional, 0..=100),
            department: f.id("department", "Department", Optional),
            category: f.choice("category", "Category", Optional),
            asked_by: f.id("asked_by", "Asked by the role", Optional),
            steps: f
                .rows("steps", STEPS, read_step)
                .into_iter()
                .flatten()
                .collect(),
            by_decider: f.flag("by_decider", "Whoever decides needs nobody else"),
            hours: hours(f),
            version: f.version(),
        };
        if form.steps.is_empty() {
            f.problem("steps", "Say who decides, at least in one step.");
        }
        if let (Some(from), Some(below)) = (form.amount_from, form.amount_below)
            && below <= from
        {
            f.problem(
                "amount_below",
                "No amount lies between the two. Choose a higher one.",
            );
        }
        form
    }
}

fn hours(f: &mut Reader) -> u32 {
    let hours = f.usual("hours");
    let hours = f.whole("hours", "Working hours to decide", hours, 1..=1000);
    hours.and_then(|n| u32::try_from(n).ok()).unwrap_or(8)
}

/// The house's reasons, one in each line.
#[derive(Debug, Clone)]
pub struct ReasonsForm {
    pub reasons: Vec<String>,
    pub version: Option<u64>,
}

impl Form for ReasonsForm {
    fn read(f: &mut Reader) -> Self {
        let typed = f.block("reasons", "Reasons", Optional, 4000);
        let mut reasons: Vec<String> = Vec::new();
        for line in typed.lines().map(str::trim).filter(|line| !line.is_empty()) {
            if line.chars().count() > 120 {
                f.problem("reasons", "Each reason has at most 120 characters.");
            }
            if !reasons.iter().any(|held| held == line) {
                reasons.push(line.to_owned());
            }
        }
        if reasons.len() > 40 {
            f.problem("reasons", "At most 40 reasons are a list that people read.");
        }
        ReasonsForm {
            reasons,
            version: f.version(),
        }
    }
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
