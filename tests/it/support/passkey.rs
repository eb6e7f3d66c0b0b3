//! A device that keeps passkeys, in software: it answers what Atrium asks as a browser with a security key would, and
//! can be told to do each thing wrong.

use atrium::testing::client::{Client, Response};
use aws_lc_rs::{
    digest::{SHA256, digest},
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde_json::{Value, json};

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const HAS_KEY: u8 = 0x40;

pub struct Device {
    key: EcdsaKeyPair,
    pub id: Vec<u8>,
    handle: Option<String>,
    /// Where the browser says the page is from.
    pub origin: String,
    /// For which name it signs; what it is asked for, when not given.
    pub rp: Option<String>,
    /// Whether it asked its person.
    pub verified: bool,
    /// How often it says it signed; zero and not counting at first.
    pub counter: u32,
    /// Whether one bit of its signature is wrong.
    pub bent: bool,
}

fn base64(bytes: &[u8]) -> String {
    passki::Passki::base64_encode(bytes)
}

/// The head of a CBOR item: major type and a length below 65,536.
fn head(major: u8, length: usize) -> Vec<u8> {
    match length {
        0..=23 => vec![major << 5 | length as u8],
        24..=255 => vec![major << 5 | 24, length as u8],
        _ => [
            vec![major << 5 | 25],
            (length as u16).to_be_bytes().to_vec(),
        ]
        .concat(),
    }
}

fn bytes(value: &[u8]) -> Vec<u8> {
    [head(2, value.len()), value.to_vec()].concat()
}

fn text(value: &str) -> Vec<u8> {
    [head(3, value.len()), value.as_bytes().to_vec()].concat()
}

impl Device {
    pub fn new(origin: &str) -> Device {
        let mut id = vec![0; 32];
        aws_lc_rs::rand::fill(&mut id).unwrap();
        Device {
            key: EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap(),
            id,
            handle: None,
            origin: origin.to_owned(),
            rp: None,
            verified: true,
            counter: 0,
            bent: false,
        }
    }

    fn client_data(&self, what: &str, asked: &Value) -> Vec<u8> {
        json!({
            "type": what, "challenge": asked["challenge"], "origin": self.origin, "crossOrigin": false,
        })
        .to_string()
        .into_bytes()
    }

    fn data(&self, asked_rp: &str, flags: u8) -> Vec<u8> {
        let rp = self.rp.as_deref().unwrap_or(asked_rp);
        let verified = if self.verified { VERIFIED } else { 0 };
        let mut data = digest(&SHA256, rp.as_bytes()).as_ref().to_vec();
        data.push(flags | PRESENT | verified);
        data.extend(self.counter.to_be_bytes());
        data
    }

    /// Makes a passkey, as `navigator.credentials.create` does.
    pub fn create(&mut self, asked: &Value) -> String {
        let asked = &asked["publicKey"];
        assert_eq!(asked["authenticatorSelection"]["residentKey"], "required");
        assert_eq!(
            asked["authenticatorSelection"]["userVerification"],
            "required"
        );
        self.handle = asked["user"]["id"].as_str().map(str::to_owned);
        let client_data = self.client_data("webauthn.create", asked);
        // 0x04, then both coordinates.
        let point = self.key.public_key().as_ref().to_vec();
        let cose = [
            head(5, 5),
            vec![0x01, 0x02, 0x03, 0x26, 0x20, 0x01],
            vec![0x21],
            bytes(&point[1..33]),
            vec![0x22],
            bytes(&point[33..]),
        ]
        .concat();
        let mut data = self.data(asked["rp"]["id"].as_str().unwrap(), HAS_KEY);
        data.extend([0; 16]);
        data.extend((self.id.len() as u16).to_be_bytes());
        data.extend(&self.id);
        data.extend(cose);
        let object = [
            head(5, 3),
            text("fmt"),
            text("none"),
            text("attStmt"),
            head(5, 0),
            text("authData"),
            bytes(&data),
        ]
        .concat();
        json!({
            "id": base64(&self.id), "rawId": base64(&self.id), "type": "public-key",
            "clientExtensionResults": {}, "authenticatorAttachment": "cross-platform",
            "response": {
                "clientDataJSON": base64(&client_data), "attestationObject": base64(&object), "transports": ["usb"],
            },
        })
        .to_string()
    }

    /// Signs, as `navigator.credentials.get` does.
    pub fn sign(&self, asked: &Value) -> String {
        let asked = &asked["publicKey"];
        assert_eq!(asked["userVerification"], "required");
        let client_data = self.client_data("webauthn.get", asked);
        let data = self.data(asked["rpId"].as_str().unwrap(), 0);
        let signed = [&data[..], digest(&SHA256, &client_data).as_ref()].concat();
        let mut signature = self
            .key
            .sign(&SystemRandom::new(), &signed)
            .unwrap()
            .as_ref()
            .to_vec();
        if self.bent {
            let last = signature.len() - 1;
            signature[last] ^= 1;
        }
        json!({
            "id": base64(&self.id), "rawId": base64(&self.id), "type": "public-key", "clientExtensionResults": {},
            "response": {
                "clientDataJSON": base64(&client_data), "authenticatorData": base64(&data),
                "signature": base64(&signature), "userHandle": self.handle,
            },
        })
        .to_string()
    }
}

/// What a page's script asks for before a device is asked.
pub fn ask(client: &mut Client, at: &str) -> Response {
    let headers = [("atrium-part", "challenge"), ("accept", "application/json")];
    client.request("GET", at, &headers, b"")
}
