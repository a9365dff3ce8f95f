/// The pid that a JavaScript number means; 0, which is never alive, for what is
/// none. Not taken as u32 from Node-API: there 2^32 + 1 would wrap to pid 1.
pub(crate) fn to_pid(number: f64) -> u32 {
    let is_pid = number.fract() == 0.0 && (1.0..=f64::from(u32::MAX)).contains(&number);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    if is_pid { number as u32 } else { 0 }
}
