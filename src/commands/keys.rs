//! Commands on what opens the data.

use std::path::PathBuf;

use clap::Subcommand;

use super::on_store::OnStore;
use super::{ask, place::Where};
use crate::{
    base::{Error, Moment, Result},
    commands::{config::Config, open},
    data::{KeyRing, Unlock, keys, rotate},
};

#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Write a new key file that opens the data too: print it and keep it in a safe.
    AddRecovery {
        /// Where to write it.
        file: PathBuf,
    },
    /// Let the holder of an age recipient (age1...) open the data.
    AddRecipient { name: String, recipient: String },
    /// List what opens the data.
    List,
    /// Take away what opens the data, by its name; snapshots from before still open with it.
    Remove { name: String },
    /// Encrypt the data anew under another key, while the server is stopped. What opens the data stays; close a way in that
    /// got into wrong hands first. Needs as much room on the disk as the data takes.
    Rotate,
}

pub fn run(at: &Where, command: &KeyCommand) -> Result<()> {
    let config = Config::load(&at.data)?;
    let unlock = open::unlock(at, &config)?;
    // Whoever lets others in shows that they are in themselves.
    let ring = KeyRing::open(&at.data, &unlock)?;
    match command {
        KeyCommand::AddRecovery { file } => {
            if file.exists() {
                return Err(Error::conflict(format!(
                    "{} is there already.",
                    file.display()
                )));
            }
            keys::write_key_file(file)?;
            let recipient = Unlock::key_file(file)?.recipient()?;
            let name = free_name(&ring);
            if let Err(error) = let_in(at, &unlock, &name, &recipient) {
                // It opens nothing, and would be taken for a key that does.
                std::fs::remove_file(file)?;
                return Err(error);
            }
            say!(
                "{} opens the data and its snapshots from now on, as {name}. Print it; keep it in a safe.",
                file.display()
            );
        }
        KeyCommand::AddRecipient { name, recipient } => {
            let_in(at, &unlock, name, recipient)?;
            say!("{name} can open the data and its snapshots from now on.");
        }
        KeyCommand::Remove { name } => {
            // Whoever takes one away shows another that stays; a server that has the data open looks after its own.
            ring.without(name, &[&unlock])?;
            let ask = OnStore::ShutOut { name: name.clone() };
            if ask::ask(&at.data, &ask)?.is_none() {
                keys::shut_out(&at.data, &unlock, name)?;
            }
            say!(
                "{name} opens the data no longer. Snapshots from before still open with it: take a new one, destroy the old ones if it got into wrong hands, and encrypt the data anew with atrium key rotate."
            );
        }
        KeyCommand::Rotate => {
            let done = rotate(&at.data, &unlock, Moment::now())?;
            say!(
                "The data is encrypted under another key: {} MB of records and {} files. Snapshots from before open with the key they were made under; take a new one, and destroy the old ones if that key may be known.",
                done.bytes >> 20,
                done.files
            );
        }
        KeyCommand::List => {
            for slot in ring.slots() {
                say!("{:<12} {}", slot.name, slot.recipient);
            }
        }
    }
    Ok(())
}

/// A recovery key never takes the place of one that lies in a safe.
fn free_name(ring: &KeyRing) -> String {
    let taken = |name: &str| ring.slots().iter().any(|slot| slot.name == name);
    let mut name = "recovery".to_owned();
    let mut number = 2;
    while taken(&name) {
        name = format!("recovery {number}");
        number += 1;
    }
    name
}

/// By the server that has the data open, so that its next snapshot can be opened too, or else by ourselves.
fn let_in(at: &Where, unlock: &Unlock, name: &str, recipient: &str) -> Result<()> {
    let ask = OnStore::LetIn {
        name: name.to_owned(),
        recipient: recipient.to_owned(),
    };
    match ask::ask(&at.data, &ask)? {
        Some(_) => Ok(()),
        None => keys::let_in(&at.data, unlock, name, recipient),
    }
}
