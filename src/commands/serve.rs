//! Serving: opens the data, says where it is, has what is periodic done, and closes cleanly: first the doors, then what
//! Atrium does by itself, at last the store.

use std::{net::SocketAddr, path::Path, sync::Arc};

use super::place::{Listen, Where};
use crate::{
    base::{Moment, Result},
    commands::{config::Config, control, logs, open},
    data::Visit,
    extract::Worker,
    features::{self, administration, authority, clocks, people, sign_in},
    jobs::{Supervisor, egress::tell_manager, schedule},
    web::server::{Server, pair},
};

/// `greeting` is printed once the address answers.
pub fn serve(at: &Where, listen: Listen, greeting: Option<String>) -> Result<()> {
    let config = Config::load(&at.data)?;
    let lines = logs::begin(config.log_format);
    let made = open::prepare(at, &config)?;
    let store = open::open(at, &config)?;
    store.provide(lines);
    if made && at.passphrase_file.is_none() {
        eprintln!(
            "The data's key is {}. Keep a copy away from this server: without it nobody can read the data.",
            open::key_path(at, &config).display()
        );
    }
    if !config.breached_passwords.is_empty() {
        let path = Path::new(&config.breached_passwords);
        store.provide(Arc::new(sign_in::Breached::open(path)?));
    }
    match Worker::of_this_program() {
        Ok(worker) => store.provide(Arc::new(worker.walled(config.read_only_walled))),
        Err(error) => tracing::error!(%error, "documents are not read"),
    }
    let portal = listen.portal_listen.or(config.portal());
    let listen = listen.listen.unwrap_or(config.listen);
    store.provide(Arc::new(administration::Keeper::new(
        config.snapshots_folder(&at.data),
        open::unlock(at, &config)?,
        config.snapshot_hours,
        config.snapshot_keep,
        Moment::now(),
    )));
    let all: Vec<SocketAddr> = portal.into_iter().chain([listen]).collect();
    let app = features::app(store.clone(), config.front(&all));
    let got = authority::keep_up(&Visit::system(&store, Moment::now(), config.tz()))?;
    clocks::keep_up(&Visit::system(&store, Moment::now(), config.tz()))?;
    if !got.is_empty() {
        say!(
            "Roles that got new permissions, as shipped: {}",
            got.join(", ")
        );
    }
    pair::make_where_none(&at.data, &config.hosts, Moment::now())?;
    let server = Server::start(app, listen, portal, &at.data)?;
    if let Some(why) = server.certificate.validity().refused(Moment::now()) {
        tracing::error!(
            why,
            "browsers refuse the certificate; put a new pair into tls/ of the data folder"
        );
    }
    if let Some(jobs) = store.service::<Supervisor>() {
        control::listen(&at.data, &jobs)?;
        for periodic in features::schedules() {
            jobs.add(schedule(periodic));
        }
    }
    say!("Atrium serves https://{}", server.address);
    if let Some(portal) = server.portal {
        say!("Clients come by https://{portal}, where only the portal is.");
    }
    if store.cached::<people::Directory>()?.users.is_empty()
        && let Some(doors) = store.service::<sign_in::LoginService>()
    {
        say!("The house is empty. Open https://{}/set-up", server.address);
        say!(
            "Set-up token (valid for an hour): {}",
            doors.open_set_up(Moment::now())
        );
    }
    if let Some(greeting) = greeting {
        say!("{greeting}");
    }
    tell_manager("READY=1\nSTATUS=Atrium serves.");
    server.say_that_it_lives();
    server.wait()?;
    tell_manager("STOPPING=1");
    eprintln!("Stopping.");
    server.stop();
    Supervisor::stop_all(&store);
    store.close();
    Ok(())
}
