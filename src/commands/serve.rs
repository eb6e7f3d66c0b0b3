//! Serving: opens the data, says where it is, takes snapshots on time, and closes cleanly.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use jiff::tz::TimeZone;

use super::{Listen, Where, config::Config, control, open};
use crate::{
    base::{Moment, Result},
    data::{Store, care},
    features::{self, administration, people},
    web::server::{Server, certificate, certificate_path},
};

/// `greeting` is printed once the address answers.
pub fn serve(at: &Where, listen: Listen, greeting: Option<String>) -> Result<()> {
    let logged = tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("ATRIUM_LOG")
                .unwrap_or_else(|_| "warn,atrium=info".into()),
        )
        .with_writer(std::io::stderr)
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
    let portal = listen.portal_listen.or(config.portal());
    let listen = listen.listen.unwrap_or(config.listen);
    store.lend(Arc::new(
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
    let shown = certificate(&at.data, &config.hosts)?;
    let server = Server::start(app, listen, portal, shown)?;
    control::listen(&at.data, &store)?;
    keep_snapshots(&store, config.tz())?;
    keep_deputies(&store, config.tz())?;
    look_after_files(&store)?;
    look_after_devices(&store)?;
    println!("Atrium serves https://{}", server.address);
    if let Some(portal) = server.portal {
        println!("Clients come by https://{portal}, where only the portal is.");
    }
    if store.cached::<people::Directory>()?.users.is_empty()
        && let Some(doors) = store.lent::<people::Doors>()
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
    store.close();
    Ok(())
}

/// Takes snapshots on time and drills one every night, as the settings say.
fn keep_snapshots(store: &Arc<Store>, tz: TimeZone) -> Result<()> {
    let weak = Arc::downgrade(store);
    std::thread::Builder::new()
        .name("snapshots".into())
        .spawn(move || {
            let mut rest = 60;
            loop {
                std::thread::sleep(Duration::from_secs(rest));
                let Some(store) = weak.upgrade() else { return };
                let kept = administration::when_due(&store, Moment::now(), &tz);
                // What fails now fails in a minute too, and a large house takes its time to find out.
                rest = if kept.is_ok() { 60 } else { 15 * 60 };
                if let Err(error) = kept {
                    tracing::error!(%error, "snapshots are not kept as they should be");
                }
            }
        })?;
    Ok(())
}

/// Tells when deputyships begin and end, once a minute.
fn keep_deputies(store: &Arc<Store>, tz: TimeZone) -> Result<()> {
    let weak = Arc::downgrade(store);
    std::thread::Builder::new()
        .name("deputies".into())
        .spawn(move || {
            loop {
                std::thread::sleep(Duration::from_secs(60));
                let Some(store) = weak.upgrade() else { return };
                if let Err(error) = features::departments::when_due(&store, Moment::now(), &tz) {
                    tracing::error!(%error, "deputyships could not be told");
                }
            }
        })?;
    Ok(())
}

/// Every hour: tells people of certificates that end, and writes down when devices were last seen.
fn look_after_devices(store: &Arc<Store>) -> Result<()> {
    let weak = Arc::downgrade(store);
    std::thread::Builder::new()
        .name("devices".into())
        .spawn(move || {
            let mut rest = 5;
            loop {
                std::thread::sleep(Duration::from_secs(rest * 60));
                rest = 60;
                let Some(store) = weak.upgrade() else { return };
                if let Err(error) = features::devices::tend(&store, Moment::now()) {
                    tracing::error!(%error, "devices could not be looked after");
                }
            }
        })?;
    Ok(())
}

/// Sweeps and scrubs when that is due, in a thread that rests more than it works.
fn look_after_files(store: &Arc<Store>) -> Result<()> {
    let weak = Arc::downgrade(store);
    std::thread::Builder::new()
        .name("files".into())
        .spawn(move || {
            let mut rest = 10;
            loop {
                std::thread::sleep(Duration::from_secs(rest * 60));
                rest = 60;
                let Some(store) = weak.upgrade() else { return };
                if let Err(error) = care::when_due(&store, Moment::now()) {
                    tracing::error!(%error, "the files could not be looked after");
                }
            }
        })?;
    Ok(())
}
