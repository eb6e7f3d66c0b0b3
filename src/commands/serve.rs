//! Serving: opens the data, says where it is, has what is periodic done, and closes cleanly: first the doors, then what
//! Atrium does by itself, at last the store.

use std::{net::SocketAddr, path::Path, sync::Arc};

use tracing_subscriber::{
    filter::{LevelFilter, Targets},
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

use crate::{
    base::{Moment, Result},
    commands::{Listen, Where, config::Config, control, open},
    data::Visit,
    features::{self, administration, authority, people, sign_in},
    jobs::{Supervisor, schedule},
    web::server::{Server, TlsFiles, certificate_path},
};

/// `greeting` is printed once the address answers.
pub fn serve(at: &Where, listen: Listen, greeting: Option<String>) -> Result<()> {
    let logged = tracing_subscriber::registry()
        .with(levels(std::env::var("ATRIUM_LOG").ok().as_deref()))
        .with(tracing_subscriber::fmt::layer().with_writer(std::io::stderr))
        .try_init();
    if let Err(error) = logged {
        eprintln!("atrium: logging was set up already: {error}");
    }
    let config = Config::load(&at.data)?;
    let made = open::prepare(at, &config)?;
    let store = open::open(at, &config)?;
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
    let portal = listen.portal_listen.or(config.portal());
    let listen = listen.listen.unwrap_or(config.listen);
    store.provide(Arc::new(
        administration::Keeper::new(
            config.snapshots_folder(&at.data),
            open::unlock(at, &config)?,
            config.snapshot_hours,
            config.snapshot_keep,
            Moment::now(),
        )
        .serving(certificate_path(&at.data)),
    ));
    let all: Vec<SocketAddr> = portal.into_iter().chain([listen]).collect();
    let app = features::app(store.clone(), config.front(&all));
    let got = authority::keep_up(&Visit::system(&store, Moment::now(), config.tz()))?;
    if !got.is_empty() {
        println!(
            "Roles that got new permissions, as shipped: {}",
            got.join(", ")
        );
    }
    let files = TlsFiles::new(&at.data, &config.hosts);
    let server = Server::start(app, listen, portal, files)?;
    if let Some(jobs) = store.service::<Supervisor>() {
        control::listen(&at.data, &jobs)?;
        for periodic in features::schedules() {
            jobs.add(schedule(periodic));
        }
    }
    println!("Atrium serves https://{}", server.address);
    if let Some(portal) = server.portal {
        println!("Clients come by https://{portal}, where only the portal is.");
    }
    if store.cached::<people::Directory>()?.users.is_empty()
        && let Some(doors) = store.service::<sign_in::LoginService>()
    {
        println!("The house is empty. Open https://{}/set-up", server.address);
        println!(
            "Set-up token (valid for an hour): {}",
            doors.open_set_up(Moment::now())
        );
    }
    if let Some(greeting) = greeting {
        println!("{greeting}");
    }
    use std::io::Write;
    std::io::stdout().flush()?;
    server.wait()?;
    eprintln!("Stopping.");
    server.stop();
    Supervisor::stop_all(&store);
    store.close();
    Ok(())
}

/// What is written to the log: `warn,atrium=info` unless something readable is asked for.
fn levels(asked: Option<&str>) -> Targets {
    let usual = || {
        Targets::new()
            .with_default(LevelFilter::WARN)
            .with_target("atrium", LevelFilter::INFO)
    };
    asked
        .and_then(|text| text.parse().ok())
        .unwrap_or_else(usual)
}

#[cfg(test)]
mod tests {
    use tracing::Level;

    use super::*;

    #[test]
    fn the_log_says_what_it_is_asked_for() {
        let says = |asked: Option<&str>, target: &str, level: Level| {
            levels(asked).would_enable(target, &level)
        };
        assert!(says(None, "atrium::web", Level::INFO) && says(None, "redb", Level::WARN));
        assert!(!says(None, "atrium::web", Level::DEBUG) && !says(None, "redb", Level::INFO));
        assert!(says(Some("debug"), "redb", Level::DEBUG));
        let some = Some("error,atrium=info,atrium::data=trace");
        assert!(says(some, "atrium::data::engine", Level::TRACE));
        assert!(!says(some, "atrium::web", Level::DEBUG) && !says(some, "redb", Level::WARN));
        assert!(says(Some("atrium=loud"), "atrium", Level::INFO));
    }
}
