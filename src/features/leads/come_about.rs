//! How leads come about, and how one is found to be known.

use super::{
    actions::CREATE,
    alike::phone_key,
    forms::{LeadForm, NewLead},
    lead,
    lead::Lead,
};
use crate::{
    base::{Day, Error, Id, Problems, Result, text},
    data::{Change, Held, Key, Visit},
    features::{
        people::{Department, Directory},
        records::Import,
    },
};

/// The department that sells.
pub fn sales(visit: &Visit) -> Result<Id<Department>> {
    let names = Directory::of(visit)?;
    Ok(names
        .department_by_key("sales")
        .map(|d| d.id)
        .unwrap_or_default())
}

/// A follow-up is something to come; one that stands there already may have passed.
pub(super) fn must_come(day: Option<Day>, held: Option<Day>, today: Day) -> Result<()> {
    match day {
        Some(day) if day < today && held != Some(day) => Err(Error::field(
            "follow_up",
            "Next follow-up has passed already. Choose today or later.",
        )),
        _ => Ok(()),
    }
}

pub fn create(visit: &Visit, new: NewLead) -> Result<Id<Lead>> {
    create_by(visit, new, None)
}

/// The same by an import, if it came by one.
pub(super) fn create_by(
    visit: &Visit,
    new: NewLead,
    import: Option<Id<Import>>,
) -> Result<Id<Lead>> {
    let made = create_all(visit, vec![new], import)?;
    made.first().copied().ok_or(Error::NotFound)
}

/// Several in one deed: all or none, and one Undo takes all back.
pub(super) fn create_all(
    visit: &Visit,
    all: Vec<NewLead>,
    import: Option<Id<Import>>,
) -> Result<Vec<Id<Lead>>> {
    for new in &all {
        must_come(new.lead.follow_up, None, visit.today())?;
    }
    let department = sales(visit)?;
    visit.act(CREATE, move |change| {
        let mut made = Vec::new();
        for new in all {
            must_be_new(change, &new)?;
            made.push(insert(change, new.lead, department, import)?.id);
        }
        Ok(made)
    })
}

/// Within another room's deed that makes a lead of something; whether its person may make leads is asked before it.
///
/// # Errors
/// As for one that is made by hand: of one like it there is already, the number is told.
pub fn come_about(
    change: &mut Change<'_, '_>,
    new: NewLead,
    department: Id<Department>,
) -> Result<Id<Lead>> {
    must_be_new(change, &new)?;
    Ok(insert(change, new.lead, department, None)?.id)
}

/// Of one like it that lies out of sight its number is told, and nothing else.
pub fn must_be_new(change: &mut Change<'_, '_>, new: &NewLead) -> Result<()> {
    let like = match new.despite {
        true => None,
        false => duplicate(change, &new.lead)?,
    };
    let Some(like) = like else {
        return Ok(());
    };
    let words = match change.sees(&like)? {
        true => format!(
            "{} {} looks like the same. Open it, or add this one all the same.",
            like.id, like.company
        ),
        false => format!(
            "{} has the same e-mail, phone or company, and is others' to see. Ask who leads sales, or add this one all the same.",
            like.id
        ),
    };
    let mut problems = Problems::default();
    problems.add("company", words);
    problems.add(
        "despite",
        "Say yes here, and it is added although there is one like it.",
    );
    Err(Error::Invalid(problems))
}

pub fn insert(
    change: &mut Change<'_, '_>,
    form: LeadForm,
    department: Id<Department>,
    import: Option<Id<Import>>,
) -> Result<Held<Lead>> {
    let at = change.at;
    let mut lead = Lead {
        owner: Id::new(change.actor.person),
        department,
        import,
        created_at: at,
        entered: at,
        ..Lead::default()
    };
    fill(&mut lead, form);
    lead.recompute(at);
    change.insert(lead)
}

pub fn fill(lead: &mut Lead, form: LeadForm) {
    lead.company = form.company;
    lead.contact = form.contact;
    lead.email = form.email;
    lead.phone = form.phone;
    lead.website = form.website;
    lead.city = form.city;
    lead.source = form.source;
    lead.categories = form.categories;
    lead.wish = form.wish;
    lead.value = form.value;
    lead.follow_up = form.follow_up;
}

/// A lead with the same e-mail, phone, or name of the company.
pub fn duplicate(change: &mut Change<'_, '_>, form: &LeadForm) -> Result<Option<Lead>> {
    let mut like = Vec::new();
    let mut all = change.unscoped("a company is taken up once, whoever sees its lead");
    if !form.email.is_empty() {
        like.extend(all.children::<Lead>(lead::BY_EMAIL, Key::new().text(&form.email))?);
    }
    if phone_key(&form.phone).len() >= 7 {
        like.extend(
            all.children::<Lead>(lead::BY_PHONE, Key::new().text(&phone_key(&form.phone)))?,
        );
    }
    like.extend(all.children::<Lead>(
        lead::BY_COMPANY,
        Key::new().text(&text::fold(&form.company)),
    )?);
    Ok(like.into_iter().next())
}
