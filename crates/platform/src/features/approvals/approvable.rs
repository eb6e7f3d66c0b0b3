//! What can be asked: each room declares its kinds beside the deeds that wait for them (`Feature::approvable`). What is asked
//! about, who decides where no rule of the house says otherwise, what is known of it, and what follows from the answer.

use maud::{Markup, html};

use super::{Approval, Assess, Assessment, Fact, Verdict, rule::Who};
use crate::{
    base::{Day, Error, Id, Result},
    data::{Change, Json, OnBehalf, Ref, Visit, Word},
    features::{approvables, people::User},
    web::{Filled, Reply, Request},
};

/// What followed from an answer.
#[derive(Debug, Clone, Default)]
pub struct Effect {
    /// What whoever asked is led to; the approval itself where it is nothing.
    pub about: Option<Ref>,
    /// Who hears of it beside whoever asked.
    pub also: Vec<Id<User>>,
    /// Who was told by what followed.
    pub told: Option<Id<User>>,
}

/// A kind of thing that is approved.
#[derive(Clone, Copy)]
pub struct Approvable {
    /// Stored with each approval and each rule.
    pub key: &'static str,
    pub name: &'static str,
    /// On the button that says yes.
    pub approve: &'static str,
    /// Who decides, one step after another, and how many of each suffice.
    pub usual: &'static [(Who, u32)],
    /// Whether, without a rule, whoever decides needs nobody else for what they want themselves.
    pub by_decider: bool,
    /// Whether it is asked whoever wants it, also where a rule would let them do it alone.
    pub always: bool,
    /// Below which share nobody is asked where no rule says otherwise, in hundredths of a percent.
    pub unasked_below: i64,
    /// Working hours until it should be decided.
    pub hours: u32,
    /// Whether whoever decides finds something out first: feasibility, budget, dates.
    pub assessed: bool,
    /// How things stand, in words, as whoever decides weighs them.
    pub evidence: fn(&Visit, &Approval) -> Result<Vec<Fact>>,
    /// What else this very reader may know of it, beside that. Nothing of it is kept.
    pub confidential: fn(&Visit, &Approval) -> Result<Vec<Fact>>,
    /// Holds what was found out against what there is.
    pub check: fn(&Visit, &Approval, &Assessment) -> Result<()>,
    /// What has to be answered before anybody says yes.
    pub ready: fn(&Approval, Day) -> Result<()>,
    /// What the last yes does. It refuses what can't be done any more.
    pub approved: fn(&mut Change<'_, '_>, &mut Approval) -> Result<Effect>,
    /// The same for a kind whose yes has to know what no deed can read; found out just before.
    pub prepared: fn(&Visit, &Approval) -> Result<Option<Yes>>,
    /// What a no does: a return, a rejection with its reason.
    pub refused: fn(&mut Change<'_, '_>, &Approval, Verdict, &str) -> Result<Effect>,
    /// Whether its room shows it in somebody's day by itself.
    pub own_day: bool,
    /// A page of its own; without, the common one.
    pub page: Option<Shows>,
    /// What stands on the common page, and beside the queue.
    pub shown: fn(&Visit, &Approval) -> Result<Markup>,
    /// What an answer of the API tells beside the record, while it waits.
    pub told: fn(&Visit, &Approval, &mut Json) -> Result<()>,
    /// What came back, as it is asked about by now; without its note.
    pub afresh: fn(&Visit, &Approval) -> Result<Approval>,
    /// Where what came back is mended and asked for again; without, it is asked again as it is.
    pub mended_at: Option<fn(&Approval) -> String>,
}

/// What a yes does, once everything is found out.
pub type Yes = Box<dyn FnOnce(&mut Change<'_, '_>, &mut Approval) -> Result<Effect> + Send + Sync>;

/// Draws one approval, with what was typed into its assessment.
pub type Shows = fn(&Visit, &Request, &Approval, &Filled<Assess>) -> Result<Reply>;

impl Approvable {
    /// A kind that waits for the manager of the department that would do the work, a working day.
    pub const fn new(
        key: &'static str,
        name: &'static str,
        approved: fn(&mut Change<'_, '_>, &mut Approval) -> Result<Effect>,
    ) -> Approvable {
        Approvable {
            key,
            name,
            approve: "Approve",
            usual: &[(Who::Manager, 1)],
            by_decider: false,
            always: false,
            unasked_below: 0,
            hours: 8,
            assessed: false,
            evidence: |_, _| Ok(Vec::new()),
            confidential: |_, _| Ok(Vec::new()),
            check: |_, _, _| Ok(()),
            ready: |_, _| Ok(()),
            approved,
            prepared: |_, _| Ok(None),
            refused: |_, _, _, _| Ok(Effect::default()),
            own_day: false,
            page: None,
            shown: |_, _| Ok(html! {}),
            told: |_, _, _| Ok(()),
            afresh: |_, last| Ok(last.clone()),
            mended_at: None,
        }
    }

    pub const fn usual(mut self, steps: &'static [(Who, u32)]) -> Approvable {
        self.usual = steps;
        self
    }

    /// Whoever decides needs nobody else, unless a rule says otherwise.
    pub const fn by_decider(mut self) -> Approvable {
        self.by_decider = true;
        self
    }

    pub const fn within(mut self, hours: u32) -> Approvable {
        self.hours = hours;
        self
    }

    pub const fn evidence(
        mut self,
        evidence: fn(&Visit, &Approval) -> Result<Vec<Fact>>,
    ) -> Approvable {
        self.evidence = evidence;
        self
    }

    pub const fn refused(
        mut self,
        refused: fn(&mut Change<'_, '_>, &Approval, Verdict, &str) -> Result<Effect>,
    ) -> Approvable {
        self.refused = refused;
        self
    }
}

/// The kind of a key.
///
/// # Errors
/// `Conflict` for one that this Atrium doesn't know.
pub fn of_key(key: &str) -> Result<&'static Approvable> {
    let found = approvables().iter().find(|kind| kind.key == key);
    found.ok_or_else(|| {
        Error::conflict("This kind of approval is not known here. A newer Atrium asked for it.")
    })
}

/// What it is called; its key where nobody knows it.
pub fn name_of(key: &str) -> &str {
    let found = approvables().iter().find(|kind| kind.key == key);
    found.map_or(key, |kind| kind.name)
}

/// All kinds, as a field tells them.
pub fn words() -> Vec<Word> {
    approvables()
        .iter()
        .map(|kind| (kind.key, kind.name))
        .collect()
}

/// Holds the records that change with a yes: nobody is asked once more whether they may do by themselves what they said
/// yes to.
pub fn granted<'a, 'c, 't>(change: &'a mut Change<'c, 't>) -> OnBehalf<'a, 'c, 't> {
    change.on_behalf("what waited for a yes is done with it")
}

/// What its reader may know of it beside the evidence.
pub fn confidential_of(visit: &Visit, approval: &Approval) -> Result<Vec<Fact>> {
    match of_key(&approval.kind) {
        Ok(kind) => (kind.confidential)(visit, approval),
        Err(_) => Ok(Vec::new()),
    }
}

/// What is known of it today.
pub fn evidence_of(visit: &Visit, approval: &Approval) -> Result<Vec<Fact>> {
    match of_key(&approval.kind) {
        Ok(kind) => (kind.evidence)(visit, approval),
        Err(_) => Ok(Vec::new()),
    }
}
