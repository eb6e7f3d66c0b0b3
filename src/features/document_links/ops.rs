//! The verbs of those who manage a document: make a link, revoke it. And the rules.

use super::{
    EDIT_RULES,
    actions::{MAKE, REVOKE},
    forms::{LinkForm, RulesForm},
    mark,
    record::{BY_DOCUMENT, DocumentLink, of_document},
    rules::{CurrentRules, LinkRules},
    usage::{BY_LINK, LinkUse, of_link},
};
use crate::{
    base::{Error, Id, Moment, Problems, Result},
    data::{Change, Record, Ref, Visit},
    features::{
        documents::{Document, Version, versions},
        people::User,
        sign_in,
    },
};

/// Links of one document at most, ended ones among them.
pub const MOST: usize = 200;

/// Makes a link; what stands in its address is given once. It is made within the deed, so that a retry is answered with the
/// same.
///
/// # Errors
/// Beside the fields, where the rules of the house say no.
pub fn make(visit: &Visit, id: Id<Document>, form: LinkForm) -> Result<(Id<DocumentLink>, String)> {
    let document: Document = visit.find(id)?;
    visit.demand_on(&MAKE, &document)?;
    document.must_be_live()?;
    let rules = visit.cached::<CurrentRules>()?;
    let mut problems = Problems::default();
    let last = rules.0.last_day(form.until, visit.today());
    let last = last.unwrap_or_else(|why| {
        problems.add("until", why);
        visit.today()
    });
    let all = versions(visit, &document)?;
    let mut given = all.last();
    if let Some(number) = form.only {
        given = all
            .iter()
            .find(|version| i64::try_from(version.number) == Ok(number));
        if given.is_none() {
            problems.add("only", format!("There is no version {number}."));
        }
    }
    let only = given.filter(|_| form.only.is_some());
    let only = only.map(|version| version.id);
    // It is tried before anybody is handed the address.
    if let Some(version) = given.filter(|_| form.watermark && !form.whom.is_empty()) {
        match mark::given(visit, version, &form.whom, visit.at) {
            Ok(_) => {}
            Err(Error::Conflict(why)) => problems.add("watermark", why),
            Err(other) => return Err(other),
        }
    }
    let password = match form.password.as_str() {
        "" => None,
        typed => match sign_in::check_shared_password(visit, "password", typed) {
            Ok(()) => Some(sign_in::hash_password(
                typed,
                &visit.store().keys().pepper(),
            )?),
            Err(Error::Invalid(why)) => {
                problems.add("password", why.to_string());
                None
            }
            Err(other) => return Err(other),
        },
    };
    if rules.0.needs_password && form.password.is_empty() {
        problems.add("password", "Every link has a password here. Choose one.");
    }
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    let until = Moment::at(last + 1, 0, &visit.tz);
    visit.act(MAKE, move |change| {
        let document = change.subject(id)?;
        document.must_be_live()?;
        let held = change.children::<DocumentLink>(BY_DOCUMENT, of_document(id))?;
        if held.len() >= MOST {
            return Err(Error::conflict(format!(
                "This document has {MOST} links already, more than anybody can watch over. Add it as a new document."
            )));
        }
        let token = sign_in::new_token();
        change.note(form.whom.clone());
        let link = change.insert(DocumentLink {
            document: id,
            only,
            whom: form.whom,
            hash: sign_in::hash_token(&token),
            password,
            until,
            most: form.most.and_then(|most| u32::try_from(most).ok()),
            watermark: form.watermark,
            by: Id::new(change.actor.person),
            at: change.at,
            ..DocumentLink::default()
        })?;
        change.insert(LinkUse {
            of: link.id,
            ..LinkUse::default()
        })?;
        Ok((link.id, token))
    })
}

/// Whether this person may do something to the document of a link, before anything else is looked at.
pub fn demand(visit: &Visit, id: Id<DocumentLink>, action: &crate::access::Action) -> Result<()> {
    let link: DocumentLink = visit.find(id)?;
    visit.demand_on(action, &link)
}

/// From now on there is nothing at its address.
pub fn revoke(visit: &Visit, id: Id<DocumentLink>) -> Result<()> {
    visit.act(REVOKE, move |change| {
        let mut link = change.subject(id)?;
        link.revoke(Id::<User>::new(change.actor.person), change.at)?;
        change.about(link.document.as_ref());
        change.note(link.whom.clone());
        change.put(&link)
    })
}

/// What was handed out by a link stays: whoever has it would find another file at its address, or nothing.
pub fn hung_on(change: &mut Change<'_, '_>, of: Ref) -> Result<Option<&'static str>> {
    let (document, version) = if of.kind == Document::KIND.code {
        (Some(Id::new(of.id)), None)
    } else if of.kind == Version::KIND.code {
        let version = change.was(Id::<Version>::new(of.id))?;
        (version.as_ref().map(|held| held.document), version)
    } else {
        (None, None)
    };
    let Some(document) = document else {
        return Ok(None);
    };
    let links = change.children::<DocumentLink>(BY_DOCUMENT, of_document(document))?;
    let hangs = |link: &DocumentLink| match &version {
        None => true,
        Some(version) => link.only == Some(version.id),
    };
    Ok(links.iter().any(hangs).then_some(
        "There is a link to it, so it stays. Archive the document, and the link opens nothing.",
    ))
}

/// Links go for good with the document whose time is over.
pub fn forget(change: &mut Change<'_, '_>, of: Ref) -> Result<()> {
    if of.kind != Document::KIND.code {
        return Ok(());
    }
    let key = of_document(Id::new(of.id));
    for link in change.children::<DocumentLink>(BY_DOCUMENT, key)? {
        for used in change.children::<LinkUse>(BY_LINK, of_link(link.id))? {
            let used = change.subject(used.id)?;
            change.forget(&used)?;
        }
        let link = change.subject(link.id)?;
        change.forget(&link)?;
    }
    Ok(())
}

pub fn put_rules(visit: &Visit, form: RulesForm) -> Result<()> {
    let days = |days: i64| i32::try_from(days).unwrap_or(1);
    visit.act(EDIT_RULES, move |change| {
        let mut held = change.only::<LinkRules>(form.version)?;
        held.days = days(form.days);
        held.longest = days(form.longest);
        held.needs_password = form.needs_password;
        change.put(&held)
    })
}
