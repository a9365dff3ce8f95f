use super::TimelineTrack;
use super::json_text::Texts;

const PHASES: [&[u8]; 4] = [b"B", b"E", b"b", b"e"];
/// The first phase whose events have an id.
const WITH_ID: usize = 2;
const HEX: &[u8; 16] = b"0123456789abcdef";

/// Writes events of one thread, each as a line after the end of the one before.
pub(super) struct Lines<'a> {
    track: &'a TimelineTrack<'a>,
    texts: &'a Texts,
}

impl<'a> Lines<'a> {
    pub(super) fn new(track: &'a TimelineTrack<'a>, texts: &'a Texts) -> Self {
        Self { track, texts }
    }

    pub(super) fn write(&self, to: &mut Vec<u8>, times: &[f64], numbers: &[u32], at: usize) {
        // A column that is too short reads as zeros, as in the fallback.
        let number = |column: usize| {
            let number = numbers.get(column * times.len() + at);
            number.copied().unwrap_or_default()
        };
        let (what, message) = (number(0), number(2));
        let phase = (what & 3) as usize;
        to.extend_from_slice(b",\n{\"ph\":\"");
        to.extend_from_slice(PHASES[phase]);
        to.extend_from_slice(b"\",\"name\":");
        to.extend_from_slice(self.texts.get(what >> 2));
        to.extend_from_slice(self.track.place.as_bytes());
        to.extend_from_slice(b",\"ts\":");
        write_time(to, times[at]);
        if phase >= WITH_ID {
            to.extend_from_slice(b",\"id2\":{\"local\":\"");
            to.extend_from_slice(self.track.ids.as_bytes());
            let id = number(1).to_be_bytes();
            let digits = id.map(|byte| [HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]);
            to.extend_from_slice(digits.as_flattened());
            to.extend_from_slice(b"\"}");
        }
        if message != 0 {
            to.extend_from_slice(b",\"args\":{\"message\":");
            to.extend_from_slice(self.texts.get(message));
            to.push(b'}');
        }
        to.push(b'}');
    }
}

/// Microseconds, with three decimals: nanoseconds cut off. By the very steps of
/// the fallback, for the same digits.
fn write_time(to: &mut Vec<u8>, time: f64) {
    let whole = time.floor();
    // Both are far below 2^53, and a cast saturates.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let (mut left, nanoseconds) = (whole as u64, ((time - whole) * 1000.0).floor() as u32);
    let mut digits = [b'0'; 20];
    let mut first = digits.len();
    loop {
        first -= 1;
        digits[first] = digit(left % 10);
        left /= 10;
        if left == 0 {
            break;
        }
    }
    to.extend_from_slice(&digits[first..]);
    let [a, b, c] = [100, 10, 1].map(|unit| digit(u64::from(nanoseconds) / unit % 10));
    to.extend_from_slice(&[b'.', a, b, c]);
}

fn digit(value: u64) -> u8 {
    HEX[(value % 10) as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_three_decimals() {
        let text = |time| {
            let mut bytes = Vec::new();
            write_time(&mut bytes, time);
            String::from_utf8(bytes).expect("UTF-8")
        };
        assert_eq!(text(0.0), "0.000");
        assert_eq!(text(7.0625), "7.062");
        assert_eq!(text(0.9999), "0.999");
        assert_eq!(text(1_234_567_890_123.5), "1234567890123.500");
        assert_eq!(text(9_007_199_254_740_991.0), "9007199254740991.000");
    }
}
