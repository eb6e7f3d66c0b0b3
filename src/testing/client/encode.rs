//! Forms as bodies: urlencoded, and multipart when there are files.

use super::wire::find;

/// One file of a multipart form.
#[derive(Clone, Copy, Debug)]
pub struct Upload<'a> {
    /// The name of the form's field.
    pub field: &'a str,
    pub filename: &'a str,
    pub content_type: &'a str,
    pub bytes: &'a [u8],
}

/// `application/x-www-form-urlencoded`.
pub fn encode_form(fields: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect();
    pairs.join("&")
}

fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'*' => {
                out.push(char::from(byte));
            }
            b' ' => out.push('+'),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// The content type and the body of a multipart form.
pub(super) fn encode_multipart(fields: &[(&str, &str)], files: &[Upload<'_>]) -> (String, Vec<u8>) {
    let mut number = 0u32;
    let boundary = loop {
        let boundary = format!("----atrium-{number:08x}");
        let clash = fields
            .iter()
            .map(|(_, value)| value.as_bytes())
            .chain(files.iter().map(|file| file.bytes))
            .any(|bytes| find(bytes, boundary.as_bytes()).is_some());
        if !clash {
            break boundary;
        }
        number += 1;
    };
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend_from_slice(
            format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n{value}\r\n",
                quote(name)
            )
            .as_bytes(),
        );
    }
    for file in files {
        body.extend_from_slice(
            format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"; filename=\"{}\"\r\n\
                 Content-Type: {}\r\n\r\n",
                quote(file.field),
                quote(file.filename),
                file.content_type
            )
            .as_bytes(),
        );
        body.extend_from_slice(file.bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={boundary}"), body)
}

/// As browsers write names inside quotes.
fn quote(text: &str) -> String {
    text.replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn forms_are_encoded() {
        assert_eq!(
            encode_form(&[("a b", "ü&=+"), ("n", "1\n2")]),
            "a+b=%C3%BC%26%3D%2B&n=1%0A2"
        );
        let file = Upload {
            field: "f",
            filename: "a\"b.txt",
            content_type: "text/plain",
            bytes: b"------atrium-00000000\r\n",
        };
        let (content_type, body) = encode_multipart(&[("n", "v")], &[file]);
        assert_eq!(
            content_type,
            "multipart/form-data; boundary=----atrium-00000001"
        );
        assert_eq!(
            String::from_utf8(body).unwrap(),
            "------atrium-00000001\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\nv\r\n\
             ------atrium-00000001\r\nContent-Disposition: form-data; name=\"f\"; \
             filename=\"a%22b.txt\"\r\nContent-Type: text/plain\r\n\r\n\
             ------atrium-00000000\r\n\r\n------atrium-00000001--\r\n"
        );
    }
}
