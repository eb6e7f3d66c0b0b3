//! Saving gateways, and trying them.

use crate::{
    base::{Error, Result, if_found},
    data::Visit,
    features::{
        gateways::{
            self, BY_PURPOSE, EDIT, Gateway, GatewaySecret, Purpose, SECRET_BY_PURPOSE, Tried,
            purpose_key,
        },
        inbox,
        mail::Secret,
        settings::CurrentSettings,
    },
};

use super::forms::GatewayForm;

/// The gateway as it is, or as it would begin.
pub fn held(visit: &Visit, purpose: Purpose) -> Result<Gateway> {
    visit.demand(&gateways::VIEW)?;
    let found = if_found(visit.find_by(BY_PURPOSE, purpose_key(purpose)))?;
    Ok(found.unwrap_or_else(|| Gateway::usual(purpose)))
}

/// Whether there is a secret for the server that is set.
pub fn has_secret(visit: &Visit, of: &Gateway) -> bool {
    let system = visit.unchecked_as_system("whether there is a secret, and nothing of it");
    let held = system.find_by::<GatewaySecret>(SECRET_BY_PURPOSE, purpose_key(of.purpose));
    held.is_ok_and(|held| held.account == of.account())
}

pub fn edit(visit: &Visit, purpose: Purpose, form: GatewayForm) -> Result<()> {
    let types = visit.store().service::<inbox::NoticeTypes>();
    let unknown = form.gateway.types.iter().find(|key| {
        types
            .as_ref()
            .is_some_and(|types| types.find(key).is_none())
    });
    if let Some(key) = unknown {
        let said = format!("There is nothing called {key} that people are told of.");
        return Err(Error::field("types", said));
    }
    visit.act(EDIT, move |change| {
        let key = || purpose_key(purpose);
        let there = change
            .unscoped("there is one of each kind, whoever sees it")
            .by_unique::<Gateway>(BY_PURPOSE, key())?;
        let mut held = match (there, form.version) {
            (Some(there), version) => change.subject_at(there.id, version)?,
            (None, None | Some(0)) => change.insert(Gateway::usual(purpose))?,
            (None, Some(_)) => return Err(Error::Stale),
        };
        let id = held.id;
        change.about(crate::data::Record::as_ref(&*held));
        *held = Gateway {
            id,
            version: held.version,
            purpose,
            ..form.gateway
        };
        const WITH_GATEWAY: &str = "a gateway's secret is changed with it";
        let secret = change
            .on_behalf(WITH_GATEWAY)
            .by_unique::<GatewaySecret>(SECRET_BY_PURPOSE, key())?;
        let account = held.account();
        if !form.secret.is_empty() {
            let mut secret = match secret {
                Some(secret) => secret,
                None => change.on_behalf(WITH_GATEWAY).insert(GatewaySecret {
                    purpose,
                    ..GatewaySecret::default()
                })?,
            };
            (secret.account, secret.secret) = (account, Secret(form.secret));
            change.put(&secret)?;
        } else if held.on
            && (held.headers.contains("{secret}") || held.body.contains("{secret}"))
            && secret.as_deref().is_none_or(|held| held.account != account)
        {
            return Err(Error::field(
                "secret",
                "A secret belongs to one server and goes to no other. Type the one for this, or take {secret} out.",
            ));
        }
        change.put(&held)
    })
}

/// A few words through the gateway: to one's own number, or to the other program.
pub fn test(visit: &Visit, purpose: Purpose) -> Result<Tried> {
    let to = inbox::phone_of(visit)?;
    if purpose == Purpose::Sms && to.is_empty() {
        return Err(Error::conflict(
            "The test goes to your own number. Type it among your notification choices first.",
        ));
    }
    let house = CurrentSettings::of(visit)?.0.name.clone();
    gateways::try_out(visit, purpose, &to, &house)
}
