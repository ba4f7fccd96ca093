//! TLS records of a server that rustls would not send.

use rustls::crypto::cipher::{MessageEncrypter, OutboundChunks, OutboundPlainMessage};
use rustls::{
    ConnectionTrafficSecrets, ContentType, ProtocolVersion, ServerConnection, SupportedCipherSuite,
};
use std::iter;

/// Encrypts the records that a server sends.
pub struct Records {
    encrypter: Box<dyn MessageEncrypter>,
    number: u64,
}

impl Records {
    /// The records that follow the bytes sent over a connection so far.
    pub fn after(tls: ServerConnection) -> Records {
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
        Records { encrypter, number }
    }

    /// A record with application data.
    pub fn data(&mut self, payload: &[u8]) -> Vec<u8> {
        self.record(ContentType::ApplicationData, payload)
    }

    /// A record with handshake messages.
    pub fn handshake(&mut self, payload: &[u8]) -> Vec<u8> {
        self.record(ContentType::Handshake, payload)
    }

    /// The beginning of a handshake message, and then data, which is not allowed before its end
    /// (RFC 8446, section 5.1).
    pub fn interrupted_handshake(&mut self) -> Vec<u8> {
        [self.handshake(&[4, 0]), self.data(b"x")].concat()
    }

    /// An endless sequence of records, each with one session ticket.
    pub fn tickets(mut self) -> impl Iterator<Item = Vec<u8>> {
        // RFC 8446, section 4.6.1: a lifetime of 1 s, an age addend of 0, a nonce of one byte, a
        // ticket of one byte, no extensions.
        const TICKET: &[u8] = &[4, 0, 0, 15, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0];
        iter::from_fn(move || Some(self.handshake(TICKET)))
    }

    fn record(&mut self, typ: ContentType, payload: &[u8]) -> Vec<u8> {
        let message = OutboundPlainMessage {
            typ,
            version: ProtocolVersion::TLSv1_2,
            payload: OutboundChunks::Single(payload),
        };
        let record = self.encrypter.encrypt(message, self.number).unwrap();
        self.number += 1;
        record.encode()
    }
}
