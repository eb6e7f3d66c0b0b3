//! Proof that it is still the same person, before a deed that could be turned against the house.

use super::{
    Credential, Session,
    actions::PROVE,
    credential::{self},
    login::LoginService,
    opening::Verdict,
    passkey::{Answer, Purpose, Site, Taken},
    password_hash::password_fits,
    second_factor::{CODES, COPIED, Shown, warn_of_copy},
    throttle::Knock,
    token::{hash_token, new_token},
    ways::held_credential,
};
use crate::{
    base::{Error, Id, Result},
    data::{Key, Visit},
    features::people::User,
    web::proof::SECRET,
};

const PROVED: &str = "whoever proves themselves opens their own session further";

impl LoginService {
    /// Proof that it is still the same person: their password, or a code. It holds for ten minutes, and the session's
    /// token is another one from then on.
    pub fn prove(&self, visit: &Visit, secret: &str) -> Result<String> {
        let pepper = visit.store().keys().pepper();
        self.proved(visit, |held, _| {
            let by_password = password_fits(secret, Some(&held.password), &pepper)?;
            Ok((by_password, Shown::Typed(secret.to_owned())))
        })
    }

    /// The same by a passkey.
    pub fn prove_by_passkey(&self, visit: &Visit, site: &Site, answer: &str) -> Result<String> {
        let pepper = visit.store().keys().pepper();
        let me = visit.own(Id::new(visit.actor.person))?;
        self.proved(visit, |held, session| {
            let purpose = Purpose::Proof {
                session: session.raw(),
            };
            let answer = Answer::read(answer, site, &purpose, &pepper, visit.at);
            let signed = answer.and_then(|answer| answer.check(site, (&me, held), &pepper));
            Ok((false, Shown::Signed(signed)))
        })
    }

    fn proved(
        &self,
        visit: &Visit,
        show: impl FnOnce(&Credential, Id<Session>) -> Result<(bool, Shown)>,
    ) -> Result<String> {
        let me: Id<User> = Id::new(visit.actor.person);
        let session: Id<Session> = visit.origin.session.map(Id::new).ok_or(Error::SignedOut)?;
        let knock = Knock::Code {
            user: me.raw(),
            // Nobody comes here without a session: a stranger's noise is counted apart.
            known_device: Some("signed in"),
        };
        self.let_in(&knock, visit.at)?;
        let system =
            visit.unchecked_as_system("Atrium compares passwords and codes; nobody reads them");
        let held = system.find_by::<Credential>(credential::BY_USER, Key::new().id(me))?;
        let pepper = visit.store().keys().pepper();
        let (by_password, shown) = show(&held, session)?;
        if by_password && system.find(session)?.owes_factor(&held) {
            return Err(Error::field(
                SECRET,
                "You have a second factor and did not show it in this session. Type a code of your authenticator or a recovery code, or use a passkey.",
            ));
        }
        let wrong = shown.wrong_proof();
        let token = new_token();
        let hash = hash_token(&token);
        let right = visit.act(PROVE, move |change| {
            change.event();
            let at = change.at;
            let mut held = change
                .on_behalf(PROVED)
                .find(session)?
                .ok_or(Error::SignedOut)?;
            let mut credential = held_credential(change, me, PROVED)?;
            let taken = match by_password {
                true => Taken::Right,
                false => shown.take(&mut credential, at, &pepper)?,
            };
            if taken != Taken::Wrong {
                change.put(&credential)?;
            }
            if taken == Taken::Right {
                held.hash = hash;
                held.proved = at;
                held.failed_codes = 0;
                if !by_password {
                    held.by_code = Some(true);
                }
                change.put(&held)?;
                return Ok(Verdict::Right);
            }
            if taken == Taken::Copied {
                change.about(me.as_ref());
                warn_of_copy(change, me)?;
            }
            change.note(match taken {
                Taken::Copied => COPIED,
                _ => "Wrong password, code or passkey",
            });
            held.failed_codes += 1;
            if held.failed_codes >= CODES {
                change.delete(&held)?;
                return Ok(Verdict::Over);
            }
            change.put(&held)?;
            Ok(Verdict::Wrong)
        })?;
        match right {
            Verdict::Right => {
                self.throttle().right(&knock);
                Ok(token)
            }
            Verdict::Wrong => Err(wrong),
            Verdict::Over => Err(Error::SignedOut),
        }
    }
}
