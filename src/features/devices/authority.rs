//! Who issues the devices' certificates: an authority inside the house. Its key is derived from the data's master key
//! when the house opens and is written nowhere, so it can't be copied without the data, and comes back with a snapshot.
//! Its certificate is not meant to be trusted by devices: it signs nothing but them.

use std::sync::Arc;

use aws_lc_rs::{
    digest::{SHA256, digest},
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair},
};
use data_encoding::HEXLOWER;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, SerialNumber, date_time_ymd,
};
use zeroize::Zeroizing;

use crate::{
    base::{Error, Moment, Result, time},
    data::{KeyRing, Store, keys},
};

pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// In DER.
    pub certificate: Vec<u8>,
}

/// A certificate with its key, both in DER, as they go to the device.
pub struct Issued {
    pub certificate: Vec<u8>,
    pub key: Zeroizing<Vec<u8>>,
    pub serial: String,
    pub fingerprint: String,
}

/// A private key of P-256 in PKCS #8, without its public half.
fn private_key(number: &[u8; 32]) -> Zeroizing<Vec<u8>> {
    const HEAD: [u8; 35] = [
        0x30, 0x41, 0x02, 0x01, 0x00, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02,
        0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x04, 0x27, 0x30, 0x25,
        0x02, 0x01, 0x01, 0x04, 0x20,
    ];
    let mut out = Zeroizing::new(HEAD.to_vec());
    out.extend_from_slice(number);
    out
}

fn key_of(keys: &KeyRing) -> Result<KeyPair> {
    for number in 0..8 {
        let der = private_key(&keys.device_authority(number));
        // One number in four billion makes no key; then the next is taken.
        let Ok(pair) = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &der) else {
            continue;
        };
        let whole = pair.to_pkcs8v1().map_err(Error::internal)?;
        let der = rustls::pki_types::PrivatePkcs8KeyDer::from(whole.as_ref());
        return KeyPair::from_pkcs8_der_and_sign_algo(&der, &PKCS_ECDSA_P256_SHA256)
            .map_err(Error::internal);
    }
    Err(Error::internal(
        "no key of the device authority could be made",
    ))
}

fn named(name: &str) -> DistinguishedName {
    let mut names = DistinguishedName::new();
    names.push(DnType::CommonName, name);
    names
}

impl Authority {
    pub fn of(keys: &KeyRing) -> Result<Authority> {
        let key = key_of(keys)?;
        let mark = HEXLOWER.encode(&digest(&SHA256, key.public_key_raw()).as_ref()[..4]);
        let mut params = CertificateParams::default();
        // Two houses on one machine are told apart by the end of the name.
        params.distinguished_name = named(&format!("Atrium devices {mark}"));
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.serial_number = Some(SerialNumber::from_slice(&[1]));
        params.not_before = date_time_ymd(2026, 1, 1);
        params.not_after = date_time_ymd(2076, 1, 1);
        let certificate = params.self_signed(&key).map_err(Error::internal)?;
        Ok(Authority {
            certificate: certificate.der().to_vec(),
            issuer: Issuer::new(params, key),
        })
    }

    /// Of this house, made once and kept with the open store.
    pub fn of_store(store: &Arc<Store>) -> Result<Arc<Authority>> {
        if let Some(held) = store.service::<Authority>() {
            return Ok(held);
        }
        let made = Arc::new(Authority::of(store.keys())?);
        store.provide(made.clone());
        Ok(made)
    }

    /// A new key with a certificate for it, good until `until`.
    pub fn issue(&self, person: &str, at: Moment, until: Moment) -> Result<Issued> {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).map_err(Error::internal)?;
        let mut serial = [0u8; 16];
        keys::random(&mut serial);
        // Positive and of full length, so that it is written one way only.
        serial[0] = serial[0] & 0x3f | 0x40;
        let mut params = CertificateParams::default();
        params.distinguished_name = named(person);
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        params.serial_number = Some(SerialNumber::from_slice(&serial));
        params.use_authority_key_identifier_extension = true;
        let epoch = date_time_ymd(1970, 1, 1);
        let moment = |at: Moment| epoch + std::time::Duration::from_millis(at.0.max(0) as u64);
        // A device's clock may be a little behind.
        params.not_before = moment(at.plus(-10 * time::MINUTE));
        params.not_after = moment(until);
        let certificate = params
            .signed_by(&key, &self.issuer)
            .map_err(Error::internal)?;
        Ok(Issued {
            fingerprint: HEXLOWER.encode(digest(&SHA256, certificate.der()).as_ref()),
            certificate: certificate.der().to_vec(),
            key: Zeroizing::new(key.serialize_der()),
            serial: HEXLOWER.encode(&serial),
        })
    }
}

/// Whether a public key belongs to this private one; for tests.
#[cfg(test)]
fn public_half(pkcs8: &[u8]) -> Vec<u8> {
    use aws_lc_rs::signature::KeyPair as _;
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8).unwrap();
    pair.public_key().as_ref().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_data_have_the_same_authority_and_others_another() {
        let key = |byte| key_of(&KeyRing::in_memory([byte; 32])).unwrap();
        assert_eq!(key(1).public_key_raw(), key(1).public_key_raw());
        assert_ne!(key(1).public_key_raw(), key(2).public_key_raw());
    }

    #[test]
    fn a_certificate_is_for_one_person_and_one_purpose() {
        let authority = Authority::of(&KeyRing::in_memory([1; 32])).unwrap();
        let now = Moment(1_790_000_000_000);
        let issued = authority
            .issue("Ann Brook", now, now.plus(90 * time::DAY))
            .unwrap();
        let (_, read) = x509_parser::parse_x509_certificate(&issued.certificate).unwrap();
        assert_eq!(format!("{:x}", read.tbs_certificate.serial), issued.serial);
        assert_eq!(read.subject().to_string(), "CN=Ann Brook");
        assert_eq!(
            read.validity().not_after.timestamp() * 1000,
            now.plus(90 * time::DAY).0
        );
        let usage = read.extended_key_usage().unwrap().unwrap().value;
        assert!(usage.client_auth && !usage.server_auth && !usage.any);
        assert!(!read.is_ca());
        let (_, issuer) = x509_parser::parse_x509_certificate(&authority.certificate).unwrap();
        assert_eq!(read.issuer(), issuer.subject());
        assert!(issuer.is_ca());
        assert_eq!(
            public_half(&issued.key),
            read.public_key().subject_public_key.data.to_vec()
        );
    }
}
