//! Tokens for programs: made by their person, or from the server's shell; revoked by their person, and ended with whatever
//! ends everything that was opened with a password or a second factor.

use super::super::{
    Token,
    actions::{OWN_SECRET, OWN_TOKEN, OWN_WAY},
    forms::NewToken,
    login::LoginService,
    token::{self, TokenAccess, hash_token, new_token},
};
use crate::{
    access::Action,
    base::{Error, Id, Moment, Result, time},
    data::{Change, Key, Visit},
    features::{authority::Access, people::User},
};

/// A token of one's own. Its text is given once: it is made within the deed, so that a retry is answered with the same.
pub fn make_own_token(visit: &Visit, form: NewToken) -> Result<(Id<Token>, String)> {
    let me: Id<User> = Id::new(visit.actor.person);
    let access = visit.cached::<Access>()?;
    let whole = access.actor(me);
    // What was given less than its person has can't be used to get the rest.
    if whole.is_none_or(|(actor, _)| *actor != *visit.actor) {
        return Err(Error::Forbidden(
            "This token is for less than everything its person may, so it makes no others. Make one in the browser.".into(),
        ));
    }
    visit.act(OWN_TOKEN, move |change| {
        let known: Vec<&str> = change.actions().iter().map(Action::resource).collect();
        if let Some(area) = form
            .only
            .iter()
            .find(|area| !known.contains(&area.as_str()))
        {
            return Err(Error::field(
                "only",
                format!("{area} is no area of Atrium."),
            ));
        }
        let held = change
            .on_behalf(OWN_WAY)
            .children::<Token>(token::BY_USER, Key::new().id(me))?;
        let at = change.at;
        if held.iter().filter(|held| held.until > at).count() >= token::MOST {
            return Err(Error::conflict(format!(
                "You have {} tokens already. Revoke those that nothing uses.",
                token::MOST
            )));
        }
        let made = Token {
            user: me,
            name: form.name,
            until: at.plus(form.days * time::DAY),
            dangerous: form.access == TokenAccess::All,
            read_only: form.access == TokenAccess::Read,
            only: form.only,
            ..Token::default()
        };
        insert(change, made)
    })
}

fn insert(change: &mut Change<'_, '_>, made: Token) -> Result<(Id<Token>, String)> {
    change.event();
    change.about(made.user.as_ref());
    change.note(format!("Token {}", made.name));
    let text = format!("atr_{}", new_token());
    let made = Token {
        hash: hash_token(&text),
        made: Some(change.at),
        ..made
    };
    Ok((change.insert(made)?.id, text))
}

/// One's own; whoever has it comes in no more.
pub fn revoke_own_token(visit: &Visit, id: Id<Token>) -> Result<()> {
    let me: Id<User> = Id::new(visit.actor.person);
    visit.act(OWN_SECRET, move |change| {
        change.event();
        let held = change.on_behalf(OWN_WAY).find(id)?;
        let held = held.filter(|held| held.user == me).ok_or(Error::NotFound)?;
        change.about(me.as_ref());
        change.note(format!("Revoked token {}", held.name));
        change.delete(&held)
    })
}

/// From the server's shell: a token for programs; the text is returned once and only its hash is kept.
pub fn add_token(
    visit: &Visit,
    user: Id<User>,
    name: &str,
    days: i64,
    action: Action,
) -> Result<String> {
    add_token_for(visit, user, name, days, action, false)
}

/// How long a token from the shell may be valid.
const TOKEN_DAYS: std::ops::RangeInclusive<i64> = 1..=3650;

/// The same, saying whether it may do what a person is asked for fresh proof for.
pub fn add_token_for(
    visit: &Visit,
    user: Id<User>,
    name: &str,
    days: i64,
    action: Action,
    dangerous: bool,
) -> Result<String> {
    if !TOKEN_DAYS.contains(&days) {
        let (least, most) = (TOKEN_DAYS.start(), TOKEN_DAYS.end());
        return Err(Error::field(
            "days",
            format!("A token is valid for {least} to {most} days, not {days}."),
        ));
    }
    let made = Token {
        user,
        name: name.to_owned(),
        until: visit.at.plus(days * time::DAY),
        dangerous,
        ..Token::default()
    };
    visit.act(action, move |change| {
        insert(change, made).map(|(_, text)| text)
    })
}

/// Every hour: writes down when each was last used, and from where.
pub fn keep_used(visit: &Visit, doors: &LoginService) -> Result<()> {
    let used: Vec<(Id<Token>, Moment, String)> = doors.tokens_used();
    let newer = |(id, at, _): &(Id<Token>, Moment, String)| {
        let held = visit.find(*id).ok();
        held.is_some_and(|held| held.was_used_since(*at))
    };
    let used: Vec<_> = used.into_iter().filter(newer).collect();
    if used.is_empty() {
        return Ok(());
    }
    visit.act(super::super::actions::SIGN_IN, move |change| {
        change.event();
        change.note("Wrote down when tokens were last used");
        for (id, at, from) in used {
            let tokens = change.on_behalf("Atrium keeps when a token was last used");
            if let Some(mut token) = tokens.find(id)? {
                token.used = Some(at);
                token.used_from = from;
                change.put(&token)?;
            }
        }
        Ok(())
    })
}
