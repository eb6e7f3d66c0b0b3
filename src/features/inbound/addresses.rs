//! Where the mailbox and what came in stand.

/// The mailbox, among the settings.
pub const MAILBOX_AT: &str = "/settings/mail/inbound";
/// What came in.
pub const RECEIVED_AT: &str = "/mail/received";
