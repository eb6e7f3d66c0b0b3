//! Time stamps (RFC 3161) on a seal: asked of an authority outside, held against what was asked, and read. Written by hand as
//! the seal itself is; nothing here connects to anything.

use aws_lc_rs::{
    digest,
    signature::{
        ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA384_ASN1, ECDSA_P384_SHA256_ASN1,
        ECDSA_P384_SHA384_ASN1, ECDSA_P521_SHA512_ASN1, RSA_PKCS1_2048_8192_SHA256,
        RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, UnparsedPublicKey,
        VerificationAlgorithm,
    },
};
use x509_parser::parse_x509_certificate;

use super::{digest_of, hash};
use crate::{
    base::{
        Moment,
        der::{
            INSIDE, INTEGER, NULL, OBJECT, OCTETS, SEQUENCE, SET, Value, all, first, number,
            object, tlv,
        },
        time,
    },
    data::keys,
    extract::SEAL_ROOM,
};

const BOOLEAN: u8 = 0x01;
const GENERALIZED_TIME: u8 = 0x18;

mod oid {
    pub const SIGNED_DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
    pub const TIME_STAMP_INFO: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x04";
    pub const MESSAGE_DIGEST: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04";
    /// Which certificate a signer means (RFC 5035), and as it was said before (RFC 2634).
    pub const SIGNING_CERTIFICATE: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x2f";
    pub const SIGNING_CERTIFICATE_SHA1: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x0c";
    pub const SHA256: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x02\x01";
    pub const SHA384: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x02\x02";
    pub const SHA512: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x02\x03";
}

/// How far an authority's clock may be from the house's.
const APART: i64 = time::DAY;
/// The longest token that finds its place beside the house's own certificate.
const LONGEST: usize = SEAL_ROOM - (4 << 10);

/// What is asked of an authority: a stamp on the signature of a seal.
pub struct Asked {
    /// As it is sent (`application/timestamp-query`).
    pub query: Vec<u8>,
    imprint: Vec<u8>,
    nonce: [u8; 8],
}

/// A stamp that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// As it stands in the seal.
    pub token: Vec<u8>,
    pub at: Moment,
    /// What the authority's certificate calls it.
    pub by: String,
    /// SHA-256 of that certificate.
    pub certificate: String,
}

impl Asked {
    pub fn of(signature: &[u8]) -> Asked {
        let mut nonce = [0u8; 8];
        keys::random(&mut nonce);
        // Positive and of full length, so that it is written one way only.
        nonce[0] = nonce[0] & 0x3f | 0x40;
        let imprint = digest_of(&[signature]);
        let sha256 = all(SEQUENCE, &[object(oid::SHA256), tlv(NULL, &[])]);
        let query = all(
            SEQUENCE,
            &[
                number(1),
                all(SEQUENCE, &[sha256, tlv(OCTETS, &imprint)]),
                tlv(INTEGER, &nonce),
                // With its certificate, so that whoever has the file needs nothing else.
                tlv(BOOLEAN, &[0xff]),
            ],
        );
        Asked {
            query,
            imprint,
            nonce,
        }
    }

    /// Reads an answer, and holds it against what was asked.
    ///
    /// # Errors
    /// Why it is no stamp on this, in words.
    pub fn read(&self, answer: &[u8], at: Moment) -> Result<Stamp, String> {
        let unread = || "what it answered can’t be read".to_owned();
        let (status, token) = answered(answer).ok_or_else(unread)?;
        if !matches!(status, [0 | 1]) {
            return Err("it refused".into());
        }
        let token = token.ok_or_else(unread)?;
        if token.len() > LONGEST {
            return Err("its stamp is larger than its place in a seal".into());
        }
        let signed = Signed::of(token).ok_or_else(unread)?;
        let info = Info::of(signed.info).ok_or_else(unread)?;
        if info.imprint != self.imprint {
            return Err("its stamp is of something else".into());
        }
        if info.nonce != Some(&self.nonce[..]) {
            return Err("its stamp answers another question".into());
        }
        if (info.at.0 - at.0).abs() > APART {
            return Err("its clock is more than a day from ours".into());
        }
        let (by, certificate) = signed
            .signer()
            .ok_or("its stamp isn’t signed as a time-stamp authority signs")?;
        Ok(Stamp {
            token: token.to_vec(),
            at: info.at,
            by,
            certificate,
        })
    }
}

fn sequence<'a>(value: &Value<'a>) -> Option<Vec<Value<'a>>> {
    value.of(SEQUENCE)?;
    value.inside()
}

/// The status of an answer, and the token where there is one.
fn answered(answer: &[u8]) -> Option<(&[u8], Option<&[u8]>)> {
    let (whole, rest) = first(answer)?;
    if !rest.is_empty() {
        return None;
    }
    let parts = sequence(&whole)?;
    let status = sequence(parts.first()?)?;
    let status = status.first()?.of(INTEGER)?;
    Some((status, parts.get(1).map(|token| token.whole)))
}

/// What is signed in a token, and by whom.
struct Signed<'a> {
    info: &'a [u8],
    certificates: Vec<&'a [u8]>,
    digest: &'a [u8],
    attributes: &'a [u8],
    signature: &'a [u8],
}

impl<'a> Signed<'a> {
    fn of(token: &'a [u8]) -> Option<Signed<'a>> {
        let (whole, rest) = first(token)?;
        if !rest.is_empty() {
            return None;
        }
        let [kind, content] = sequence(&whole)?[..] else {
            return None;
        };
        if kind.of(OBJECT)? != oid::SIGNED_DATA {
            return None;
        }
        let parts = sequence(&first(content.of(INSIDE)?)?.0)?;
        let [kind, content] = sequence(parts.get(2)?)?[..] else {
            return None;
        };
        if kind.of(OBJECT)? != oid::TIME_STAMP_INFO {
            return None;
        }
        let (info, _) = first(content.of(INSIDE)?)?;
        let held = parts.iter().skip(3).find(|part| part.tag == INSIDE)?;
        let certificates = held.inside()?;
        let signers = parts.last()?;
        signers.of(SET)?;
        let [signer] = signers.inside()?[..] else {
            return None;
        };
        let signer = sequence(&signer)?;
        let [_, _, digest, attributes, _, signature, ..] = signer[..] else {
            return None;
        };
        Some(Signed {
            info: info.of(OCTETS)?,
            certificates: certificates.iter().map(|held| held.whole).collect(),
            digest: sequence(&digest)?.first()?.of(OBJECT)?,
            attributes: attributes.of(INSIDE)?,
            signature: signature.of(OCTETS)?,
        })
    }

    /// What the authority's certificate calls it and the certificate's hash, where its signature holds.
    fn signer(&self) -> Option<(String, String)> {
        let (hashed, ways): (_, [&'static dyn VerificationAlgorithm; 3]) = match self.digest {
            oid::SHA256 => (
                &digest::SHA256,
                [
                    &RSA_PKCS1_2048_8192_SHA256,
                    &ECDSA_P256_SHA256_ASN1,
                    &ECDSA_P384_SHA256_ASN1,
                ],
            ),
            oid::SHA384 => (
                &digest::SHA384,
                [
                    &RSA_PKCS1_2048_8192_SHA384,
                    &ECDSA_P384_SHA384_ASN1,
                    &ECDSA_P256_SHA384_ASN1,
                ],
            ),
            oid::SHA512 => (
                &digest::SHA512,
                [
                    &RSA_PKCS1_2048_8192_SHA512,
                    &ECDSA_P521_SHA512_ASN1,
                    &RSA_PKCS1_2048_8192_SHA512,
                ],
            ),
            _ => return None,
        };
        let info = digest::digest(hashed, self.info);
        if self.said(oid::MESSAGE_DIGEST)?.of(OCTETS)? != info.as_ref() {
            return None;
        }
        let said = tlv(SET, self.attributes);
        for der in &self.certificates {
            let Ok((_, read)) = parse_x509_certificate(der) else {
                continue;
            };
            let stamps = read.extended_key_usage().ok().flatten();
            if !stamps.is_some_and(|usage| usage.value.time_stamping) || !self.means(der) {
                continue;
            }
            let public = read.public_key().subject_public_key.data.as_ref();
            let holds = ways.iter().any(|way| {
                let key = UnparsedPublicKey::new(*way, public);
                key.verify(&said, self.signature).is_ok()
            });
            if holds {
                let mut names = read.subject().iter_common_name();
                let name = names.next().and_then(|name| name.as_str().ok());
                return Some((name.unwrap_or("no name").to_owned(), hash(der)));
            }
        }
        None
    }

    /// Whether it is the certificate that the signer says it is: the key alone doesn't say whose it is.
    fn means(&self, der: &[u8]) -> bool {
        self.meant()
            .is_some_and(|(way, hash)| digest::digest(way, der).as_ref() == hash)
    }

    /// The hash of the signer's certificate as they signed it.
    fn meant(&self) -> Option<(&'static digest::Algorithm, &'a [u8])> {
        let first_of = |said: &Value<'a>| {
            let certificates = *sequence(said)?.first()?;
            sequence(sequence(&certificates)?.first()?)
        };
        let Some(said) = self.said(oid::SIGNING_CERTIFICATE) else {
            let parts = first_of(&self.said(oid::SIGNING_CERTIFICATE_SHA1)?)?;
            let hash = parts.first()?.of(OCTETS)?;
            return Some((&digest::SHA1_FOR_LEGACY_USE_ONLY, hash));
        };
        let parts = first_of(&said)?;
        if let Some(hash) = parts.first()?.of(OCTETS) {
            return Some((&digest::SHA256, hash));
        }
        let way = match sequence(parts.first()?)?.first()?.of(OBJECT)? {
            oid::SHA256 => &digest::SHA256,
            oid::SHA384 => &digest::SHA384,
            oid::SHA512 => &digest::SHA512,
            _ => return None,
        };
        Some((way, parts.get(1)?.of(OCTETS)?))
    }

    /// What a signed attribute says.
    fn said(&self, id: &[u8]) -> Option<Value<'a>> {
        let mut rest = self.attributes;
        while !rest.is_empty() {
            let (attribute, after) = first(rest)?;
            rest = after;
            let parts = sequence(&attribute)?;
            let [kind, values] = parts[..] else {
                continue;
            };
            if kind.of(OBJECT)? == id {
                return Some(first(values.of(SET)?)?.0);
            }
        }
        None
    }
}

/// What a stamp says: of what, when, and in answer to which question.
struct Info<'a> {
    imprint: &'a [u8],
    at: Moment,
    nonce: Option<&'a [u8]>,
}

impl<'a> Info<'a> {
    fn of(info: &'a [u8]) -> Option<Info<'a>> {
        let parts = sequence(&first(info)?.0)?;
        let [_, _, imprint, _, at, ..] = parts[..] else {
            return None;
        };
        let [kind, imprint] = sequence(&imprint)?[..] else {
            return None;
        };
        if sequence(&kind)?.first()?.of(OBJECT)? != oid::SHA256 {
            return None;
        }
        Some(Info {
            imprint: imprint.of(OCTETS)?,
            at: moment(at.of(GENERALIZED_TIME)?)?,
            nonce: parts.iter().skip(5).find_map(|part| part.of(INTEGER)),
        })
    }
}

/// `20260604081452Z`, with parts of a second perhaps.
fn moment(text: &[u8]) -> Option<Moment> {
    let text = std::str::from_utf8(text).ok()?.strip_suffix('Z')?;
    let whole = text.split('.').next().unwrap_or_default();
    if whole.len() != 14 || !whole.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let part = |from: usize, to: usize| whole.get(from..to).unwrap_or_default();
    Moment::parse(&format!(
        "{}-{}-{}T{}:{}:{}Z",
        part(0, 4),
        part(4, 6),
        part(6, 8),
        part(8, 10),
        part(10, 12),
        part(12, 14)
    ))
}

#[cfg(test)]
pub mod tests;
