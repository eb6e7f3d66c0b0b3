//! The verbs of proofing: comment, answer, settle, decide.

use super::{
    actions::{COMMENT, DECIDE, SETTLE},
    decision::{self, Decision, Verdict},
    forms::{AnswerForm, DecisionForm, PinForm},
    notices,
    pin::{self, Answer, MOST, Pin, Settled},
};
use crate::{
    access::Tier,
    base::{Error, Id, Result, text},
    data::{Change, Record, Ref, Visit},
    features::{
        documents::{Document, Shown, Version},
        inbox,
        people::User,
    },
};

/// What can be pointed at.
pub fn is_shown(version: &Version) -> bool {
    matches!(
        Shown::of(&version.media_type),
        Some(Shown::Picture | Shown::Pdf)
    )
}

const MOVED_ON: &str = "There is a newer version of this document. Open it, and say it there; what was said so far stays with this one.";

/// Puts a comment on a place of the newest version.
pub fn pin(visit: &Visit, id: Id<Document>, form: PinForm) -> Result<Id<Pin>> {
    visit.act(COMMENT, move |change| {
        let document = change.subject(id)?;
        document.must_be_live()?;
        let newest = change.load(&*document, |document| document.newest)?;
        if form.of.is_some_and(|of| i64::try_from(newest.number) != Ok(of)) {
            return Err(Error::conflict(MOVED_ON));
        }
        let shown = Shown::of(&newest.media_type);
        match shown {
            Some(Shown::Pdf) => {}
            Some(Shown::Picture) if form.page == 1 => {}
            Some(Shown::Picture) => return Err(Error::field("page", "A picture has one page.")),
            _ => {
                return Err(Error::conflict(
                    "Comments are put on pictures and on pages of a PDF. Say it below the document.",
                ));
            }
        }
        let key = pin::of_document(id);
        let last = change
            .unscoped("a number is given once, whoever sees the others")
            .last_child::<Pin>(pin::BY_DOCUMENT, key)?;
        let number = last.map_or(0, |last| last.number) + 1;
        if number > MOST {
            return Err(Error::conflict(
                "This document has as many comments as one can have. Add it as a new document.",
            ));
        }
        let small = |value: i64| u16::try_from(value).unwrap_or_default();
        let author = Id::<User>::new(change.actor.person);
        let made = change.insert(Pin {
            document: id,
            of: newest.id,
            number,
            x: small(form.x),
            y: small(form.y),
            page: small(form.page),
            text: form.text,
            staff_only: form.staff_only && change.actor.tier != Tier::Client,
            by: author,
            at: change.at,
            ..Pin::default()
        })?;
        let told = format!(
            "Comment {number} on {}: {}",
            document.name,
            text::shorten(&made.text, 120)
        );
        tell_others(change, &made, document.owner, &told)?;
        Ok(made.id)
    })
}

/// Whoever wrote there hears of what is added, each in the notice that is for them.
fn tell_others(change: &mut Change<'_, '_>, pin: &Pin, owner: Id<User>, told: &str) -> Result<()> {
    let mut people = vec![pin.by, owner];
    people.extend(pin.answers.iter().map(|answer| answer.by));
    people.sort_unstable_by_key(|person| person.raw());
    people.dedup();
    for person in people {
        let known = change
            .unscoped("who is told is found out by their tier")
            .find(person)?;
        let of = match known {
            // What staff say among themselves a client isn't told of.
            Some(user) if user.tier == Tier::Client && pin.staff_only => continue,
            Some(user) if user.tier == Tier::Client => &notices::ANSWERED,
            Some(_) => &notices::SAID,
            None => continue,
        };
        inbox::notify(change, person, of, pin.as_ref(), told)?;
    }
    Ok(())
}

/// Answers a comment.
pub fn answer(visit: &Visit, id: Id<Pin>, form: AnswerForm) -> Result<()> {
    visit.act(COMMENT, move |change| {
        let mut pin = change.subject(id)?;
        let document = change.load(&*pin, |pin| pin.document)?;
        document.must_be_live()?;
        pin.answer(Answer {
            by: Id::new(change.actor.person),
            at: change.at,
            text: form.text.clone(),
        })?;
        change.about(document.id.as_ref());
        change.put(&pin)?;
        let told = format!(
            "Answer to comment {} on {}: {}",
            pin.number,
            document.name,
            text::shorten(&form.text, 120)
        );
        tell_others(change, &pin, document.owner, &told)
    })
}

/// Settles a comment, or opens it again.
pub fn settle(visit: &Visit, id: Id<Pin>, settled: bool) -> Result<()> {
    visit.act(SETTLE, move |change| {
        let mut pin = change.subject(id)?;
        let document = change.load(&*pin, |pin| pin.document)?;
        document.must_be_live()?;
        let by = Id::new(change.actor.person);
        let at = change.at;
        pin.settle(settled.then_some(Settled { by, at }))?;
        change.about(document.id.as_ref());
        change.put(&pin)
    })
}

/// Takes down what a person of the client says of the version that they were shown.
///
/// # Errors
/// `Conflict` when there is a newer one, or other bytes.
pub fn decide(visit: &Visit, id: Id<Document>, form: DecisionForm) -> Result<Id<Decision>> {
    visit.act(DECIDE, move |change| {
        let document = change.subject(id)?;
        if change.actor.tier != Tier::Client {
            return Err(Error::Forbidden(
                "The client's people decide on a draft, in their portal.".into(),
            ));
        }
        document.must_be_live()?;
        let newest = change.load(&*document, |document| document.newest)?;
        let same = i64::try_from(newest.number) == Ok(form.of) && newest.file.name == form.file;
        if !same {
            return Err(Error::conflict(MOVED_ON));
        }
        if !is_shown(&newest) {
            return Err(Error::conflict(
                "This is no draft that can be looked at here.",
            ));
        }
        let made = change.insert(Decision {
            document: id,
            of: newest.id,
            number: newest.number,
            file: form.file,
            verdict: form.verdict,
            words: form.words,
            by: Id::new(change.actor.person),
            at: change.at,
            ..Decision::default()
        })?;
        change.note(made.words.clone());
        let told = match made.verdict {
            Verdict::Approved => format!("{} is approved, version {}", document.name, made.number),
            _ => format!(
                "Changes are wanted on {}, version {}: {}",
                document.name,
                made.number,
                text::shorten(&made.words, 120)
            ),
        };
        inbox::notify(
            change,
            document.owner,
            &notices::DECIDED,
            made.id.as_ref(),
            told,
        )?;
        Ok(made.id)
    })
}

/// A draft stays that somebody commented on or decided over.
pub fn hung_on(change: &mut Change<'_, '_>, of: Ref) -> Result<Option<&'static str>> {
    if of.kind != Version::KIND.code {
        return Ok(None);
    }
    let id = Id::<Version>::new(of.id);
    // As it was: by the time that this is asked, the deed has taken it away.
    let Some(version) = change.was(id)? else {
        return Ok(None);
    };
    let key = decision::of_document(version.document);
    let decided = change.children::<Decision>(decision::BY_DOCUMENT, key)?;
    if decided.iter().any(|held| held.of == id) {
        return Ok(Some(
            "The client decided over this version, so it stays. Add another one.",
        ));
    }
    let key = pin::of_document(version.document);
    let said = change.children::<Pin>(pin::BY_DOCUMENT, key)?;
    Ok(said
        .iter()
        .any(|pin| pin.of == id)
        .then_some("There are comments on this version, so it stays. Add another one."))
}

/// What was said goes for good with the document whose time is over.
pub fn forget(change: &mut Change<'_, '_>, of: Ref) -> Result<()> {
    if of.kind != Document::KIND.code {
        return Ok(());
    }
    let id = Id::new(of.id);
    for pin in change.children::<Pin>(pin::BY_DOCUMENT, pin::of_document(id))? {
        let pin = change.subject(pin.id)?;
        change.forget(&pin)?;
    }
    let key = decision::of_document(id);
    for made in change.children::<Decision>(decision::BY_DOCUMENT, key)? {
        let made = change.subject(made.id)?;
        change.forget(&made)?;
    }
    Ok(())
}
