//! What of a lead is changed where it stands.

use super::{
    Lead,
    actions::{ASSIGN, EDIT, RECEIVE},
    forms::{Assign, LeadForm},
    lead, ops,
};
use crate::{
    base::Result,
    data::{Field, Key, Visit},
    features::{
        people::{Directory, User},
        records::{self, Holders, InPlace, Way},
    },
    web::Filled,
};

impl InPlace for Lead {
    fn ways() -> Vec<Way<Lead>> {
        vec![
            Way::new(
                "change",
                EDIT,
                &[
                    "company",
                    "contact",
                    "email",
                    "phone",
                    "website",
                    "city",
                    "source",
                    "categories",
                    "wish",
                    "value",
                    "follow_up",
                ],
                records::filled::<Lead, LeadForm>,
                ops::edit,
            ),
            Way::new(
                "give",
                ASSIGN,
                &["owner"],
                |_, lead| {
                    Ok(Filled::<Assign>::blank(&[(
                        "owner",
                        lead.owner.to_string(),
                    )]))
                },
                ops::assign,
            ),
        ]
    }

    fn people(&self, visit: &Visit, _: &Field) -> Result<Holders> {
        let names = Directory::of(visit)?;
        let ids = |users: Vec<&User>| users.iter().map(|user| user.id).collect::<Vec<_>>();
        let staff = names.staff();
        let sells = |user: &&&User| user.departments.contains(&self.department);
        let selling = staff.iter().filter(sells).copied().collect();
        Ok(Holders::default()
            .group(
                "Sales agents",
                ids(names.on_duty_in(&RECEIVE, self.department)),
            )
            .group("Others in the department", ids(selling))
            .group("Everyone else", ids(staff)))
    }

    fn load(visit: &Visit, user: &User) -> Result<Option<String>> {
        let open = visit.tally::<Lead>(lead::OPEN, Key::new().id(user.id))?;
        Ok(Some(format!("{open} open")))
    }

    fn whole(&self) -> Option<String> {
        Some(format!("/leads/{}/edit", self.id))
    }
}
