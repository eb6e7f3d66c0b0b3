//! What an approval stands on, then and today.

use super::{approval::Approval, evidence::Fact};
use crate::{base::Result, data::Visit, ui::prelude::*};
use maud::{Markup, html};

/// As it was when it was asked and decided, beside today.
pub fn evidence_section(visit: &Visit, approval: &Approval) -> Result<Markup> {
    let reads = super::actions::READ_EVIDENCE
        .iter()
        .any(|action| visit.may(action, approval));
    if !reads || (approval.evidence.is_empty() && approval.decided_on.is_empty()) {
        return Ok(html! {});
    }
    let table = table(visit, approval)?;
    Ok(
        html! { (Section::new("Evidence", table).small("as it was, beside today").live("evidence")) },
    )
}

/// As it was when it was asked and when it was decided, beside how it stands today.
pub fn table(visit: &Visit, approval: &Approval) -> Result<Markup> {
    let today = super::evidence_of(visit, approval)?;
    if today.is_empty() && approval.evidence.is_empty() {
        return Ok(html! {});
    }
    let decided = !approval.decided_on.is_empty();
    let of = |facts: &[Fact], label: &str| {
        let found = facts.iter().find(|fact| fact.label == label);
        found.map_or_else(|| "nothing".to_owned(), |fact| fact.value.clone())
    };
    let mut labels: Vec<&str> = Vec::new();
    let all = [&approval.decided_on, &approval.evidence, &today];
    for fact in all.into_iter().flatten() {
        if !labels.contains(&fact.label.as_str()) {
            labels.push(&fact.label);
        }
    }
    let mut columns = vec![Column::new("What"), Column::new("When it was asked")];
    if decided {
        columns.push(Column::new("At the decision"));
    }
    columns.push(Column::new("Today"));
    let rows = labels.into_iter().map(|label| {
        let asked = of(&approval.evidence, label);
        let then = match decided {
            true => of(&approval.decided_on, label),
            false => asked.clone(),
        };
        let mut row = Row::new().name(label).dim(asked);
        if decided {
            row = row.cell(then.as_str());
        }
        // What is known only while it waits is nothing to compare with.
        match today.iter().find(|fact| fact.label == label) {
            None => row.dim(""),
            Some(fact) if fact.value == then => row.dim(fact.value.as_str()),
            Some(fact) => row.cell(html! { b { (fact.value) } }),
        }
    });
    let table = Table::tight().columns(columns).body(rows);
    Ok(html! { div class="scroll" { (table) } })
}
