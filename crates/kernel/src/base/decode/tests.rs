//! Files as people send them, and what becomes of their bytes.

use super::*;

fn content(bytes: &[u8]) -> String {
    decode(bytes).unwrap().content
}

#[test]
fn one_broken_byte_costs_one_character() {
    let read = decode("Café,Zoë\nold note: caf\u{0},x\n".as_bytes());
    assert!(read.is_err(), "a zero byte is no text");
    let mut bytes = "Café,Zoë\r\nŁódź,old caf".as_bytes().to_vec();
    bytes.extend(b"\xe9 next door\r\n");
    let read = decode(&bytes).unwrap();
    assert_eq!(read.content, "Café,Zoë\nŁódź,old caf\u{fffd} next door\n");
    assert_eq!((read.read_as, read.replaced.as_slice()), (None, &[2][..]));
    let said = read.notes().join(" ");
    assert!(
        said.contains("1 character could not be read and stands as"),
        "{said}"
    );
    assert!(said.contains("line 2"), "{said}");
}

#[test]
fn windows_1252_only_where_nothing_speaks_for_utf_8() {
    let read = decode(b"company;notes\nO\x92Neil \x96 Sons;500 \x80 caf\xe9\n").unwrap();
    assert_eq!(read.content, "company;notes\nO’Neil – Sons;500 € café\n");
    assert!(read.notes().join(" ").contains("Windows-1252"));
    assert_eq!(content(b"\xef\xbb\xbfcaf\xe9\n"), "caf\u{fffd}\n");
}

/// As many as there are, each is looked at once: the lines were counted from the first for each of them.
#[test]
fn many_broken_characters_are_counted_in_one_go() {
    let mut bytes = Vec::new();
    for _ in 0..200_000 {
        bytes.extend_from_slice(b"\xc3\xa9\xff\r\n");
    }
    let from = std::time::Instant::now();
    let read = decode(&bytes).unwrap();
    assert_eq!(read.replaced.len(), 200_000);
    assert_eq!(read.replaced.last(), Some(&200_000));
    assert!(from.elapsed().as_secs() < 20, "{:?}", from.elapsed());
}

#[test]
fn utf_16_of_either_order_with_and_without_its_mark() {
    let said = "Firma;Stadt\r\n北京 Garden;Łódź\r\n";
    let bytes = |big: bool| -> Vec<u8> {
        let units = said.encode_utf16();
        units
            .flat_map(|unit| {
                if big {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })
            .collect()
    };
    let plain = said.replace("\r\n", "\n");
    assert_eq!(
        content(&[b"\xff\xfe", bytes(false).as_slice()].concat()),
        plain
    );
    assert_eq!(
        content(&[b"\xfe\xff", bytes(true).as_slice()].concat()),
        plain
    );
    assert_eq!(content(&bytes(false)), plain);
    assert_eq!(content(&bytes(true)), plain);
}

/// One of each sort of file that isn't read, and those beside them that are.
#[test]
fn letters_of_another_part_of_the_world_are_refused_and_not_read_as_western_ones() {
    let cyrillic = encoding_rs::WINDOWS_1251
        .encode("Компания;Город\nСтрой;Москва\n")
        .0;
    let greek = encoding_rs::WINDOWS_1253
        .encode("Εταιρεία;Πόλη\nΔομή;Αθήνα\n")
        .0;
    let chinese = encoding_rs::GBK.encode("公司,城市\n北京花园,北京\n").0;
    let japanese = encoding_rs::SHIFT_JIS
        .encode("会社,都市\n東京工業,東京\n")
        .0;
    let dos = b"company;city\nM\x81ller;K\x94ln\n".as_slice();
    for foreign in [&*cyrillic, &*greek, &*chinese, &*japanese, dos] {
        let why = decode(foreign).unwrap_err().to_string();
        assert!(why.contains("CSV (UTF-8)"), "{why}");
    }
    // Capitals with accents side by side, and quotes and dashes in a row, are Western all the same.
    let western = "Größe;Ort\nÄÖ Bau «Zoë»;Ærø – ‘Øst’\n";
    let (bytes, _, _) = WINDOWS_1252.encode(western);
    assert_eq!(content(&bytes), western);
}

#[test]
fn what_a_file_declares_of_itself_holds() {
    let polish = "<?xml version='1.0' encoding='windows-1250'?>\n<Nm>Żółć, Łódź</Nm>\n";
    let (bytes, _, _) = encoding_rs::WINDOWS_1250.encode(polish);
    assert_eq!(content(&bytes), polish);
    let russian = "OFXHEADER:100\r\nENCODING:USASCII\r\nCHARSET:1251\r\n\r\n<NAME>Строй\r\n";
    let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(russian);
    assert_eq!(content(&bytes), russian.replace("\r\n", "\n"));
    // What it is counts before what it says.
    let plain = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<Nm>Café, Łódź</Nm>\n";
    assert_eq!(content(plain.as_bytes()), plain);
}

#[test]
fn what_old_macs_wrote_is_told_by_its_line_ends_and_letters() {
    let read = decode(b"Firma;Ort\rCaf\x8e M\x9fller;K\x9aln\r").unwrap();
    assert_eq!(read.content, "Firma;Ort\nCafé Müller;Köln\n");
    assert!(read.notes().join(" ").contains("Mac OS Roman"));
    // The same line ends with the bytes of the other.
    assert_eq!(
        content(b"Firma;Ort\rCaf\xe9;K\xf6ln\r"),
        "Firma;Ort\nCafé;Köln\n"
    );
    assert_eq!(content(b"Firma\rO\x92Neil\r"), "Firma\nO’Neil\n");
}

#[test]
fn utf_16_without_a_mark_may_have_signs_that_end_in_zero() {
    let said = "Firma,Stadt\n\u{4e00}\u{4e8c} Garden,\u{5200}\n";
    let units: Vec<u16> = said.encode_utf16().collect();
    let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
    assert_eq!(
        (content(&little).as_str(), content(&big).as_str()),
        (said, said)
    );
    // Four bytes for each, and a zero behind the mark of UTF-8.
    let wide: Vec<u8> = said
        .chars()
        .flat_map(|c| (c as u32).to_le_bytes())
        .collect();
    let marked = [&[0xff, 0xfe, 0, 0][..], &wide].concat();
    let stray = format!("company,city\n\0{}", "Nord Bau,Kiel\n".repeat(40));
    assert!(stray.len().is_multiple_of(2), "{}", stray.len());
    let stray = stray.into_bytes();
    for wrong in [marked, stray, b"\xef\xbb\xbfa,b\n1,\0\n".to_vec()] {
        assert!(decode(&wrong).is_err());
    }
}

#[test]
fn line_ends_become_one_kind() {
    assert_eq!(content(b"a,b\r1,2\r3,4\n5,6\r\n"), "a,b\n1,2\n3,4\n5,6\n");
    for wrong in [
        &b""[..],
        b" \r\n",
        b"\xff\xfe\r\0",
        b"PK\x03\x04rest",
        b"company\0city\0\0",
    ] {
        assert!(decode(wrong).is_err());
    }
    assert_eq!(content(b"PKW;Ort\n"), "PKW;Ort\n");
}
