//! Stamps of an authority that answers as one does, and of others.

use rcgen::{
    CertificateParams, ExtendedKeyUsagePurpose, KeyPair, PKCS_ECDSA_P256_SHA256, SigningKey,
};

use super::*;

/// An authority that answers as one does.
pub struct Authority {
    key: KeyPair,
    certificate: Vec<u8>,
    /// Which one it signs that it is.
    named: Vec<u8>,
    means: Means,
}

/// In which form it says which certificate is its own.
#[derive(Clone, Copy)]
pub enum Means {
    Sha256,
    Sha384,
    Sha1,
    Nothing,
}

fn named(name: &str, stamps: bool, key: &KeyPair) -> Vec<u8> {
    let mut params = CertificateParams::default();
    params
        .distinguished_name
        .push(rcgen::DnType::CommonName, name);
    if stamps {
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::TimeStamping];
    }
    params.self_signed(key).unwrap().der().to_vec()
}

impl Authority {
    pub fn new(stamps: bool) -> Authority {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
        let certificate = named("Stub of an authority", stamps, &key);
        Authority {
            key,
            named: certificate.clone(),
            certificate,
            means: Means::Sha256,
        }
    }

    fn meant(&self) -> Option<(&'static [u8], Vec<u8>)> {
        let hash = |way| tlv(OCTETS, digest::digest(way, &self.named).as_ref());
        let plain = |way| all(SEQUENCE, &[hash(way)]);
        Some(match self.means {
            Means::Sha256 => (oid::SIGNING_CERTIFICATE, plain(&digest::SHA256)),
            Means::Sha384 => {
                let way = all(SEQUENCE, &[object(oid::SHA384)]);
                let named = all(SEQUENCE, &[way, hash(&digest::SHA384)]);
                (oid::SIGNING_CERTIFICATE, named)
            }
            Means::Sha1 => {
                let sha1 = plain(&digest::SHA1_FOR_LEGACY_USE_ONLY);
                (oid::SIGNING_CERTIFICATE_SHA1, sha1)
            }
            Means::Nothing => return None,
        })
    }

    pub fn fingerprint(&self) -> String {
        hash(&self.certificate)
    }

    /// A stamp of that second on what was asked.
    pub fn answer(&self, query: &[u8], second: &str) -> Vec<u8> {
        let asked = sequence(&first(query).unwrap().0).unwrap();
        let info = all(
            SEQUENCE,
            &[
                number(1),
                object(b"\x2a\x03\x04"),
                asked[1].whole.to_vec(),
                number(7),
                tlv(GENERALIZED_TIME, second.as_bytes()),
                asked[2].whole.to_vec(),
            ],
        );
        let sha256 = || all(SEQUENCE, &[object(oid::SHA256)]);
        let attribute = |id: &[u8], value: Vec<u8>| all(SEQUENCE, &[object(id), tlv(SET, &value)]);
        let attributes = [
            attribute(
                b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03",
                object(oid::TIME_STAMP_INFO),
            ),
            attribute(oid::MESSAGE_DIGEST, tlv(OCTETS, &digest_of(&[&info]))),
            self.meant()
                .map(|(id, named)| attribute(id, all(SEQUENCE, &[all(SEQUENCE, &[named])])))
                .unwrap_or_default(),
        ]
        .concat();
        let signature = self.key.sign(&tlv(SET, &attributes)).unwrap();
        let signer = all(
            SEQUENCE,
            &[
                number(1),
                all(SEQUENCE, &[all(SEQUENCE, &[]), number(1)]),
                sha256(),
                tlv(INSIDE, &attributes),
                all(SEQUENCE, &[object(b"\x2a\x86\x48\xce\x3d\x04\x03\x02")]),
                tlv(OCTETS, &signature),
            ],
        );
        let data = all(
            SEQUENCE,
            &[
                number(3),
                all(SET, &[sha256()]),
                all(
                    SEQUENCE,
                    &[
                        object(oid::TIME_STAMP_INFO),
                        tlv(INSIDE, &tlv(OCTETS, &info)),
                    ],
                ),
                tlv(INSIDE, &self.certificate),
                all(SET, &[signer]),
            ],
        );
        let token = all(SEQUENCE, &[object(oid::SIGNED_DATA), tlv(INSIDE, &data)]);
        all(SEQUENCE, &[all(SEQUENCE, &[number(0)]), token])
    }
}

const AT: Moment = Moment(1_790_000_000_000);
const SECOND: &str = "20260921141320Z";

#[test]
fn a_stamp_is_of_what_was_asked_and_by_who_stamps() {
    let authority = Authority::new(true);
    let asked = Asked::of(b"a signature");
    let answer = authority.answer(&asked.query, SECOND);
    let stamp = asked.read(&answer, AT).unwrap();
    assert_eq!((stamp.at, stamp.by.as_str()), (AT, "Stub of an authority"));
    assert_eq!(stamp.certificate, hash(&authority.certificate));
    // Of something else, of another question, late, by somebody who doesn't stamp.
    let of_other = |signature: &[u8]| Asked::of(signature).read(&answer, AT).unwrap_err();
    assert!(of_other(b"another").contains("something else"));
    assert!(of_other(b"a signature").contains("another question"));
    let late = authority.answer(&asked.query, "20260925141320Z");
    assert!(asked.read(&late, AT).unwrap_err().contains("clock"));
    let other = Authority::new(false).answer(&asked.query, SECOND);
    assert!(asked.read(&other, AT).unwrap_err().contains("isn’t signed"));
    let refused = all(SEQUENCE, &[all(SEQUENCE, &[number(2)])]);
    assert_eq!(asked.read(&refused, AT).unwrap_err(), "it refused");
}

#[test]
fn a_certificate_is_the_authoritys_as_it_signed_that_it_is() {
    for (means, is_one) in [
        (Means::Sha256, true),
        (Means::Sha384, true),
        (Means::Sha1, true),
        (Means::Nothing, false),
    ] {
        let authority = Authority {
            means,
            ..Authority::new(true)
        };
        let asked = Asked::of(b"a signature");
        let read = asked.read(&authority.answer(&asked.query, SECOND), AT);
        assert_eq!(read.is_ok(), is_one, "{read:?}");
    }
    // Another certificate of the same key: the signature holds, and isn't of who is shown.
    let asked = Asked::of(b"a signature");
    let mut authority = Authority::new(true);
    authority.certificate = named("Somebody else's sign", true, &authority.key);
    let swapped = authority.answer(&asked.query, SECOND);
    assert!(asked.read(&swapped, AT).is_err());
}

#[test]
fn whatever_byte_is_altered_it_is_no_stamp_or_the_same() {
    let authority = Authority::new(true);
    let asked = Asked::of(b"a signature");
    let answer = authority.answer(&asked.query, SECOND);
    let right = asked.read(&answer, AT).unwrap();
    for at in 0..answer.len() {
        let mut altered = answer.clone();
        altered[at] ^= 0x10;
        if let Ok(read) = asked.read(&altered, AT) {
            assert_eq!((read.at, &read.by), (right.at, &right.by), "byte {at}");
        }
    }
}
