//! PEM text: its certificates and its private key, and reasons for messages why they cannot be read. The
//! reasons repeat nothing of the text, which may be a private key.

use crate::common::text::quoted_path;
use crate::transport::tls::openssl_trusted;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// The label of certificates.
const CERTIFICATE: &[u8] = b"CERTIFICATE-";
/// The label of OpenSSL's trusted certificates: see `openssl_trusted`.
const TRUSTED: &[u8] = b"TRUSTED CERTIFICATE-";
/// The labels of all sections with a certificate. The last one is `PEM_STRING_X509_OLD` of OpenSSL.
const LABELS: [&[u8]; 3] = [CERTIFICATE, TRUSTED, b"X509 CERTIFICATE-"];
const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const HYPHENS: &[u8] = b"-----";
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// The byte order marks at the beginning of UTF-16 text, which Windows PowerShell writes.
const UTF_16_MARKS: [&[u8]; 2] = [b"\xff\xfe", b"\xfe\xff"];

/// The text without a UTF-8 byte order mark, which Windows Notepad writes.
pub fn without_mark(text: &[u8]) -> &[u8] {
    text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text)
}

/// True for text with a PEM section, or a part of one.
pub fn is_pem(text: &[u8]) -> bool {
    contains(text, BEGIN)
}

/// The longest section that is decoded, in bytes: room for any certificate or key.
const MAX_SECTION: usize = 32 * 1024;

/// The name of a file in a message. PEM text that was passed in place of a path is not repeated.
pub fn file_name(path: &str) -> String {
    if is_pem(path.as_bytes()) {
        "(PEM text in place of a path)".to_owned()
    } else {
        quoted_path(path)
    }
}

/// True for text in UTF-16, in which PEM sections cannot be found.
pub fn is_utf_16(text: &[u8]) -> bool {
    UTF_16_MARKS.iter().any(|mark| text.starts_with(mark))
}

/// The certificates of the text, or the reasons why they cannot be read.
pub fn certificates(
    text: &[u8],
) -> impl Iterator<Item = Result<CertificateDer<'static>, &'static str>> {
    sections(text)
        .filter(|section| LABELS.iter().any(|one| label(section).starts_with(one)))
        .flat_map(|section| {
            let decoded = decode(section);
            // Without this check, a certificate on the same line as another's END would be lost silently.
            let more = broken_lines(section).filter(|_| decoded.is_ok());
            std::iter::once(decoded).chain(more.map(Err))
        })
}

/// Decodes a section with a certificate.
fn decode(section: &[u8]) -> Result<CertificateDer<'static>, &'static str> {
    let section = up_to_end(section)?;
    let read = |section: &[u8]| {
        CertificateDer::from_pem_slice(section).map_err(|error| problem(section, &error))
    };
    if label(section).starts_with(CERTIFICATE) {
        return read(section);
    }
    // The decoder of rustls accepts only the label CERTIFICATE.
    let mut renamed = Vec::with_capacity(section.len());
    let mut rest = section;
    for line in [BEGIN, END] {
        let (before, after) = match memchr::memmem::find(rest, line) {
            Some(at) => rest.split_at(at + line.len()),
            None => break,
        };
        renamed.extend_from_slice(before);
        let at = memchr::memmem::find(after, CERTIFICATE).unwrap_or_default();
        rest = after.get(at..).unwrap_or_default();
    }
    renamed.extend_from_slice(rest);
    let certificate = read(&renamed)?;
    match label(section).starts_with(TRUSTED) {
        true => openssl_trusted::certificate(&certificate),
        false => Ok(certificate),
    }
}

/// The first private key of the text; `None` if it has none.
pub fn private_key(text: &[u8]) -> Option<Result<PrivateKeyDer<'static>, &'static str>> {
    let keys: [&[u8]; 3] = [b"PRIVATE KEY-", b"RSA PRIVATE KEY-", b"EC PRIVATE KEY-"];
    let is_key = |section: &&[u8]| keys.iter().any(|key| label(section).starts_with(key));
    let section = sections(text).find(is_key)?;
    Some(up_to_end(section).and_then(|section| {
        PrivateKeyDer::from_pem_slice(section).map_err(|error| problem(section, &error))
    }))
}

/// The reason why sections cannot be found in the lines of a text; `None` if the lines are correct.
pub fn broken_lines(text: &[u8]) -> Option<&'static str> {
    if is_utf_16(text) {
        return Some("it is text in UTF-16, not in ASCII or UTF-8");
    }
    let lines = || text.split(|&byte| matches!(byte, b'\n' | b'\r'));
    let holds_more = |line: &[u8]| {
        let begins = memchr::memmem::find_iter(line, BEGIN).count();
        let ends = memchr::memmem::find_iter(line, END).count();
        let is_alone = ends_with_its_label(line, BEGIN) || line.starts_with(END);
        begins + ends > usize::from(is_alone)
    };
    let line = lines().find(|line| holds_more(line))?;
    let is_indented = line.trim_ascii_start() != line && !holds_more(line.trim_ascii_start());
    Some(if is_indented {
        "its lines are indented: each BEGIN and END line must start with the hyphens"
    } else if contains(line, b"\\n") {
        "its line breaks are missing: it has a backslash and an n in their place"
    } else {
        "its line breaks are missing: each BEGIN and END must be on a line of its own"
    })
}

/// True for a line that begins with `mark` and ends with the hyphens after its label.
fn ends_with_its_label(line: &[u8], mark: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(mark) else {
        return false;
    };
    let hyphens = memchr::memmem::find(rest, HYPHENS);
    let behind = hyphens.and_then(|at| rest.get(at + HYPHENS.len()..));
    behind.is_none_or(|behind| behind.trim_ascii().is_empty())
}

/// The sections of the text, each from its BEGIN line to the next BEGIN line.
fn sections(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let is_at_line_start = |&at: &usize| {
        at.checked_sub(1)
            .and_then(|before| text.get(before))
            .is_none_or(|byte| matches!(byte, b'\n' | b'\r'))
    };
    let starts = move || memchr::memmem::find_iter(text, BEGIN).filter(is_at_line_start);
    let ends = starts().skip(1).chain([text.len()]);
    starts()
        .zip(ends)
        .filter_map(|(from, to)| text.get(from..to))
}

/// A section without the text behind the line of its END, if there is one.
fn up_to_end(section: &[u8]) -> Result<&[u8], &'static str> {
    let line = memchr::memmem::find(section, END);
    let behind = line.and_then(|at| {
        let rest = section.get(at..)?;
        Some(at + memchr::memchr2(b'\n', b'\r', rest)?)
    });
    match section.get(..behind.unwrap_or(section.len())) {
        Some(whole) if whole.len() <= MAX_SECTION => Ok(whole),
        _ => Err(broken_lines(section).unwrap_or("it is too long for a certificate or a key")),
    }
}

/// The text of a section from its label on.
fn label(section: &[u8]) -> &[u8] {
    section.get(BEGIN.len()..).unwrap_or_default()
}

/// The reason why a section cannot be read.
fn problem(section: &[u8], error: &pem::Error) -> &'static str {
    if let Some(reason) = broken_lines(section) {
        return reason;
    }
    match error {
        pem::Error::MissingSectionEnd { .. } => "its END line is missing",
        pem::Error::IllegalSectionStart { .. } => "its BEGIN line does not end in five hyphens",
        pem::Error::Base64Decode(_) => "the text between its BEGIN and END lines is not base64",
        _ => "it cannot be read",
    }
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    memchr::memmem::find(text, part).is_some()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    const CERTIFICATE: &str =
        "-----BEGIN CERTIFICATE-----\nAAAA\nBBBB\n-----END CERTIFICATE-----\n";
    const KEY: &str = "-----BEGIN PRIVATE KEY-----\nSECR\nETSE\n-----END PRIVATE KEY-----\n";

    /// The number of certificates, and the reasons why others cannot be read.
    fn read(text: &str) -> (usize, Vec<&'static str>) {
        let (good, bad): (Vec<_>, Vec<_>) =
            certificates(text.as_bytes()).partition(|one| one.is_ok());
        (
            good.len(),
            bad.into_iter().filter_map(Result::err).collect(),
        )
    }

    #[test]
    fn certificates_are_found_among_other_text() {
        for (text, count) in [
            ("", 0),
            ("hello", 0),
            (KEY, 0),
            (CERTIFICATE, 1),
            (&CERTIFICATE.replace('\n', "\r\n"), 1),
            (&CERTIFICATE.replace('\n', "\r"), 1),
            (CERTIFICATE.trim_end(), 1),
            (&format!("text\n{CERTIFICATE}{KEY}more\n{CERTIFICATE}"), 2),
        ] {
            assert_eq!(read(text), (count, vec![]), "{text:?}");
        }
        assert!(private_key(KEY.as_bytes()).unwrap().is_ok());
        assert!(private_key(CERTIFICATE.as_bytes()).is_none());
    }

    #[test]
    fn broken_sections_are_reported_and_others_are_read() {
        let missing = "its line breaks are missing";
        let escaped = "a backslash and an n";
        let indented = "    -----BEGIN CERTIFICATE-----\n    AAAA\n    -----END CERTIFICATE-----";
        for (text, reason) in [
            (CERTIFICATE.replace('\n', ""), missing),
            (CERTIFICATE.replace('\n', " "), missing),
            (CERTIFICATE.replace('\n', "\\n"), escaped),
            (CERTIFICATE.replace('\n', "\\r\\n"), escaped),
            (CERTIFICATE.replace("AAAA\n", "AAAA"), ""),
            (CERTIFICATE.replace("-\nAAAA", "-AAAA"), missing),
            (CERTIFICATE.replace("BBBB\n", "BBBB"), missing),
            (CERTIFICATE.replace("-\nAAAA", "\nAAAA"), "five hyphens"),
            (CERTIFICATE.replace("AAAA", "A?AA"), "not base64"),
            (CERTIFICATE[..40].to_owned(), "its END line is missing"),
        ] {
            let (good, bad) = read(&format!("{CERTIFICATE}{text}\n{CERTIFICATE}"));
            if reason.is_empty() {
                assert_eq!((good, bad), (3, vec![]), "{text:?}");
                continue;
            }
            assert_eq!((good, bad.len()), (2, 1), "{text:?}: {bad:?}");
            assert!(bad[0].contains(reason), "{text:?}: {bad:?}");
        }
        // Two files were joined, and the first had no line break at its end.
        let (good, bad) = read(&format!("{}{CERTIFICATE}", CERTIFICATE.trim_end()));
        assert_eq!(good, 1);
        assert!(bad[0].contains(missing), "{bad:?}");
        assert_eq!(read(indented), (0, vec![]));
        assert!(
            broken_lines(indented.as_bytes())
                .unwrap()
                .contains("indented")
        );
        assert!(broken_lines(b"\xff\xfe-\0").unwrap().contains("UTF-16"));
        assert_eq!(broken_lines(CERTIFICATE.as_bytes()), None);
    }

    #[test]
    fn broken_private_key_is_not_echoed() {
        for text in [
            KEY.replace('\n', ""),
            KEY.replace('\n', "\\n"),
            KEY[..35].to_owned(),
        ] {
            let reason = private_key(text.as_bytes()).unwrap().unwrap_err();
            assert!(!reason.contains("SECR"), "{reason}");
        }
    }
}
