//! What a command wants of the store, done here or by the server that has it open.

use serde::{Deserialize, Serialize};

use clap::Subcommand;

use std::path::PathBuf;

#[derive(Debug, Subcommand, Serialize, Deserialize)]
pub enum Journal {
    /// Walk the whole chain; with a checkpoint, also that nothing before it was cut or rewritten.
    Verify {
        #[arg(long)]
        since: Option<PathBuf>,
        /// An exported copy (JSONL) to check instead, on whatever machine it lies: no data and no key are needed.
        #[arg(long)]
        copy: Option<PathBuf>,
        /// The signing key that a copy has to be signed with, as `atrium journal key` and every checkpoint say it.
        #[arg(long, requires = "copy")]
        key: Option<String>,
    },
    /// Print the key that signs the journal, to keep elsewhere: a copy is held against it.
    Key,
    /// Print a signed checkpoint to keep elsewhere.
    Checkpoint,
}

#[derive(Debug, Subcommand, Serialize, Deserialize)]
pub enum User {
    /// Add a person; prints the link with which they choose their password.
    Add {
        #[arg(long)]
        email: String,
        #[arg(long)]
        name: String,
        /// Role keys, such as team-lead.
        #[arg(long)]
        role: Vec<String>,
        /// Department keys, such as web.
        #[arg(long)]
        department: Vec<String>,
        #[arg(long, default_value = "employee")]
        tier: String,
    },
    /// Bring in people of another system with the bcrypt hashes of their passwords, which hold until their first
    /// sign-in. Says what it would do; does it with --write.
    Import {
        /// Lines of JSON (mongoexport), a list of JSON, or CSV: email, name, password (the hash), role.
        file: PathBuf,
        #[arg(long, default_value = "employee")]
        tier: String,
        /// Role keys for whoever the file gives none that is known here; staff, or client, when none is named.
        #[arg(long)]
        role: Vec<String>,
        /// The company's number, such as CL-101, for people of a client.
        #[arg(long)]
        client: Option<String>,
        #[arg(long)]
        write: bool,
        /// What stands in the file: the server need not be able to read it.
        #[arg(skip)]
        text: String,
    },
    /// Print a new link to choose a password.
    ResetPassword { email: String },
    /// Let a person enrol a new second factor.
    ResetTotp { email: String },
    /// Let an inactive person in again.
    Unlock { email: String },
    /// When the superadmin can't come in: close their ways in and print a single-use link, or appoint another. It asks
    /// for the house's name, is journaled as what it is, and every admin is told.
    BreakGlass {
        /// The house's name as its settings have it; asked for when it isn't given.
        #[arg(long)]
        house: Option<String>,
        /// Why, for the journal.
        #[arg(long)]
        reason: String,
        /// Which superadmin, when there are several.
        #[arg(long)]
        email: Option<String>,
        /// Make this person superadmin instead.
        #[arg(long, conflicts_with = "email")]
        appoint: Option<String>,
        /// Close the accounts of the former superadmins when another is appointed.
        #[arg(long, requires = "appoint")]
        close_former: bool,
    },
}

#[derive(Debug, Subcommand, Serialize, Deserialize)]
pub enum Token {
    /// Print a token that does what its person may.
    Create {
        #[arg(long)]
        user: String,
        #[arg(long, default_value_t = 30)]
        days: i64,
        #[arg(long, default_value = "command line")]
        name: String,
        /// Leave out what a person is asked to prove anew who they are for: roles, others' accounts, the sign-in
        /// policy, downloading snapshots.
        #[arg(long)]
        #[serde(default)]
        everyday: bool,
    },
}

#[derive(Debug, Subcommand, Serialize, Deserialize)]
pub enum Entry {
    /// Take the rules on countries and devices away, for a house that shut itself out.
    Open,
}

/// What the server does for the shell, or the shell by itself.
#[derive(Debug, Serialize, Deserialize)]
pub enum OnStore {
    Journal(Journal),
    User(User),
    Token(Token),
    Entry(Entry),
    Search(super::search::Search),
    Snapshot {
        to: PathBuf,
        json: bool,
        /// How many the configuration keeps, where it is the folder that the server keeps them in.
        keep: Option<u32>,
    },
    /// Whoever holds the identity behind the recipient may open the data.
    LetIn {
        name: String,
        recipient: String,
    },
    /// What is called so opens the data no longer.
    ShutOut {
        name: String,
    },
    ImportRoom {
        file: PathBuf,
        key: Option<String>,
    },
    Doctor,
}
