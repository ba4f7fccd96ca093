//! An endless sequence of TLS session tickets.

use rustls::crypto::cipher::{MessageEncrypter, OutboundChunks, OutboundPlainMessage};
use rustls::{
    ConnectionTrafficSecrets, ContentType, ProtocolVersion, ServerConnection, SupportedCipherSuite,
};

/// TLS records of a server, each with one session ticket.
pub struct Tickets {
    encrypter: Box<dyn MessageEncrypter>,
    number: u64,
}

impl Tickets {
    /// The tickets that follow the bytes sent over a connection so far.
    pub fn after(tls: ServerConnection) -> Tickets {
        let Some(SupportedCipherSuite::Tls13(suite)) = tls.negotiated_cipher_suite() else {
            panic!("not TLS 1.3")
        };
        let (number, secrets) = tls.dangerous_extract_secrets().unwrap().tx;
        let (ConnectionTrafficSecrets::Aes128Gcm { key, iv }
        | ConnectionTrafficSecrets::Aes256Gcm { key, iv }
        | ConnectionTrafficSecrets::Chacha20Poly1305 { key, iv }) = secrets
        else {
            panic!("a cipher of another kind")
        };
        let encrypter = suite.aead_alg.encrypter(key, iv);
        Tickets { encrypter, number }
    }
}

impl Iterator for Tickets {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        // RFC 8446, section 4.6.1: a lifetime of 1 s, an age addend of 0, a nonce of one byte, a
        // ticket of one byte, no extensions.
        const TICKET: &[u8] = &[4, 0, 0, 15, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0];
        let ticket = OutboundPlainMessage {
            typ: ContentType::Handshake,
            version: ProtocolVersion::TLSv1_2,
            payload: OutboundChunks::Single(TICKET),
        };
        let record = self.encrypter.encrypt(ticket, self.number).unwrap();
        self.number += 1;
        Some(record.encode())
    }
}
