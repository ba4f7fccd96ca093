//! Content codings: how a body is compressed, and its bytes as they were before.

use crate::common::response::UNREAD_CODINGS;
use crate::common::words::Words;
use crate::transport::failure::{self, Failure};
use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use http::HeaderMap;
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, GetAll};
use std::cell::Cell;
use std::io::{self, BufReader, Cursor, Read};
use std::rc::Rc;

/// How often a body may be compressed.
const MAX_LAYERS: usize = 5;
/// What compressed data may have that yields nothing, in bytes.
const WITHOUT_OUTPUT: u64 = 256 * 1024;
/// How many bytes of compressed data a byte may take beyond that. Where a server sends each line
/// as soon as it has it, one takes little more than a byte.
const FOR_BYTE: u64 = 2;

/// A coding that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// Gzip, of one or more members.
    Gzip,
    /// Deflate, in zlib's format as the standard says, or without.
    Deflate,
}

/// How a body is compressed.
#[derive(Debug, PartialEq, Eq)]
pub enum Codings {
    /// The order is that in which they were applied. Other names than those of compressions do not
    /// count: some servers put a character set there.
    Read(Vec<Coding>),
    /// The first that is not read.
    Unread(&'static str),
    /// There are more than anybody needs.
    TooMany,
}

impl Codings {
    /// Those of the headers of a response.
    pub fn of(headers: &HeaderMap) -> Codings {
        let mut codings = Vec::new();
        for name in names(headers.get_all(CONTENT_ENCODING)) {
            match &*name {
                "gzip" | "x-gzip" => codings.push(Coding::Gzip),
                "deflate" => codings.push(Coding::Deflate),
                name => {
                    if let Some(unread) = UNREAD_CODINGS.into_iter().find(|unread| *unread == name)
                    {
                        return Codings::Unread(unread);
                    }
                }
            }
        }
        match codings.len() {
            0..=MAX_LAYERS => Codings::Read(codings),
            _ => Codings::TooMany,
        }
    }

    /// What keeps the body from being read, unless the headers of the request asked for it.
    pub fn obstacle(&self, request: &HeaderMap) -> Option<Words> {
        match self {
            Codings::Read(_) => None,
            Codings::Unread(name) => {
                let is_asked_for = names(request.get_all(ACCEPT_ENCODING))
                    .any(|asked| asked.split(';').next().map(str::trim_end) == Some(name));
                let says = || {
                    Words::from("the answer is compressed with ")
                        .and(*name)
                        .and(", which this library does not read")
                };
                (!is_asked_for).then(says)
            }
            Codings::TooMany => Some(
                Words::from("the answer is compressed over ")
                    .and(Words::given(MAX_LAYERS))
                    .and(" times"),
            ),
        }
    }

    /// The codings to undo.
    pub fn layers(&self) -> &[Coding] {
        match self {
            Codings::Read(codings) => codings,
            _ => &[],
        }
    }
}

/// The names of a list that may be on several lines, in lower case.
fn names(lines: GetAll<'_, http::HeaderValue>) -> impl Iterator<Item = String> {
    lines.into_iter().flat_map(|line| {
        let line = String::from_utf8_lossy(line.as_bytes()).to_ascii_lowercase();
        let names: Vec<String> = line.split(',').map(|name| name.trim().to_owned()).collect();
        names
    })
}

/// The bytes of a body as they were before they were compressed.
pub fn unpacked(body: impl Read + 'static, layers: &[Coding]) -> Result<Box<dyn Read>, Failure> {
    let mut reader: Box<dyn Read> = Box::new(body);
    for coding in layers.iter().rev() {
        reader = layer(reader, *coding).map_err(failure::of_reading)?;
    }
    Ok(reader)
}

/// Undoes one coding. Where there are no bytes, nothing was compressed.
fn layer(mut reader: Box<dyn Read>, coding: Coding) -> io::Result<Box<dyn Read>> {
    let mut head = Vec::new();
    reader.by_ref().take(2).read_to_end(&mut head)?;
    if head.is_empty() {
        return Ok(reader);
    }
    let is_zlib = is_zlib(&head);
    let yielded = Rc::new(Cell::new(0));
    let packed = BufReader::new(Packed {
        reader: Cursor::new(head).chain(reader),
        taken: 0,
        yielded: Rc::clone(&yielded),
    });
    Ok(match coding {
        Coding::Gzip => counted(MultiGzDecoder::new(packed), yielded),
        Coding::Deflate if is_zlib => counted(ZlibDecoder::new(packed), yielded),
        Coding::Deflate => counted(DeflateDecoder::new(packed), yielded),
    })
}

/// Whether deflated data begin as zlib's format does (RFC 1950): method, window and check bits.
fn is_zlib(head: &[u8]) -> bool {
    let [method, flags, ..] = head else {
        return false;
    };
    let check = u16::from_be_bytes([*method, *flags]);
    method & 0x0f == 8 && method >> 4 <= 7 && check % 31 == 0
}

fn counted(reader: impl Read + 'static, yielded: Rc<Cell<u64>>) -> Box<dyn Read> {
    Box::new(Unpacked { reader, yielded })
}

/// Compressed data, of which no more is taken than its yield justifies.
struct Packed<R> {
    reader: R,
    taken: u64,
    yielded: Rc<Cell<u64>>,
}

impl<R: Read> Read for Packed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let amount = self.reader.read(buffer)?;
        self.taken += amount as u64;
        let yielded = self.yielded.get();
        if self.taken > WITHOUT_OUTPUT + FOR_BYTE * yielded {
            let taken = self.taken;
            let message = format!("{taken} bytes of it are {yielded} when unpacked");
            return Err(io::Error::other(message));
        }
        Ok(amount)
    }
}

/// What comes of it.
struct Unpacked<R> {
    reader: R,
    yielded: Rc<Cell<u64>>,
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let amount = self.reader.read(buffer)?;
        self.yielded.set(self.yielded.get() + amount as u64);
        Ok(amount)
    }
}
