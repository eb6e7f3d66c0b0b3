//! What is owed, by how long it is due.

use crate::data::Key;

/// Where a sum of what is open counts: in which currency, whose it is, and when it is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    pub currency: String,
    pub client: u64,
    pub due: i64,
}

impl Owed {
    pub fn key(&self) -> Key {
        Key::new()
            .text(&self.currency)
            .number(self.client)
            .signed(self.due)
    }

    /// As a key says it; None for what is none.
    pub(super) fn read(bytes: &[u8]) -> Option<Owed> {
        let end = bytes.iter().position(|byte| *byte == 0)?;
        let currency = String::from_utf8(bytes.get(..end)?.to_vec()).ok()?;
        let (client, rest) = bytes.get(end + 1..)?.split_first_chunk::<8>()?;
        let due = u64::from_be_bytes(rest.try_into().ok()?) ^ (1 << 63);
        Some(Owed {
            currency,
            client: u64::from_be_bytes(*client),
            due: i64::from_ne_bytes(due.to_ne_bytes()),
        })
    }
}
