//! The secrets of a call, and their redaction in texts of servers.
//!
//! Servers and proxies echo requests in error pages, and error messages go into logs, so each text
//! of a server is redacted before a program sees it. The server chooses how it writes a secret. For
//! example, the password `p"w` comes back from an XML parser as `p&quot;w`, from a proxy that shows
//! the URL as `p%22w`, and inside of a Basic header as base64. The redactor therefore undoes
//! escapes layer by layer (`layers`) and searches each layer for the plain form, base64 and
//! hexadecimal digits (`find`). `named` finds the secrets in bodies, which the library does not
//! know in advance.

mod find;
mod layers;
mod named;
mod redactor;
mod secret;
mod set;

pub use redactor::Redactor;
pub use secret::{MIN_SECRET, REDACTED, Secret};
pub use set::Secrets;
