/// What a text reads that did not get here.
const UNKNOWN: &[u8] = b"\"?\"";

/// Texts as JSON, by their numbers.
pub(super) struct Texts {
    json: Vec<u8>,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Texts {
    pub(super) fn get(&self, number: u32) -> &[u8] {
        let number = number as usize;
        let range = number
            .checked_sub(1)
            .and_then(|before| Some(*self.ends.get(before)?..*self.ends.get(number)?));
        range.map_or(UNKNOWN, |range| &self.json[range])
    }
}

pub(super) fn read_all(chunks: &[&[u16]], count: usize) -> Texts {
    let mut texts = Texts {
        json: Vec::new(),
        ends: vec![0],
    };
    for chunk in chunks {
        let mut rest = *chunk;
        while let [low, high, after @ ..] = rest {
            let length = usize::from(*low) | usize::from(*high) << 16;
            let text = length.checked_sub(1).and_then(|units| after.get(..units));
            let Some(text) = text.filter(|_| texts.ends.len() <= count) else {
                break;
            };
            write_json(&mut texts.json, text);
            texts.ends.push(texts.json.len());
            rest = &after[text.len()..];
        }
    }
    texts
}

/// The very bytes of JSON.stringify(). Half surrogate pairs are replaced: JSON
/// could escape them, but Perfetto then drops the text.
fn write_json(to: &mut Vec<u8>, text: &[u16]) {
    to.push(b'"');
    for decoded in char::decode_utf16(text.iter().copied()) {
        write_character(to, decoded.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    to.push(b'"');
}

fn write_character(to: &mut Vec<u8>, character: char) {
    match character {
        '"' => to.extend_from_slice(b"\\\""),
        '\\' => to.extend_from_slice(b"\\\\"),
        '\u{8}' => to.extend_from_slice(b"\\b"),
        '\t' => to.extend_from_slice(b"\\t"),
        '\n' => to.extend_from_slice(b"\\n"),
        '\u{c}' => to.extend_from_slice(b"\\f"),
        '\r' => to.extend_from_slice(b"\\r"),
        '\0'..='\u{1f}' => write_escape(to, character as u16),
        _ => to.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
    }
}

fn write_escape(to: &mut Vec<u8>, unit: u16) {
    to.extend_from_slice(format!("\\u{unit:04x}").as_bytes());
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn chunk(texts: &[Vec<u16>]) -> Vec<u16> {
        let with_length = |text: &Vec<u16>| {
            let length = u32::try_from(text.len()).expect("short") + 1;
            let halves = [length & 0xffff, length >> 16];
            let halves = halves.map(|half| u16::try_from(half).expect("half"));
            [halves.to_vec(), text.clone()].concat()
        };
        texts.iter().flat_map(with_length).collect()
    }

    /// What RFC 8259 makes of a string.
    fn parse(json: &[u8]) -> Vec<u16> {
        let text = std::str::from_utf8(json).expect("UTF-8");
        let inner = text
            .strip_prefix('"')
            .and_then(|text| text.strip_suffix('"'));
        let mut left = inner.expect("quotes").chars();
        let mut units = Vec::new();
        while let Some(character) = left.next() {
            assert!(character >= ' ' && character != '"', "{text}");
            if character != '\\' {
                units.extend_from_slice(character.encode_utf16(&mut [0; 2]));
                continue;
            }
            units.push(match left.next().expect("an escape") {
                'b' => 8,
                't' => 9,
                'n' => 10,
                'f' => 12,
                'r' => 13,
                'u' => {
                    let digits: String = left.by_ref().take(4).collect();
                    assert_eq!(digits.len(), 4);
                    u16::from_str_radix(&digits, 16).expect("hexadecimal digits")
                }
                same @ ('"' | '\\') => same as u16,
                other => panic!("escaped {other}"),
            });
        }
        units
    }

    /// Rich in what is special.
    fn unit() -> impl Strategy<Value = u16> {
        prop_oneof![
            0..0x80_u16,
            0xd7f0..0xe010_u16,
            any::<u16>(),
            prop::sample::select(vec![0x22, 0x5c, 0x2028, 0xfeff, 0xffff]),
        ]
    }

    proptest! {
        #[test]
        fn every_text_comes_back(
            texts in prop::collection::vec(prop::collection::vec(unit(), 0..40), 0..20),
            cut in 0_usize..25,
        ) {
            let (first, second) = texts.split_at(texts.len() / 2);
            let mut first = chunk(first);
            first.extend([0; 5]);
            let read = read_all(&[&first, &chunk(second)], cut);
            for (index, text) in texts.iter().enumerate().take(cut) {
                let number = u32::try_from(index + 1).expect("few");
                let text = String::from_utf16_lossy(text);
                let text: Vec<_> = text.encode_utf16().collect();
                prop_assert_eq!(parse(read.get(number)), text);
            }
            let after = u32::try_from(texts.len().min(cut) + 1).expect("few");
            prop_assert_eq!(read.get(after), UNKNOWN);
            prop_assert_eq!(read.get(0), UNKNOWN);
        }

        #[test]
        fn garbage_does_no_harm(chunk in prop::collection::vec(any::<u16>(), 0..200)) {
            let read = read_all(&[&chunk], usize::MAX);
            for number in 0..200 {
                std::str::from_utf8(read.get(number)).expect("UTF-8");
            }
        }
    }

    #[test]
    fn escapes_are_those_of_json_stringify() {
        let text: Vec<u16> = (0..0x21)
            .chain([0x22, 0x5c, 0x7f, 0x2028, 0xdc00, 0xd800])
            .collect();
        let read = read_all(&[&chunk(&[text])], 1);
        let expected = concat!(
            r#""\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f"#,
            r"\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d",
            r#"\u001e\u001f \"\\"#,
            "\u{7f}\u{2028}\u{fffd}\u{fffd}\"",
        );
        assert_eq!(String::from_utf8_lossy(read.get(1)), expected);
    }
}
