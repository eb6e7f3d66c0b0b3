//! What a browser is asked, as its interface takes it, and what is made of its answer.

use passki::{
    AuthenticationCredential, AuthenticationOptions, ClientData, Passki, RegistrationCredential,
    RegistrationOptions, ResidentKeyRequirement, StoredPasskey, UserVerificationRequirement,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{
    super::Credential,
    Purpose, Site, Spent,
    challenge::{self, LASTS},
    held::Passkey,
};
use crate::{
    base::{Error, Moment, Result},
    features::people::User,
};

/// More than this no answer is long.
const LONGEST: usize = 16 * 1024;
/// The longest name that a device may give a passkey.
const LONGEST_ID: usize = 1023;
/// The flag of what is signed that says a copy of the key lies elsewhere too.
const KEPT_ELSEWHERE: u8 = 0x10;

/// What a passkey signed, once its signature was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    pub id: String,
    /// The key it was checked with, which may be another by the time it is taken.
    pub key: String,
    pub counter: u32,
    pub synced: bool,
    pub spends: Spent,
}

/// A passkey that a device just made, and the challenge it was made with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    pub passkey: Passkey,
    pub spends: Spent,
}

fn party(site: &Site, house: &str) -> Passki {
    Passki::new(&site.name, &[site.origin.as_str()], house)
}

fn patience() -> u64 {
    u64::try_from(LASTS).unwrap_or_default()
}

/// Who somebody is to their devices: the same for all their passkeys, and nothing that says anything elsewhere.
fn handle(user: &User, pepper: &[u8; 32]) -> [u8; 32] {
    let key = blake3::derive_key("atrium 2026-11 passkey owner", pepper);
    *blake3::keyed_hash(&key, &user.id.raw().to_be_bytes()).as_bytes()
}

fn as_asked(site: &Site, options: impl Serialize, sealed: &[u8]) -> Result<Value> {
    let mut options = serde_json::to_value(options).map_err(Error::internal)?;
    options["challenge"] = Passki::base64_encode(sealed).into();
    Ok(json!({ "origin": site.origin, "publicKey": options }))
}

fn stored(held: &Passkey) -> Option<StoredPasskey> {
    let mut stored = StoredPasskey::default();
    stored.credential_id = Passki::base64_decode(&held.id).ok()?;
    stored.public_key = Passki::base64_decode(&held.key).ok()?;
    stored.algorithm = held.algorithm;
    stored.transports = serde_json::from_value(json!(held.transports)).unwrap_or_default();
    Some(stored)
}

/// Asks for a signature: of one of these passkeys, or, when there are none, of whichever the person picks.
pub fn offer<'a>(
    site: &Site,
    passkeys: impl Iterator<Item = &'a Passkey>,
    purpose: &Purpose<'_>,
    pepper: &[u8; 32],
    at: Moment,
) -> Result<Value> {
    let passkeys: Vec<StoredPasskey> = passkeys.filter_map(stored).collect();
    let (options, _) = party(site, "")
        .start_passkey_authentication(&passkeys, asked_of_all())
        .map_err(Error::internal)?;
    as_asked(site, options, &challenge::new(pepper, site, purpose, at))
}

fn asked_of_all() -> AuthenticationOptions {
    let mut options = AuthenticationOptions::default();
    options.timeout = patience();
    options.user_verification = UserVerificationRequirement::Required;
    options
}

/// Asks for a new passkey, on a device that has none of this person's yet.
pub fn offer_new(
    site: &Site,
    house: &str,
    (user, held): (&User, &Credential),
    purpose: &Purpose<'_>,
    pepper: &[u8; 32],
    at: Moment,
) -> Result<Value> {
    let there: Vec<StoredPasskey> = held.passkeys_at(site).filter_map(stored).collect();
    let mut options = RegistrationOptions::default();
    options.timeout = patience();
    options.resident_key = ResidentKeyRequirement::Required;
    options.user_verification = UserVerificationRequirement::Required;
    options.exclude_credentials = Some(&there);
    let (options, _) = party(site, house)
        .start_passkey_registration(&handle(user, pepper), &user.email, &user.name, options)
        .map_err(Error::internal)?;
    as_asked(site, options, &challenge::new(pepper, site, purpose, at))
}

/// The challenge that an answer says it is to.
fn challenge_in(client_data: &str) -> Option<Vec<u8>> {
    let said = ClientData::from_base64(client_data).ok()?;
    Passki::base64_decode(&said.challenge).ok()
}

/// What a browser sends, when it is no longer than such things are.
fn read_from<C: DeserializeOwned>(text: &str) -> Option<C> {
    let text = Some(text).filter(|text| text.len() <= LONGEST)?;
    serde_json::from_str(text).ok()
}

/// A signature as a browser sends it, read and not yet believed.
pub struct Answer {
    credential: AuthenticationCredential,
    challenge: Vec<u8>,
    spends: Spent,
}

impl Answer {
    /// Nothing when it can't be read, or is not to what was asked here and just now.
    pub fn read(
        text: &str,
        site: &Site,
        purpose: &Purpose<'_>,
        pepper: &[u8; 32],
        at: Moment,
    ) -> Option<Answer> {
        let credential: AuthenticationCredential = read_from(text)?;
        let challenge = challenge_in(&credential.response.client_data_json)?;
        let spends = challenge::check(pepper, site, purpose, &challenge, at)?;
        Some(Answer {
            credential,
            challenge,
            spends,
        })
    }

    /// Which passkey it says it is from.
    pub fn id(&self) -> &str {
        &self.credential.raw_id
    }

    /// Whether one of this person's passkeys signed it, at this site, having asked its person. The count is left to the
    /// transaction, which knows the newest.
    pub fn check(
        &self,
        site: &Site,
        (user, held): (&User, &Credential),
        pepper: &[u8; 32],
    ) -> Option<Signed> {
        let passkey = held.passkeys_at(site).find(|held| held.id == self.id())?;
        let party = party(site, "");
        let (_, mut state) = party
            .start_passkey_authentication(&[], asked_of_all())
            .ok()?;
        state.challenge.clone_from(&self.challenge);
        let seen = party
            .finish_passkey_authentication(&self.credential, &state, &stored(passkey)?)
            .ok()?;
        // Whoever was picked on the device is whose passkey it is.
        if seen
            .user_handle
            .is_some_and(|said| said != handle(user, pepper))
        {
            return None;
        }
        let signed = Passki::base64_decode(&self.credential.response.authenticator_data).ok()?;
        Some(Signed {
            id: passkey.id.clone(),
            key: passkey.key.clone(),
            counter: seen.counter,
            synced: signed.get(32)? & KEPT_ELSEWHERE != 0,
            spends: self.spends.clone(),
        })
    }
}

impl Made {
    /// What a device made when it was asked; nothing when it can't be read, or was made for something else.
    pub fn read(
        text: &str,
        site: &Site,
        purpose: &Purpose<'_>,
        pepper: &[u8; 32],
        at: Moment,
    ) -> Option<Made> {
        let credential: RegistrationCredential = read_from(text)?;
        let challenge = challenge_in(&credential.response.client_data_json)?;
        let spends = challenge::check(pepper, site, purpose, &challenge, at)?;
        let mut options = RegistrationOptions::default();
        options.user_verification = UserVerificationRequirement::Required;
        let party = party(site, "");
        let (offered, mut state) = party
            .start_passkey_registration(&[0; 32], "", "", options)
            .ok()?;
        state.challenge = challenge;
        let made = party
            .finish_passkey_registration(&credential, &state)
            .ok()?;
        let asked_for = |alg| {
            offered
                .pub_key_cred_params
                .iter()
                .any(|each| each.alg == alg)
        };
        if !asked_for(made.algorithm)
            || made.credential_id.is_empty()
            || made.credential_id.len() > LONGEST_ID
        {
            return None;
        }
        let transports = serde_json::to_value(&made.transports).ok()?;
        Some(Made {
            passkey: Passkey {
                id: Passki::base64_encode(&made.credential_id),
                site: site.name.clone(),
                key: Passki::base64_encode(&made.public_key),
                algorithm: made.algorithm,
                counter: made.counter,
                may_sync: made.be,
                synced: made.bs,
                transports: serde_json::from_value(transports).ok()?,
                since: at,
                ..Passkey::default()
            },
            spends,
        })
    }
}
