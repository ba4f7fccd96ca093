//! The ways in which a server may write a secret.

use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD, Engine};

/// Invisible characters that can be put between those of a secret.
pub const INVISIBLE_BETWEEN: &str =
    "\u{200b}\u{ad}\u{34f}\u{202e}\u{fe0f}\u{e0100}\u{e0041}\u{2060}";

pub fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

pub fn xml(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace('>', "&gt;").replace('"', "&quot;")
}

pub fn json_units(text: &str) -> String {
    text.encode_utf16()
        .map(|unit| format!("\\u{unit:04x}"))
        .collect()
}

/// The encodings in which a server may echo a secret, each on one line.
pub fn encodings(secret: &str) -> Vec<(&'static str, String)> {
    let decimal = |zeros| -> String {
        let one = |c: char| format!("&#{}{};", "0".repeat(zeros), u32::from(c));
        secret.chars().map(one).collect()
    };
    let hex_references: String = secret
        .chars()
        .map(|c| format!("&#x{:X};", u32::from(c)))
        .collect();
    let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
    let spaced: Vec<String> = secret.bytes().map(|byte| format!("{byte:02X}")).collect();
    let escaped: String = secret
        .bytes()
        .map(|byte| format!("\\x{byte:02x}"))
        .collect();
    let base64 = |before: &str| BASE64_STANDARD.encode(format!("{before}{secret}"));
    let nested = (0..8).fold(secret.to_owned(), |text, layer| match layer % 3 {
        0 => xml(&text),
        1 => text
            .replace('%', "%25")
            .replace('&', "%26")
            .replace('"', "%22"),
        _ => text
            .replace('\\', "\\\\")
            .replace('"', "\\\"")
            .replace('%', "\\u0025"),
    });
    let mut between = INVISIBLE_BETWEEN.chars().cycle();
    let interrupted = secret.chars().flat_map(|c| [Some(c), between.next()]);
    vec![
        ("with invisible ones", interrupted.flatten().collect()),
        ("plain", secret.to_owned()),
        ("upper case", secret.to_ascii_uppercase()),
        ("percent", percent(secret)),
        ("percent twice", percent(&percent(secret))),
        ("XML", xml(secret)),
        ("XML twice", xml(&xml(secret))),
        ("XML decimal", decimal(0)),
        ("XML decimal with zeros", decimal(5)),
        ("XML hexadecimal", hex_references.clone()),
        ("XML hexadecimal twice", xml(&hex_references)),
        ("JSON", json_units(secret)),
        (
            "JSON in XML",
            xml(&json_units(secret).replace('\\', "&#92;")),
        ),
        ("percent in JSON", percent(secret).replace('%', "\\u0025")),
        ("JSON in percent", percent(&json_units(secret))),
        ("\\x", escaped),
        ("base64", base64("")),
        ("base64, one before", base64(":")),
        ("base64, two before", base64("a:")),
        ("base64 of Basic", base64("user:")),
        ("base64url", BASE64_URL_SAFE_NO_PAD.encode(secret)),
        ("base64 in percent", percent(&base64(""))),
        ("hex", hex.clone()),
        ("HEX", hex.to_uppercase()),
        ("hex with blanks", spaced.join(" ")),
        ("hex with colons", spaced.join(":")),
        ("eight layers", nested),
    ]
}

/// The part of an encoded secret to search for: of base64 only what does not depend on the
/// neighbouring bytes.
pub fn marks(name: &str, encoded: &str) -> String {
    if !name.starts_with("base64") || name.contains("percent") {
        return encoded.to_owned();
    }
    let whole = encoded.trim_end_matches('=');
    let skipped = if name.contains("of Basic") { 8 } else { 4 };
    whole[skipped..whole.len() - 2].to_owned()
}
