//! TLS session tickets that a server sends as long as it likes.

use rustls::crypto::cipher::{MessageEncrypter, OutboundChunks, OutboundPlainMessage};
use rustls::{
    ConnectionTrafficSecrets, ContentType, ProtocolVersion, ServerConnection, SupportedCipherSuite,
};

/// Records of a server's that tell how to resume a session.
pub struct Tickets {
    encrypter: Box<dyn MessageEncrypter>,
    number: u64,
}

impl Tickets {
    /// What comes next over a connection.
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
        // RFC 8446, 4.6.1: a lifetime of 1 s, nothing to add, a nonce of a byte, a ticket of a
        // byte, no extensions.
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
