//! The words that whoever signs agrees to.

/// What everybody agrees to who signs; it stands on the certificate.
pub const CONSENT: &str = "I have read the document and agree to sign it electronically. My typed name or my drawing is my signature.";
