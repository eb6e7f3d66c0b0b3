//! What of a project has to be asked for, and what is proposed then.

use super::*;

#[test]
fn only_what_becomes_another_is_proposed_and_written() {
    let mut project = Project {
        budget_minutes: 600,
        value: Money(100_000),
        promised: Some(Day(20_000)),
        ..Project::default()
    };
    let currency = Currency::default();
    assert!(proposals(&project, [20_000, 600, 100_000, 0, 0, 0], currency).is_empty());
    let told = proposals(&project, [NO_DAY, 900, 100_000, 0, 0, 0], currency);
    let fields: Vec<&str> = told.iter().map(|row| row.field.as_str()).collect();
    assert_eq!(fields, ["promised", "budget_minutes"]);
    assert_eq!(told[1].after, "15 h");
    let asked = draft(&project, "Budget".into(), String::new(), told.clone());
    assert_eq!((asked.value, asked.budget_minutes), (Money(0), 300));
    // Hours and the day have rules of their own, so each is asked by itself.
    let asked = questions(&project, [NO_DAY, 900, 100_000, 0, 0, 0], currency);
    let kinds: Vec<&str> = asked.iter().map(|(kind, _)| kind.key).collect();
    assert_eq!(kinds, [BUDGET.key, DEADLINE.key]);
    assert!(asked.iter().all(|(_, draft)| draft.proposed.len() == 1));
    assert_eq!(asked[1].1.budget_minutes, 0);
    let money = draft(
        &project,
        "Budget".into(),
        String::new(),
        proposals(&project, [20_000, 600, 100_000, 40_000, 0, 0], currency),
    );
    assert_eq!(money.value, Money(40_000));
    for row in &told {
        put(&mut project, &row.field, row.becomes);
    }
    assert_eq!((project.promised, project.budget_minutes), (None, 900));
}

#[test]
fn a_budget_is_made_stricter_by_anybody_and_looser_by_none_alone() {
    let stops = Project {
        budget_minutes: 600,
        at_full: AtFull::Stop,
        ..Project::default()
    };
    let currency = Currency::default();
    let asked = |project: &Project, by: BudgetBy, full: AtFull| -> Vec<String> {
        let minutes = i64::from(project.budget_minutes);
        let money = project.budget_money.0;
        let wanted = [NO_DAY, minutes, 0, money, place(by), place(full)];
        let rows = proposals(project, wanted, currency);
        rows.into_iter().map(|row| row.field).collect()
    };
    assert_eq!(asked(&stops, BudgetBy::Price, AtFull::Warn), ["at_full"]);
    assert_eq!(asked(&stops, BudgetBy::Price, AtFull::Ask), ["at_full"]);
    // There is no budget of money that could count otherwise.
    assert!(asked(&stops, BudgetBy::Cost, AtFull::Stop).is_empty());
    let warns = Project {
        budget_money: Money(1),
        at_full: AtFull::Warn,
        ..stops
    };
    assert_eq!(asked(&warns, BudgetBy::Cost, AtFull::Stop), ["budget_by"]);
    let none = Project {
        at_full: AtFull::Stop,
        ..Project::default()
    };
    assert!(asked(&none, BudgetBy::Cost, AtFull::Warn).is_empty());
    let mut changed = warns.clone();
    put(&mut changed, "at_full", place(AtFull::Stop));
    put(&mut changed, "budget_by", place(BudgetBy::Cost));
    assert_eq!(changed.at_full, AtFull::Stop);
    assert_eq!(changed.budget_by, BudgetBy::Cost);
}
