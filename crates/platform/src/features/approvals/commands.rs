//! What is done to an approval that is open, and to several that are ticked: in the palette, and in a row of the inbox.

use super::{Approval, asking::kind_of, round::Verdict, show};
use crate::{
    base::{Id, Result, text},
    data::Visit,
    features::{Command, ForSeveral},
    ui::icon::Icon,
};

pub fn commands(visit: &Visit, approval: &Approval, _: &str) -> Result<Vec<Command>> {
    let (at, kind) = (show::href(approval), kind_of(approval)?);
    let mut all = Vec::new();
    for verdict in show::verdicts(visit, approval) {
        all.push(match verdict {
            // What has to be found out first is found out on its page.
            Verdict::Approve if kind.assessed => {
                Command::page("Assess and decide", Icon::Approve, at.clone())
            }
            Verdict::Approve => Command::post(kind.approve, Icon::Check, format!("{at}/approve"))
                .with("version", approval.version),
            Verdict::Reject => Command::page("Reject", Icon::Ban, format!("{at}#reject")),
            Verdict::Return | Verdict::Unknown => {
                Command::page("Return", Icon::Reply, format!("{at}#return"))
            }
        });
    }
    Ok(all)
}

pub const SEVERAL: ForSeveral = ForSeveral {
    kind: "approvals",
    counted: |n| text::count(n, "approval", "approvals"),
    of: several,
};

/// Yes to all that are ticked, if all of them wait for this person and need nothing found out first.
fn several(visit: &Visit, numbers: &[&str], back: &str) -> Result<Vec<Command>> {
    let mut command = Command::post("Approve", Icon::Check, "/approvals/decide")
        .with("verdict", "approve")
        .with("back", back);
    for number in numbers {
        let Some(id) = Id::<Approval>::parse(number) else {
            return Ok(Vec::new());
        };
        let approval = visit.find(id)?;
        if !show::verdicts(visit, &approval).contains(&Verdict::Approve) {
            return Ok(Vec::new());
        }
        command = command.with("keys", *number);
    }
    Ok(vec![command])
}
