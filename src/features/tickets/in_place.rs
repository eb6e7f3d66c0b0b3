//! What of a ticket is changed where it stands.

use super::{
    Stage, Ticket, TicketKind,
    actions::{EDIT, HAND_OVER, RECEIVE},
    forms::{EditTicket, GiveTicket},
    ops,
    routes::to_edit,
};
use crate::{
    base::Result,
    data::{Field, Visit},
    features::{
        people::{Directory, User},
        records::{Holders, InPlace, Several, Way},
    },
    web::Filled,
};

impl InPlace for Ticket {
    fn ways() -> Vec<Way<Ticket>> {
        vec![
            Way::new::<EditTicket>(
                "change",
                EDIT,
                &["title", "category", "price", "scope", "priority"],
                to_edit,
                ops::edit,
            ),
            Way::new(
                "give",
                HAND_OVER,
                &["owner"],
                |_, ticket| {
                    let held = Some(ticket.owner).filter(|owner| !owner.is_none());
                    let held = held.map(|owner| owner.to_string()).unwrap_or_default();
                    Ok(Filled::<GiveTicket>::blank(&[("owner", held)]))
                },
                |visit, id, form: GiveTicket| ops::hand_over(visit, id, form.into()),
            ),
        ]
    }

    /// While it is with sales and support; what a department has approved stands.
    fn takes_changes(&self, _: &Visit) -> bool {
        let open = [
            Stage::Open,
            Stage::Answered,
            Stage::Validation,
            Stage::Enrichment,
        ];
        open.contains(&self.stage)
    }

    /// What is agreed stands, and only an onboarding has a category.
    fn takes(&self, _: &Visit, key: &str) -> bool {
        let begun = self.stage != Stage::Open;
        match key {
            "category" => self.kind == TicketKind::Onboarding && !begun,
            "price" => self.frozen.is_none() && !begun,
            "scope" => self.frozen.is_none(),
            "owner" => self.changes_hands(),
            _ => true,
        }
    }

    fn people(&self, visit: &Visit, _: &Field) -> Result<Holders> {
        let names = Directory::of(visit)?;
        let ids = |users: Vec<&User>| users.iter().map(|user| user.id).collect::<Vec<_>>();
        let agents = ids(ops::takers(&names, &RECEIVE, "support"));
        let holders = Holders::default().group("Support agents", agents);
        Ok(match self.kind {
            TicketKind::Onboarding => holders,
            _ => holders.group("Everyone else", ids(names.staff())),
        })
    }

    fn load(visit: &Visit, user: &User) -> Result<Option<String>> {
        let held = <Ticket as Several>::load(visit, user.id)?;
        Ok(held.map(|count| format!("{count} in hand")))
    }

    fn whole(&self) -> Option<String> {
        Some(format!("/tickets/{}/edit", self.id))
    }
}
