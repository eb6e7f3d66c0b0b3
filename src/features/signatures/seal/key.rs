//! What the house seals with: a key of its own and the certificate that it made of it, once, with the first request that is
//! sent. Journaled as made, never as what.

use rcgen::{
    CertificateParams, DistinguishedName, DnType, IsCa, KeyPair, KeyUsagePurpose,
    PKCS_ECDSA_P256_SHA256, SerialNumber, date_time_ymd,
};
use rustls::{
    SignatureScheme,
    crypto::aws_lc_rs::sign::any_ecdsa_type,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};
use serde::{Deserialize, Serialize};

use crate::{
    access::Placement,
    base::{Error, Id, Moment, Result, time},
    data::{Declares, Kind, keys, record},
    features::{mail::Secret, signatures::actions::VIEW},
};

/// How long the certificate says that it holds. What was sealed within it stays sealed.
const LASTS: i64 = 30 * 365 * time::DAY;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SealKey {
    #[serde(skip)]
    pub id: Id<SealKey>,
    #[serde(skip)]
    pub version: u64,
    /// In DER.
    pub certificate: Vec<u8>,
    /// In PKCS #8, in hexadecimal.
    pub key: Secret,
    pub made_at: Moment,
}

/// There is one.
pub const SEAL_KEY: Id<SealKey> = Id::new(1);

impl SealKey {
    fn title(&self) -> String {
        "What the house seals with".into()
    }

    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }

    fn declare(&self, _: &mut Declares) {}

    /// A new one for a house of this name.
    pub fn make(house: &str, at: Moment) -> Result<SealKey> {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).map_err(Error::internal)?;
        let mut serial = [0u8; 16];
        keys::random(&mut serial);
        // Positive and of full length, so that it is written one way only.
        serial[0] = serial[0] & 0x3f | 0x40;
        let mut names = DistinguishedName::new();
        let house: String = house.chars().filter(|c| !c.is_control()).take(60).collect();
        let house = match house.trim() {
            "" => "Atrium".to_owned(),
            named => named.to_owned(),
        };
        names.push(DnType::CommonName, format!("{house} (seal)"));
        names.push(DnType::OrganizationName, house);
        let mut params = CertificateParams::default();
        params.distinguished_name = names;
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![
            KeyUsagePurpose::DigitalSignature,
            KeyUsagePurpose::ContentCommitment,
        ];
        params.serial_number = Some(SerialNumber::from_slice(&serial));
        let epoch = date_time_ymd(1970, 1, 1);
        let moment = |at: Moment| epoch + std::time::Duration::from_millis(at.0.max(0) as u64);
        // Whoever looks may have a clock that is a little behind.
        params.not_before = moment(at.plus(-time::DAY));
        params.not_after = moment(at.plus(LASTS));
        let certificate = params.self_signed(&key).map_err(Error::internal)?;
        Ok(SealKey {
            certificate: certificate.der().to_vec(),
            key: Secret(data_encoding::HEXLOWER.encode(&key.serialize_der())),
            made_at: at,
            ..SealKey::default()
        })
    }

    /// Signs as ECDSA with SHA-256, in DER.
    pub fn sign(&self, said: &[u8]) -> Result<Vec<u8>> {
        let wrong = || Error::internal("the house's key for seals can't be used");
        let key = data_encoding::HEXLOWER
            .decode(self.key.0.as_bytes())
            .map_err(|_| wrong())?;
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key));
        let signer = any_ecdsa_type(&key)
            .ok()
            .and_then(|key| key.choose_scheme(&[SignatureScheme::ECDSA_NISTP256_SHA256]))
            .ok_or_else(wrong)?;
        signer.sign(said).map_err(Error::internal)
    }

    /// Of the certificate, as people compare it.
    pub fn fingerprint(&self) -> String {
        super::digest::hash(&self.certificate)
    }
}

record!(SealKey, Kind::new(241, "seal-keys", "SLK").secret(), view: VIEW);
