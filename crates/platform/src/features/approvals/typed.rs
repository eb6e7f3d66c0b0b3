//! The form of an assessment as an approval fills it in.

use super::{Approval, Assess};
use crate::{
    base::{Choice, Result},
    data::Visit,
    features::settings::CurrentSettings,
    web::Filled,
};

/// The assessment as the form's page starts from it: what it was found to depend on is proposed as its conditions.
pub fn filled(visit: &Visit, approval: &Approval) -> Result<Filled<Assess>> {
    let mut values = values(visit, approval)?;
    if approval.conditions.is_empty() {
        values.retain(|(name, _)| name != "conditions");
        values.push(("conditions".into(), approval.feasibility_note.clone()));
    }
    Ok(blank(&values))
}

/// The same as it is.
pub fn current(visit: &Visit, approval: &Approval) -> Result<Filled<Assess>> {
    Ok(blank(&values(visit, approval)?))
}

fn blank(values: &[(String, String)]) -> Filled<Assess> {
    let values: Vec<(&str, String)> = values
        .iter()
        .map(|(name, value)| (name.as_str(), value.clone()))
        .collect();
    Filled::blank(&values)
}

fn values(visit: &Visit, approval: &Approval) -> Result<Vec<(String, String)>> {
    let currency = CurrentSettings::of(visit)?.0.currency();
    let mut values: Vec<(String, String)> = Vec::new();
    let mut put = |name: &str, value: String| values.push((name.to_owned(), value));
    put("feasibility", approval.feasibility.key().to_owned());
    put("conditions", approval.conditions.clone());
    put("playbook", approval.playbook.clone());
    if approval.cost.0 > 0 {
        put("cost", approval.cost.input(currency));
    }
    match approval.budget_minutes {
        0 => {}
        whole if whole % 60 == 0 => put("budget_minutes", (whole / 60).to_string()),
        minutes => put("budget_minutes", format!("{minutes}m")),
    }
    if let Some(start) = approval.start {
        put("start", start.iso());
    }
    if let Some(finish) = approval.finish {
        put("promised", finish.iso());
    }
    if let Some(lead) = approval.team_lead {
        put("team_lead", lead.to_string());
    }
    put("version", approval.version.to_string());
    for (n, risk) in approval.risks.iter().enumerate() {
        put(&format!("risk.{n}.risk"), risk.risk.clone());
        put(&format!("risk.{n}.mitigation"), risk.mitigation.clone());
        put(&format!("risk.{n}.level"), risk.level.key().to_owned());
    }
    Ok(values)
}
