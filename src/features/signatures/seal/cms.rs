//! The seal itself: signed data (RFC 5652) over the hash of what it covers, with the certificate of the house, and with that
//! certificate's hash among what is signed (CAdES, RFC 5035), so that no other can be put in its place.
//!
//! Written by hand because it is a few nested sequences.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, UnparsedPublicKey};
use x509_parser::{certificate::X509Certificate, parse_x509_certificate};

use super::{SealKey, digest::digest_of};
use crate::base::{
    Error, Result,
    der::{INSIDE, INTEGER, OBJECT, OCTETS, SEQUENCE, SET, Value, all, first, number, object, tlv},
};

/// Object identifiers, in DER without the tag.
mod oid {
    pub const SIGNED_DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
    pub const DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";
    pub const CONTENT_TYPE: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03";
    pub const MESSAGE_DIGEST: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04";
    pub const SIGNING_CERTIFICATE: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x2f";
    pub const SHA256: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x02\x01";
    /// On the signature itself (RFC 3161, appendix A).
    pub const TIME_STAMP: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x0e";
    pub const ECDSA_WITH_SHA256: &[u8] = b"\x2a\x86\x48\xce\x3d\x04\x03\x02";
}

/// What is found when a seal is held against a file and the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// It is the house's, and what it covers is as it was sealed.
    Holds,
    /// It is the house's, and what it covers was changed since.
    Altered,
    /// It is somebody else's, or none.
    Others,
}

fn certificate(der: &[u8]) -> Result<X509Certificate<'_>> {
    let read = parse_x509_certificate(der).map_err(Error::internal)?;
    Ok(read.1)
}

fn attribute(id: &[u8], value: Vec<u8>) -> Vec<u8> {
    all(SEQUENCE, &[object(id), tlv(SET, &value)])
}

/// What is signed, in the one order that there is.
fn attributes(certificate: &[u8], digest: &[u8]) -> Vec<u8> {
    let hash = tlv(OCTETS, &digest_of(&[certificate]));
    let named = all(SEQUENCE, &[all(SEQUENCE, &[all(SEQUENCE, &[hash])])]);
    let mut each = [
        attribute(oid::CONTENT_TYPE, object(oid::DATA)),
        attribute(oid::MESSAGE_DIGEST, tlv(OCTETS, digest)),
        attribute(oid::SIGNING_CERTIFICATE, named),
    ];
    each.sort();
    each.concat()
}

/// What a signer has beside what is signed.
const BESIDE: u8 = 0xa1;

/// `stamp` gives a time stamp on the signature, where there is one.
pub fn sign(
    key: &SealKey,
    digest: &[u8],
    stamp: impl FnOnce(&[u8]) -> Option<Vec<u8>>,
) -> Result<Vec<u8>> {
    let read = certificate(&key.certificate)?;
    let signed = attributes(&key.certificate, digest);
    let signature = key.sign(&tlv(SET, &signed))?;
    let sha256 = || all(SEQUENCE, &[object(oid::SHA256)]);
    let whose = all(
        SEQUENCE,
        &[
            read.tbs_certificate.issuer.as_raw().to_vec(),
            tlv(INTEGER, read.tbs_certificate.raw_serial()),
        ],
    );
    let mut signer = vec![
        number(1),
        whose,
        sha256(),
        tlv(INSIDE, &signed),
        all(SEQUENCE, &[object(oid::ECDSA_WITH_SHA256)]),
        tlv(OCTETS, &signature),
    ];
    if let Some(token) = stamp(&signature) {
        signer.push(tlv(BESIDE, &attribute(oid::TIME_STAMP, token)));
    }
    let signer = all(SEQUENCE, &signer);
    let data = all(
        SEQUENCE,
        &[
            number(1),
            all(SET, &[sha256()]),
            all(SEQUENCE, &[object(oid::DATA)]),
            tlv(INSIDE, &key.certificate),
            all(SET, &[signer]),
        ],
    );
    Ok(all(
        SEQUENCE,
        &[object(oid::SIGNED_DATA), tlv(INSIDE, &data)],
    ))
}

/// Holds a seal against the house's certificate and the hash of what it should cover.
pub fn look(key: &SealKey, seal: &[u8], digest: &[u8]) -> Seen {
    let Some((signed, signature)) = signer_of(seal) else {
        return Seen::Others;
    };
    let Ok(read) = certificate(&key.certificate) else {
        return Seen::Others;
    };
    let public = &read.public_key().subject_public_key.data;
    let public = UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, public.as_ref());
    let said = tlv(SET, signed);
    if public.verify(&said, signature).is_err() {
        return Seen::Others;
    }
    // The house signed exactly this, or the same of another file.
    match signed == attributes(&key.certificate, digest) {
        true => Seen::Holds,
        false => Seen::Altered,
    }
}

/// What the one signer signed, and the signature; None for what is no such seal.
fn signer_of(seal: &[u8]) -> Option<(&[u8], &[u8])> {
    let (whole, rest) = first(seal)?;
    if !rest.is_empty() {
        return None;
    }
    let [kind, content] = sequence(whole)?[..] else {
        return None;
    };
    if kind.of(OBJECT)? != oid::SIGNED_DATA {
        return None;
    }
    let (data, rest) = first(content.of(INSIDE)?)?;
    if !rest.is_empty() {
        return None;
    }
    let parts = sequence(data)?;
    let signers = parts.last()?;
    signers.of(SET)?;
    let [signer] = signers.inside()?[..] else {
        return None;
    };
    let parts = sequence(signer)?;
    let [_, _, _, signed, _, signature, ref beside @ ..] = parts[..] else {
        return None;
    };
    if beside.len() > 1 || beside.iter().any(|part| part.tag != BESIDE) {
        return None;
    }
    Some((signed.of(INSIDE)?, signature.of(OCTETS)?))
}

fn sequence(value: Value<'_>) -> Option<Vec<Value<'_>>> {
    value.of(SEQUENCE)?;
    value.inside()
}
