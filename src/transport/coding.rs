//! Content codings (RFC 9110, 8.4): which ones compress a body, and decompressing it.

use crate::common::response::UNREAD_CODINGS;
use crate::common::words::Words;
use crate::transport::failure::{self, Failure};
use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use http::header::CONTENT_ENCODING;
use http::{HeaderMap, HeaderValue};
use std::cell::Cell;
use std::io::{self, BufReader, Cursor, ErrorKind, Read};
use std::panic::{self, AssertUnwindSafe};
use std::rc::Rc;

/// The longest name of a coding, with its weight.
const MAX_NAME: usize = 100;
/// The most codings of one body.
const MAX_LAYERS: usize = 5;
/// The compressed data that is accepted before it yields any output, in bytes.
const WITHOUT_OUTPUT: u64 = 256 * 1024;
/// The compressed bytes that are accepted for each byte of output beyond that. Even a server that
/// flushes its compressor after each line needs little more than one.
const FOR_BYTE: u64 = 2;

/// A coding that the library decompresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// Gzip, with one or more members.
    Gzip,
    /// Deflate, in the zlib format as RFC 9110 (8.4.1.2) has it, or raw, as old versions of IIS send
    /// it.
    Deflate,
}

/// The codings of a body.
#[derive(Debug, PartialEq, Eq)]
pub enum Codings {
    /// Codings that are supported, in the order in which they were applied. Names that are not those of
    /// a compression are ignored: misconfigured servers put a character set (`utf-8`) there.
    Supported(Vec<Coding>),
    /// The first coding that is not supported.
    Unsupported(&'static str),
    /// There are more than [`MAX_LAYERS`].
    TooMany,
}

impl Codings {
    /// Reads the codings from the headers of a response.
    pub fn from_headers(headers: &HeaderMap) -> Codings {
        let mut codings = Vec::new();
        for name in names(headers.get_all(CONTENT_ENCODING)) {
            match &*name {
                "gzip" | "x-gzip" => codings.push(Coding::Gzip),
                "deflate" => codings.push(Coding::Deflate),
                name => {
                    let known = UNREAD_CODINGS.into_iter().find(|known| *known == name);
                    if let Some(unsupported) = known {
                        return Codings::Unsupported(unsupported);
                    }
                }
            }
        }
        match codings.len() {
            0..=MAX_LAYERS => Codings::Supported(codings),
            _ => Codings::TooMany,
        }
    }

    /// The reason why the body cannot be read; `None` if it can, or if the request asked for the
    /// coding itself in `Accept-Encoding` and so gets the body as it is.
    /// `accepted` are the values of that header.
    pub fn obstacle(&self, accepted: &[HeaderValue]) -> Option<Words> {
        match self {
            Codings::Supported(_) => None,
            Codings::Unsupported(name) => {
                let is_requested = names(accepted)
                    .any(|accepted| accepted.split(';').next().map(str::trim_end) == Some(name));
                let reason = || {
                    Words::from("the response is compressed with ")
                        .and(*name)
                        .and(", which this library does not decompress")
                };
                (!is_requested).then(reason)
            }
            Codings::TooMany => Some(
                Words::from("the response is compressed more than ")
                    .and(Words::given(MAX_LAYERS))
                    .and(" times"),
            ),
        }
    }

    /// The codings to decompress.
    pub fn layers(&self) -> &[Coding] {
        match self {
            Codings::Supported(codings) => codings,
            _ => &[],
        }
    }
}

/// The names in a comma-separated header, which may have several lines, in lower case. Long ones are
/// left out.
fn names<'a>(lines: impl IntoIterator<Item = &'a HeaderValue>) -> impl Iterator<Item = String> {
    let names = lines
        .into_iter()
        .flat_map(|line| line.as_bytes().split(|byte| *byte == b','));
    let names = names.map(<[u8]>::trim_ascii);
    let short = names.filter(|name| name.len() <= MAX_NAME);
    short.map(|name| String::from_utf8_lossy(name).to_ascii_lowercase())
}

/// Returns a reader of a body's bytes as they were before compression.
pub fn decompress(body: impl Read + 'static, layers: &[Coding]) -> Result<Box<dyn Read>, Failure> {
    let mut reader: Box<dyn Read> = Box::new(body);
    for coding in layers.iter().rev() {
        reader = layer(reader, *coding).map_err(failure::from_body_read)?;
    }
    Ok(reader)
}

/// Decompresses one coding. An empty body is not compressed, whatever its headers say.
fn layer(mut reader: Box<dyn Read>, coding: Coding) -> io::Result<Box<dyn Read>> {
    let mut head = Vec::new();
    reader.by_ref().take(2).read_to_end(&mut head)?;
    if head.is_empty() {
        return Ok(reader);
    }
    let is_zlib = is_zlib(&head);
    let yielded = Rc::new(Cell::new(0));
    let compressed = BufReader::new(Compressed {
        reader: Cursor::new(head).chain(reader),
        taken: 0,
        yielded: Rc::clone(&yielded),
    });
    // A decoder panics if there is no memory for its state.
    let decoder = panic::catch_unwind(AssertUnwindSafe(|| match coding {
        Coding::Gzip => counted(MultiGzDecoder::new(compressed), yielded),
        Coding::Deflate if is_zlib => counted(ZlibDecoder::new(compressed), yielded),
        Coding::Deflate => counted(DeflateDecoder::new(compressed), yielded),
    }));
    decoder.map_err(|_| ErrorKind::OutOfMemory.into())
}

/// True if the data begin with a header of the zlib format (RFC 1950): method, window and check bits.
fn is_zlib(head: &[u8]) -> bool {
    let [method, flags, ..] = head else {
        return false;
    };
    let check = u16::from_be_bytes([*method, *flags]);
    method & 0x0f == 8 && method >> 4 <= 7 && check % 31 == 0
}

fn counted(reader: impl Read + 'static, yielded: Rc<Cell<u64>>) -> Box<dyn Read> {
    Box::new(Decompressed { reader, yielded })
}

/// Compressed data. Reading fails if it yields too little output: an endless stream of empty blocks
/// would keep a call busy without reaching the size limit of the response.
struct Compressed<R> {
    reader: R,
    taken: u64,
    yielded: Rc<Cell<u64>>,
}

impl<R: Read> Read for Compressed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let amount = self.reader.read(buffer)?;
        self.taken += amount as u64;
        let yielded = self.yielded.get();
        if self.taken > WITHOUT_OUTPUT + FOR_BYTE * yielded {
            let taken = self.taken;
            let message = format!("{taken} bytes of it are {yielded} when decompressed");
            return Err(io::Error::other(message));
        }
        Ok(amount)
    }
}

/// The output of a decoder, which is counted.
struct Decompressed<R> {
    reader: R,
    yielded: Rc<Cell<u64>>,
}

impl<R: Read> Read for Decompressed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let amount = self.reader.read(buffer)?;
        self.yielded.set(self.yielded.get() + amount as u64);
        Ok(amount)
    }
}
