use napi_derive::napi;

/// Whether lib/loop-lag.ts takes the text: `^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$`.
fn parse(text: &str) -> Option<f64> {
    let text = text.trim();
    let is_number = text.bytes().all(|byte| match byte {
        b'0'..=b'9' | b'.' | b'e' | b'E' | b'-' => true,
        b'+' => !text.starts_with('+'),
        _ => false,
    });
    let number: f64 = text.parse().ok().filter(|_| is_number)?;
    (number.is_finite() && !text.starts_with('-')).then_some(number / 1000.0)
}

#[napi]
pub fn parse_threshold(text: String) -> Option<f64> {
    parse(&text)
}

#[napi]
pub fn read_threshold() -> Option<f64> {
    let text = std::env::var("PROCPILOT_LOOP_LAG_THRESHOLD_MS").ok()?;
    parse(&text)
}
