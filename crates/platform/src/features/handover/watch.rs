//! What holds at the end of every command, whatever deed it was, Undo as well: nobody goes while something is open in
//! their name, and nothing open is put into the hands of somebody who has gone.

use super::{
    holding::{counted, kinds},
    ops,
};
use crate::{
    base::{Error, Id, Result},
    data::{Change, Deriving, Record, Ref},
    features::people::User,
};

pub fn derive(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    for of in touched {
        if of.kind == User::KIND.code {
            gone(change, Id::new(of.id))?;
        } else if let Some(kind) = kinds().iter().find(|kind| kind.code == of.kind) {
            for person in (kind.fresh)(change, of.id)? {
                if let Some(user) = change.find(person)?
                    && user.inactive
                {
                    return Err(Error::conflict(format!(
                        "{} is inactive and can't take work over. Choose somebody who works here.",
                        user.name
                    )));
                }
            }
        }
    }
    Ok(())
}

fn gone(change: &mut Change<'_, '_>, id: Id<User>) -> Result<()> {
    let Some(user) = change.find(id)? else {
        return Ok(());
    };
    let went = user.inactive && change.was(id)?.is_some_and(|was| !was.inactive);
    if !went {
        return Ok(());
    }
    let held = ops::held(change, id)?;
    if held.is_empty() {
        return Ok(());
    }
    Err(Error::conflict(format!(
        "{} still holds {}. Say who takes it over first.",
        user.name,
        counted(&held)
    )))
}
