//! Matching what is sure by itself.

use super::{
    account::BankAccount,
    actions::MATCH,
    line::{BankLine, LineStatus, OF_STATEMENT, STATUS},
    matched::is_matched,
    ops_match::{AT_ONCE, Plan, apply, currency_of, may_book},
    propose::{Certainty, Proposal, Proposing},
    statement::BankStatement,
};
use crate::{
    base::{Error, Id, Result, if_found},
    data::{Change, Key, Query, Visit},
    features::invoices::{Closed, Invoice},
};

/// Confirms every line of a statement whose proposal is sure, in one deed; how many. What somebody matched meanwhile, and what
/// isn't as it was proposed any more, is left.
///
/// # Errors
/// A conflict, where there is none.
pub fn match_sure(visit: &Visit, id: Id<BankStatement>) -> Result<usize> {
    let statement = visit.find_for(&MATCH, id)?;
    let sure = sure_of(visit, &statement)?;
    let Some((first, _)) = sure.first() else {
        return Err(Error::conflict(
            "No line of this statement is sure by number and amount.",
        ));
    };
    let currency = currency_of(visit, first)?;
    let mut plans = Vec::new();
    for (line, proposal) in &sure {
        let plan = Plan::of(proposal);
        may_book(visit, line, &plan)?;
        plans.push((line.id, plan));
    }
    visit.act(MATCH, move |change| {
        change.about(id.as_ref());
        let mut done = 0;
        for (id, plan) in plans {
            let line = change.subject::<BankLine>(id)?;
            if line.status != LineStatus::Waiting || !still_fits(change, &plan)? {
                continue;
            }
            apply(change, &line, plan, currency)?;
            done += 1;
        }
        match done {
            0 => Err(Error::conflict("Somebody matched these lines meanwhile.")),
            done => Ok(done),
        }
    })
}

/// Whether the invoices of a plan have just as much left as they would get, and its payment is no line's: two lines may mean
/// one invoice.
pub fn still_fits(change: &mut Change<'_, '_>, plan: &Plan) -> Result<bool> {
    if let Some(payment) = plan.payment {
        return Ok(!is_matched(change, payment)?);
    }
    for each in &plan.pays {
        let left = change.subject::<Invoice>(each.invoice)?.left();
        if left != each.amount {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Lines of a statement whose proposal is sure, as far as one deed goes. What may be there twice is never sure.
///
/// # Errors
/// When the store can't be read.
pub fn sure_of(visit: &Visit, statement: &BankStatement) -> Result<Vec<(BankLine, Proposal)>> {
    let account: Option<BankAccount> = if_found(visit.find(statement.account))?;
    let Some(account) = account else {
        return Ok(Vec::new());
    };
    let proposing = Proposing::of(visit, &account)?;
    let closed = visit.cached::<Closed>()?;
    let mut found = Vec::new();
    let waiting = Key::new().byte(LineStatus::Waiting.code());
    let lines = Query::of(statement, OF_STATEMENT, Key::new().id(statement.id))
        .any(STATUS, [waiting])
        .limit(AT_ONCE);
    for line in visit.list::<BankLine>(lines)?.rows {
        // What may be there twice, and what would be booked on a closed day, is looked at by somebody.
        if line.alike.is_some() || closed.0.holds(line.day) {
            continue;
        }
        let proposal = proposing.propose(&line)?;
        let sure = proposal.filter(|held| held.certainty == Certainty::Sure);
        // Credit that goes back is looked at by somebody.
        let sure = sure.filter(|held| held.payment.is_some() || !held.pays.is_empty());
        found.extend(sure.map(|held| (line, held)));
    }
    Ok(found)
}
