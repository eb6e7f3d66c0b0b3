//! The master key and who can open it. One random key; a derived key per purpose; wrapped once per slot
//! to an age recipient. A key file, a systemd credential and a printed recovery key are age identities;
//! a passphrase becomes one through argon2id. Rewrapping never rewrites data. Pages and files have a key of their own from
//! their first rotation on (`rotate`), wrapped beside the master key.

mod ways;

use std::{
    fs,
    io::{Read, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use age::{secrecy::ExposeSecret, x25519};
use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{
    filesystem::{FileSystem, OsFileSystem, folder_of, write_file},
    swap,
};
use crate::{
    base::{Error, Result},
    data::journal::unhex,
};

pub use ways::{let_in, shut_out};

pub const FILE: &str = "keys.json";

/// What the operator has in hand to open the master key.
#[derive(Clone)]
pub enum Unlock {
    /// The text of an age identity: key file, credential or recovery key.
    Identity(Zeroizing<String>),
    Passphrase(Zeroizing<String>),
}

impl Unlock {
    pub fn key_file(path: &Path) -> Result<Unlock> {
        let text = fs::read_to_string(path).map_err(|e| {
            Error::Unavailable(format!(
                "The key file {} can't be read: {e}",
                path.display()
            ))
        })?;
        let identity = text
            .lines()
            .map(str::trim)
            .find(|line| line.starts_with("AGE-SECRET-KEY-"))
            .ok_or_else(|| {
                Error::Unavailable(format!(
                    "{} holds no key. A key file has a line that starts with AGE-SECRET-KEY-.",
                    path.display()
                ))
            })?;
        Ok(Unlock::Identity(Zeroizing::new(identity.to_owned())))
    }

    pub fn passphrase(text: &str) -> Unlock {
        Unlock::Passphrase(Zeroizing::new(text.to_owned()))
    }

    /// The public half (age1...) of a key: what lets its holder in.
    pub fn recipient(&self) -> Result<String> {
        let identities = self.identities(&[])?;
        identities
            .first()
            .map(|identity| identity.to_public().to_string())
            .ok_or_else(|| Error::conflict("A passphrase has no public half."))
    }

    /// The age identities to try, given the salts that slots name.
    fn identities(&self, slots: &[Slot]) -> Result<Vec<x25519::Identity>> {
        match self {
            Unlock::Identity(text) => {
                Ok(vec![text.parse::<x25519::Identity>().map_err(|e| {
                    Error::Unavailable(format!("The key is not readable: {e}"))
                })?])
            }
            Unlock::Passphrase(text) => slots
                .iter()
                .filter_map(|slot| slot.salt.as_deref())
                .filter_map(unhex::<16>)
                .map(|salt| stretch(text, &salt))
                .collect(),
        }
    }
}

/// One way to open the master key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Slot {
    /// What the operator calls it: key file, passphrase, recovery.
    pub name: String,
    pub recipient: String,
    /// For a passphrase: the salt of argon2id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salt: Option<String>,
    /// The master key, age-encrypted to the recipient. Left out of a snapshot's open header.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub wrapped: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct KeysFile {
    format: u32,
    slots: Vec<Slot>,
}

/// The master key, and who can open it. Copies share the slots: whom one lets in, all let in.
#[derive(Clone)]
pub struct KeyRing {
    master: Zeroizing<[u8; 32]>,
    /// What pages and files are encrypted under; derived from the master key until it is rotated.
    data: Option<Zeroizing<[u8; 32]>>,
    slots: Arc<Mutex<Vec<Slot>>>,
}

impl KeyRing {
    pub fn exists(folder: &Path) -> bool {
        folder.join(FILE).exists()
    }

    /// A new master key that this identity or passphrase opens; it is stored nowhere yet.
    pub(super) fn generate(name: &str, unlock: &Unlock) -> Result<KeyRing> {
        let mut master = Zeroizing::new([0u8; 32]);
        random(&mut *master);
        let ring = KeyRing {
            master,
            data: None,
            slots: Arc::default(),
        };
        ring.add(name, unlock)?;
        Ok(ring)
    }

    /// For tests and the crash simulator: a ring that is stored nowhere.
    pub fn in_memory(master: [u8; 32]) -> KeyRing {
        KeyRing {
            master: Zeroizing::new(master),
            data: None,
            slots: Arc::default(),
        }
    }

    /// The same master key with another for the data, wrapped for all who could open it before.
    pub(super) fn with_new_data_key(&self) -> Result<KeyRing> {
        let mut data = Zeroizing::new([0u8; 32]);
        random(&mut *data);
        let ring = KeyRing {
            master: self.master.clone(),
            data: Some(data),
            slots: Arc::default(),
        };
        for slot in self.slots() {
            ring.add_recipient(&slot.name, &slot.recipient, slot.salt)?;
        }
        Ok(ring)
    }

    /// What is wrapped: the master key, and the data's where that is another.
    fn secret(&self) -> Zeroizing<Vec<u8>> {
        let mut secret = Zeroizing::new(self.master.to_vec());
        if let Some(data) = &self.data {
            secret.extend_from_slice(&**data);
        }
        secret
    }

    /// Opens the keys of the house in `folder`; a restore or a rotation that was interrupted there is finished first.
    pub fn open(folder: &Path, unlock: &Unlock) -> Result<KeyRing> {
        KeyRing::open_on(&OsFileSystem, folder, unlock)
    }

    /// The same where the files are given: the crash simulator's way in.
    pub fn open_on(disk: &dyn FileSystem, folder: &Path, unlock: &Unlock) -> Result<KeyRing> {
        swap::resume(disk, folder)?;
        KeyRing::read(disk, folder, unlock)
    }

    /// The same for whoever has the folder locked.
    pub(super) fn open_locked(
        disk: &dyn FileSystem,
        folder: &Path,
        unlock: &Unlock,
    ) -> Result<KeyRing> {
        swap::resume_locked(disk, folder)?;
        KeyRing::read(disk, folder, unlock)
    }

    fn read(disk: &dyn FileSystem, folder: &Path, unlock: &Unlock) -> Result<KeyRing> {
        let path = folder.join(FILE);
        let text = disk.read(&path).map_err(|e| {
            Error::Unavailable(format!("The keys in {} can't be read: {e}", path.display()))
        })?;
        let file: KeysFile = serde_json::from_slice(&text).map_err(|e| {
            Error::Unavailable(format!(
                "{} is damaged: {e}. Bring it back from a copy of the folder, or restore the newest snapshot, which holds it: atrium snapshot restore --help",
                path.display()
            ))
        })?;
        KeyRing::from_slots(file.slots, unlock)
    }

    pub(super) fn from_slots(slots: Vec<Slot>, unlock: &Unlock) -> Result<KeyRing> {
        for identity in unlock.identities(&slots)? {
            for slot in &slots {
                if let Some((master, data)) = unwrap(&slot.wrapped, &identity) {
                    return Ok(KeyRing {
                        master,
                        data,
                        slots: Arc::new(Mutex::new(slots)),
                    });
                }
            }
        }
        let names: Vec<&str> = slots.iter().map(|slot| slot.name.as_str()).collect();
        Err(Error::Unavailable(format!(
            "This key does not open the data. It can be opened with: {}. Name the right one as key_file in the configuration or with --key-file; if keys.json was damaged, bring it back from a copy, or restore the newest snapshot, which holds it.",
            names.join(", ")
        )))
    }

    /// Lets another identity or passphrase open the data.
    pub fn add(&self, name: &str, unlock: &Unlock) -> Result<()> {
        let (recipient, salt) = match unlock {
            Unlock::Identity(_) => (unlock.identities(&[])?[0].to_public(), None),
            Unlock::Passphrase(text) => {
                let mut salt = [0u8; 16];
                random(&mut salt);
                (
                    stretch(text, &salt)?.to_public(),
                    Some(HEXLOWER.encode(&salt)),
                )
            }
        };
        self.add_recipient(name, &recipient.to_string(), salt)
    }

    /// Lets whoever holds the identity behind `recipient` (age1...) open the data.
    pub fn add_recipient(&self, name: &str, recipient: &str, salt: Option<String>) -> Result<()> {
        let to: x25519::Recipient = recipient
            .parse()
            .map_err(|e| Error::conflict(format!("{recipient} is not an age recipient: {e}")))?;
        let slot = Slot {
            name: name.to_owned(),
            recipient: recipient.to_owned(),
            salt,
            wrapped: HEXLOWER.encode(&encrypt_to(&[to], &self.secret())?),
        };
        let mut slots = self.held();
        slots.retain(|slot| slot.name != name);
        slots.push(slot);
        Ok(())
    }

    pub fn save(&self, folder: &Path) -> Result<()> {
        self.save_on(&OsFileSystem, folder)
    }

    pub(super) fn save_on(&self, disk: &dyn FileSystem, folder: &Path) -> Result<()> {
        disk.create_folder(folder)?;
        let file = KeysFile {
            // An older program would take the data for damaged.
            format: if self.data.is_some() { 2 } else { 1 },
            slots: self.slots(),
        };
        let text = serde_json::to_vec_pretty(&file).map_err(Error::internal)?;
        disk.replace(&folder.join(FILE), &text)?;
        Ok(())
    }

    fn held(&self) -> MutexGuard<'_, Vec<Slot>> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn slots(&self) -> Vec<Slot> {
        self.held().clone()
    }

    fn derive<const N: usize>(&self, purpose: &str) -> [u8; N] {
        derived(&self.master, purpose)
    }

    /// What pages and files are encrypted under.
    fn of_data(&self) -> &[u8; 32] {
        self.data.as_ref().unwrap_or(&self.master)
    }

    /// What tells the key of the data from another, and nothing else of it.
    pub(in crate::data) fn mark(&self) -> String {
        let mark: [u8; 16] = derived(self.of_data(), "mark of the data's key");
        HEXLOWER.encode(&mark)
    }

    pub(super) fn database(&self) -> [u8; 64] {
        derived(self.of_data(), "database pages, AES-256-XTS")
    }

    /// What names files in the vault: keyed, so that a name confirms nothing to who has the disk.
    pub(super) fn file_names(&self) -> [u8; 32] {
        self.derive("vault names, BLAKE3 keyed")
    }

    pub(super) fn vault(&self) -> Result<x25519::Identity> {
        identity_from(&derived(self.of_data(), "vault files, age X25519"))
    }

    /// What the files of the search index are sealed under. With another key for the data the index is made anew.
    pub(super) fn search(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(derived(self.of_data(), "search index, AES-256-GCM"))
    }

    /// What encrypts secrets inside records (TOTP seeds), beyond the disk's encryption.
    pub fn pepper(&self) -> [u8; 32] {
        self.derive("passwords, argon2 secret")
    }

    /// What requests are hashed under where they are told apart: somebody may have typed a password into one.
    pub fn requests(&self) -> [u8; 32] {
        self.derive("requests, BLAKE3 keyed")
    }

    /// What is answered to retries is sealed under this, with what the client called the request.
    pub fn answers(&self) -> [u8; 32] {
        self.derive("answers to retries, BLAKE3 keyed")
    }

    /// What the key of the authority that issues device certificates is made from. It is stored nowhere; a number that
    /// makes no key is passed over by asking for the next.
    pub fn device_authority(&self, number: u8) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.derive(&format!("device certificates, P-256, {number}")))
    }

    /// What the key is made from by which push services know the house. It is stored nowhere; a number that makes no key
    /// is passed over by asking for the next.
    pub fn web_push(&self, number: u8) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.derive(&format!("web push, P-256, {number}")))
    }

    pub fn signing(&self) -> SigningKey {
        SigningKey::from_bytes(&self.derive("journal checkpoints, Ed25519"))
    }

    /// The public half, as checkpoints name it.
    pub fn verifying(&self) -> String {
        HEXLOWER.encode(self.signing().verifying_key().as_bytes())
    }
}

/// Whom something is encrypted to that these slots open.
pub(super) fn recipients(slots: &[Slot]) -> Result<Vec<x25519::Recipient>> {
    slots
        .iter()
        .map(|slot| slot.recipient.parse().map_err(Error::internal))
        .collect()
}

fn derived<const N: usize>(key: &[u8; 32], purpose: &str) -> [u8; N] {
    let mut out = [0; N];
    blake3::Hasher::new_derive_key(&format!("atrium 2026-11 {purpose}"))
        .update(key)
        .finalize_xof()
        .fill(&mut out);
    out
}

/// The age identities that open something made for these slots.
pub(super) fn identities(slots: &[Slot], unlock: &Unlock) -> Result<Vec<x25519::Identity>> {
    unlock.identities(slots)
}

/// Writes a new key file, readable by its owner only.
pub fn write_key_file(path: &Path) -> Result<PathBuf> {
    let identity = x25519::Identity::generate();
    let text = format!(
        "# Atrium key. Whoever has this file and the data can read everything. Keep a copy away from the server.\n# public key: {}\n{}\n",
        identity.to_public(),
        identity.to_string().expose_secret()
    );
    OsFileSystem.create_folder(folder_of(path))?;
    write_file(path, text.as_bytes())?;
    Ok(path.to_owned())
}

/// Fills with bytes of the operating system's generator; without one nothing here is safe, so it stops.
pub fn random(out: &mut [u8]) {
    getrandom::fill(out).expect("the operating system gives random bytes");
}

fn stretch(passphrase: &str, salt: &[u8; 16]) -> Result<x25519::Identity> {
    let params = argon2::Params::new(64 * 1024, 3, 1, Some(32)).map_err(Error::internal)?;
    let argon = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
    let mut out = Zeroizing::new([0u8; 32]);
    argon
        .hash_password_into(passphrase.as_bytes(), salt, &mut *out)
        .map_err(Error::internal)?;
    identity_from(&out)
}

/// An age identity is 32 bytes in Bech32 with the prefix AGE-SECRET-KEY-.
fn identity_from(bytes: &[u8; 32]) -> Result<x25519::Identity> {
    let hrp = bech32::Hrp::parse("age-secret-key-").map_err(Error::internal)?;
    let text = Zeroizing::new(
        bech32::encode_upper::<bech32::Bech32>(hrp, bytes).map_err(Error::internal)?,
    );
    text.parse().map_err(Error::internal)
}

fn encrypt_to(recipients: &[x25519::Recipient], plain: &[u8]) -> Result<Vec<u8>> {
    let encryptor =
        age::Encryptor::with_recipients(recipients.iter().map(|r| r as &dyn age::Recipient))
            .map_err(Error::internal)?;
    let mut out = Vec::new();
    let mut writer = encryptor.wrap_output(&mut out)?;
    writer.write_all(plain)?;
    writer.finish()?;
    Ok(out)
}

type Key = Zeroizing<[u8; 32]>;

/// The master key, and the data's where it was wrapped beside it.
fn unwrap(wrapped: &str, identity: &x25519::Identity) -> Option<(Key, Option<Key>)> {
    let bytes = HEXLOWER_PERMISSIVE.decode(wrapped.as_bytes()).ok()?;
    let decryptor = age::Decryptor::new(&bytes[..]).ok()?;
    let mut reader = decryptor
        .decrypt(std::iter::once(identity as &dyn age::Identity))
        .ok()?;
    let mut secret = Zeroizing::new(Vec::with_capacity(64));
    reader.read_to_end(&mut secret).ok()?;
    let key = |bytes: &[u8]| Some(Zeroizing::new(<[u8; 32]>::try_from(bytes).ok()?));
    match secret.len() {
        32 => Some((key(&secret)?, None)),
        64 => Some((key(&secret[..32])?, Some(key(&secret[32..])?))),
        _ => None,
    }
}
