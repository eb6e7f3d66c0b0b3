//! Messages that only one browser reads (RFC 8291 over RFC 8188), and the word by which a push service knows this house
//! (VAPID, RFC 8292).

use aws_lc_rs::{
    aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree},
    encoding::{AsDer, EcPrivateKeyRfc5915Der},
    hmac,
};
use data_encoding::BASE64URL_NOPAD;
use rustls::{
    SignatureScheme,
    crypto::aws_lc_rs::sign::any_ecdsa_type,
    pki_types::{PrivateKeyDer, PrivateSec1KeyDer},
};

use crate::{
    base::{Error, Moment, Result, time},
    data::keys,
};

/// A public key as browsers give it: a point of P-256, uncompressed.
pub const POINT: usize = 65;
/// The secret that a browser shares with whoever may write to it.
pub const SHARED: usize = 16;
/// The one record that a message is.
const RECORD: u32 = 4096;
/// What fits into it, with what is around it.
pub const MOST: usize = 3_000;
/// How long a push service believes a word of ours.
const BELIEVED: i64 = 12 * time::HOUR;

/// A key of P-256 from a number; None for the one in four billion that makes none.
pub fn key_from(number: &[u8; 32]) -> Option<PrivateKey> {
    PrivateKey::from_private_key(&ECDH_P256, number).ok()
}

pub fn public_of(key: &PrivateKey) -> Result<Vec<u8>> {
    let public = key.compute_public_key();
    Ok(public.map_err(|_| wrong("a public key"))?.as_ref().to_vec())
}

fn wrong(what: &str) -> Error {
    Error::internal(format!("{what} can't be made"))
}

/// Seals a message for the browser with this public key and this shared secret.
///
/// # Errors
/// When its key is none, or the message is longer than `MOST`.
pub fn seal(public: &[u8], shared: &[u8], message: &[u8]) -> Result<Vec<u8>> {
    let mut salt = [0; 16];
    keys::random(&mut salt);
    let own = loop {
        let mut number = [0; 32];
        keys::random(&mut number);
        if let Some(key) = key_from(&number) {
            break key;
        }
    };
    seal_with(&own, &salt, public, shared, message)
}

fn seal_with(
    own: &PrivateKey,
    salt: &[u8; 16],
    public: &[u8],
    shared: &[u8],
    message: &[u8],
) -> Result<Vec<u8>> {
    if message.len() > MOST {
        return Err(wrong("a pushed message of this length"));
    }
    let own_public = public_of(own)?;
    let peer = UnparsedPublicKey::new(&ECDH_P256, public);
    let agreed = agree(own, peer, wrong("a shared key"), |agreed| {
        Ok(agreed.to_vec())
    })?;
    let info = [b"WebPush: info\0", public, own_public.as_slice()].concat();
    let ikm = expand(&extract(shared, &agreed), &info, 32);
    let pseudo = extract(salt, &ikm);
    let key = expand(&pseudo, b"Content-Encoding: aes128gcm\0", 16);
    let nonce = expand(&pseudo, b"Content-Encoding: nonce\0", 12);
    let key = UnboundKey::new(&AES_128_GCM, &key).map_err(|_| wrong("a key"))?;
    let nonce = Nonce::try_assume_unique_for_key(&nonce).map_err(|_| wrong("a nonce"))?;
    // Two says that it is the last record.
    let mut sealed = [message, &[2]].concat();
    LessSafeKey::new(key)
        .seal_in_place_append_tag(nonce, Aad::empty(), &mut sealed)
        .map_err(|_| wrong("a pushed message"))?;
    let mut out = salt.to_vec();
    out.extend(RECORD.to_be_bytes());
    out.push(u8::try_from(own_public.len()).unwrap_or_default());
    out.extend(own_public);
    out.extend(sealed);
    Ok(out)
}

fn extract(salt: &[u8], ikm: &[u8]) -> Vec<u8> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, salt);
    hmac::sign(&key, ikm).as_ref().to_vec()
}

/// The first block of HKDF's expansion, which is long enough for all that is asked here.
fn expand(pseudo: &[u8], info: &[u8], length: usize) -> Vec<u8> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, pseudo);
    let block = hmac::sign(&key, &[info, &[1]].concat());
    block.as_ref()[..length].to_vec()
}

/// What stands in the header `authorization`: who writes, to which push service (its origin), and until when that holds.
pub fn word(key: &PrivateKey, origin: &str, contact: &str, at: Moment) -> Result<String> {
    let encode = |text: String| BASE64URL_NOPAD.encode(text.as_bytes());
    let head = encode(serde_json::json!({ "typ": "JWT", "alg": "ES256" }).to_string());
    let until = at.plus(BELIEVED).0 / time::SECOND;
    let claims = serde_json::json!({ "aud": origin, "exp": until, "sub": contact });
    let said = format!("{head}.{}", encode(claims.to_string()));
    let der: EcPrivateKeyRfc5915Der<'_> = key.as_der().map_err(|_| wrong("a key"))?;
    let der = PrivateKeyDer::Sec1(PrivateSec1KeyDer::from(der.as_ref().to_vec()));
    let signer = any_ecdsa_type(&der)
        .ok()
        .and_then(|key| key.choose_scheme(&[SignatureScheme::ECDSA_NISTP256_SHA256]))
        .ok_or_else(|| wrong("a signature"))?;
    let signed = signer.sign(said.as_bytes()).map_err(Error::internal)?;
    let signed = fixed(&signed).ok_or_else(|| wrong("a signature"))?;
    let public = BASE64URL_NOPAD.encode(&public_of(key)?);
    let signed = BASE64URL_NOPAD.encode(&signed);
    Ok(format!("vapid t={said}.{signed}, k={public}"))
}

/// The two numbers of a signature side by side, as JWS has them, out of the sequence that DER makes of them.
fn fixed(der: &[u8]) -> Option<[u8; 64]> {
    let mut rest = der.strip_prefix(&[0x30])?.split_first()?.1;
    let mut out = [0; 64];
    for half in out.chunks_exact_mut(32) {
        let (length, after) = rest.strip_prefix(&[0x02])?.split_first()?;
        let (number, after) = after.split_at_checked(usize::from(*length))?;
        let number = &number[number
            .len()
            .saturating_sub(32)
            .min(number.iter().take_while(|b| **b == 0).count())..];
        half[32_usize.checked_sub(number.len())?..].copy_from_slice(number);
        rest = after;
    }
    rest.is_empty().then_some(out)
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey as Verifier};

    use super::*;

    fn bytes(text: &str) -> Vec<u8> {
        BASE64URL_NOPAD.decode(text.as_bytes()).unwrap()
    }

    /// The example of RFC 8291, section 5.
    #[test]
    fn a_message_is_sealed_as_the_rfc_shows() {
        let own: [u8; 32] = bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")
            .try_into()
            .unwrap();
        let own = key_from(&own).unwrap();
        let public = public_of(&own).unwrap();
        assert_eq!(
            BASE64URL_NOPAD.encode(&public),
            "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8"
        );
        let salt: [u8; 16] = bytes("DGv6ra1nlYgDCS1FRnbzlw").try_into().unwrap();
        let theirs = bytes(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        );
        let shared = bytes("BTBZMqHH6r4Tts7J_aSIgg");
        let sealed = seal_with(
            &own,
            &salt,
            &theirs,
            &shared,
            b"When I grow up, I want to be a watermelon",
        )
        .unwrap();
        let shown = concat!(
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml",
            "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT",
            "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
        );
        assert_eq!(BASE64URL_NOPAD.encode(&sealed), shown);
    }

    #[test]
    fn no_two_messages_are_sealed_alike_and_what_is_no_key_is_refused() {
        let theirs = bytes(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        );
        let once = seal(&theirs, &[7; 16], b"Hello").unwrap();
        assert_ne!(once, seal(&theirs, &[7; 16], b"Hello").unwrap());
        assert!(seal(&[4; 65], &[7; 16], b"Hello").is_err());
        assert!(seal(&theirs, &[7; 16], &[0; MOST + 1]).is_err());
    }

    #[test]
    fn a_push_service_can_check_who_writes() {
        for number in 1..20_u8 {
            let key = key_from(&[number; 32]).unwrap();
            let said = word(
                &key,
                "https://push.example.org",
                "mailto:house@example.org",
                Moment(1_790_000_000_000),
            )
            .unwrap();
            let (token, public) = said
                .strip_prefix("vapid t=")
                .unwrap()
                .split_once(", k=")
                .unwrap();
            let (signed, signature) = token.rsplit_once('.').unwrap();
            Verifier::new(&ECDSA_P256_SHA256_FIXED, bytes(public))
                .verify(signed.as_bytes(), &bytes(signature))
                .unwrap();
            let claims = bytes(signed.split_once('.').unwrap().1);
            let claims: serde_json::Value = serde_json::from_slice(&claims).unwrap();
            assert_eq!(claims["aud"], "https://push.example.org");
            assert_eq!(claims["exp"], 1_790_000_000 + 12 * 3600);
        }
    }
}
