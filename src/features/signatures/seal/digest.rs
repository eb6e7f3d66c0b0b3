//! The digest of what is sealed.

use data_encoding::HEXLOWER;

use aws_lc_rs::digest::{Context, SHA256};

/// SHA-256, in hexadecimal.
pub fn hash(bytes: &[u8]) -> String {
    hash_of(&[bytes])
}

pub fn hash_of(parts: &[&[u8]]) -> String {
    HEXLOWER.encode(&digest_of(parts))
}

pub fn digest_of(parts: &[&[u8]]) -> Vec<u8> {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(part);
    }
    context.finish().as_ref().to_vec()
}
