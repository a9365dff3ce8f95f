use napi_derive::napi;
use serde_json::Value;

/// The second has priority; objects are merged, all else is replaced.
fn merge(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (key, value) in from {
                match into.get_mut(&key) {
                    Some(old) => merge(old, value),
                    None => {
                        into.insert(key, value);
                    }
                }
            }
        }
        (into, from) => *into = from,
    }
}

#[napi]
pub fn merge_values(mut into: Value, from: Value) -> Value {
    merge(&mut into, from);
    into
}

#[napi]
pub fn merge_texts(into: String, from: String) -> napi::Result<String> {
    let mut into = serde_json::from_str(&into)?;
    merge(&mut into, serde_json::from_str(&from)?);
    Ok(into.to_string())
}

/// The least that a parser in Rust takes: it hands no object over, only how
/// many entries there are at the top.
#[napi]
pub fn parse_and_keep(text: String) -> napi::Result<u32> {
    let value: Value = serde_json::from_str(&text)?;
    let count = value.as_object().map_or(0, serde_json::Map::len);
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

#[napi]
pub fn parse_to_objects(text: String) -> napi::Result<Value> {
    Ok(serde_json::from_str(&text)?)
}
