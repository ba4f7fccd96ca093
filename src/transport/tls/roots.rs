//! The root certificates of the system.

use crate::common::error::{Error, Result, Status};
use crate::common::lock::lock;
use crate::common::memory;
use crate::common::text::quoted_path;
use crate::platform::{self, PerProcess};
use crate::transport::environment::Environment;
use crate::transport::tls::certificate::Parsed;
use crate::transport::tls::files;
use crate::transport::tls::verifier::{Authority, Trusted};
use rustls::pki_types::CertificateDer;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, Weak};

/// The trusted roots of a server with this environment. All servers whose variables name the same roots
/// share them. Once the last one has dropped them, they are read anew: the files may have changed.
///
/// # Errors
/// The same as for [`system_roots`].
pub fn for_environment(environment: &Environment) -> Result<Arc<Trusted>> {
    let value = |name| environment.get(name).map(OsStr::to_owned);
    let shared = Shared::with_variables(value("SSL_CERT_FILE"), value("SSL_CERT_DIR"));
    // Other servers that need the same roots wait here until they are read.
    let mut roots = lock(&shared.roots);
    if let Some(roots) = roots.upgrade() {
        return Ok(roots);
    }
    let read = system_roots(shared.file.as_deref(), shared.directories.as_deref())?;
    let read = Arc::new(read);
    *roots = Arc::downgrade(&read);
    Ok(read)
}

/// The roots that the variables with these values name, if a server uses them.
struct Shared {
    file: Option<OsString>,
    directories: Option<OsString>,
    roots: Mutex<Weak<Trusted>>,
}

impl Shared {
    /// The one for these variables in this process.
    fn with_variables(file: Option<OsString>, directories: Option<OsString>) -> Arc<Shared> {
        static ALL: PerProcess<Mutex<Vec<Arc<Shared>>>> = PerProcess::new();
        let all = &mut *lock(ALL.get());
        all.retain(|one| one.is_in_use());
        let is_same = |one: &&Arc<Shared>| one.file == file && one.directories == directories;
        if let Some(same) = all.iter().find(is_same) {
            return Arc::clone(same);
        }
        let new = Arc::new(Shared {
            file,
            directories,
            roots: Mutex::default(),
        });
        all.push(Arc::clone(&new));
        new
    }

    /// True if a server has the roots, or another thread is reading them.
    fn is_in_use(self: &Arc<Shared>) -> bool {
        Arc::strong_count(self) > 1 || lock(&self.roots).strong_count() > 0
    }
}

/// The roots that the variables SSL_CERT_FILE and SSL_CERT_DIR name. If neither is set, the system's
/// roots, or those of Mozilla (webpki-roots) if the system has none, as in a minimal container.
///
/// # Errors
/// `Certificate`: the system's store cannot be read, or the variables are set, and no CA certificate can be read there. The system's roots do
/// not replace them: a user who sets the variables trusts what they name, and nothing else.
pub fn system_roots(file: Option<&OsStr>, directories: Option<&OsStr>) -> Result<Trusted> {
    let is_set = |value: &&OsStr| !value.is_empty();
    let (file, directories) = (file.filter(is_set), directories.filter(is_set));
    if file.is_none() && directories.is_none() {
        let roots = trusted(read_system()?)?;
        if roots.authority_count() > 0 {
            return Ok(roots);
        }
        let mozilla = webpki_roots::TLS_SERVER_ROOTS.iter().cloned();
        let mut roots = Trusted::default();
        for anchor in mozilla {
            roots.add(Authority::from_anchor(anchor))?;
        }
        return Ok(roots);
    }
    let file = file.map(PathBuf::from);
    let paths = std::env::split_paths(directories.unwrap_or_default());
    let paths = paths.filter(|path| !path.as_os_str().is_empty());
    let (certificates, reason) = read(file.iter().cloned().chain(paths))?;
    let named = |name: &str, value: Option<&OsStr>| {
        value.map(|value| format!("{name}={}", quoted_path(&value.to_string_lossy())))
    };
    let variables = [
        named("SSL_CERT_FILE", file.as_deref().map(Path::as_os_str)),
        named("SSL_CERT_DIR", directories),
    ];
    let variables: Vec<String> = variables.into_iter().flatten().collect();
    let variables = variables.join(", ");
    let mut roots = trusted(certificates)?;
    if roots.authority_count() > 0 {
        roots.unusable = reason.map(|reason| {
            format!("some of the certificates that the environment names cannot be read ({variables}: {reason})")
        });
        return Ok(roots);
    }
    let reason = reason
        .map(|reason| format!(": {reason}"))
        .unwrap_or_default();
    Err(Error::new(
        Status::Certificate,
        format!(
            "no server's certificate can be trusted: there is no CA certificate where the environment variable points ({variables}{reason})"
        ),
    )
    .advise("correct or unset it, or configure the trusted certificates"))
}

type Certificates = Vec<CertificateDer<'static>>;

/// Reads all certificates in files and directories. Returns them, and the reason why the first path that
/// cannot be read failed.
fn read(paths: impl Iterator<Item = PathBuf>) -> Result<(Certificates, Option<String>)> {
    let mut certificates = Vec::new();
    let mut reason = None;
    for path in paths {
        match files::find(&path) {
            Ok(found) => {
                certificates.try_reserve(found.certificates.len())?;
                certificates.extend(found.certificates);
            }
            Err(error) if error.status() == Status::NoMemory => return Err(error),
            Err(error) => reason = reason.or(Some(error.message().to_owned())),
        }
    }
    // Most certificates of the directories are also in the file.
    certificates.sort_unstable_by(|a, b| a.as_ref().cmp(b.as_ref()));
    certificates.dedup();
    Ok((certificates, reason))
}

/// Reads the certificates of the system.
///
/// # Errors
/// `Certificate`: the system's store cannot be opened. Mozilla's roots do not replace it: it may distrust
/// some of them.
fn read_system() -> Result<Certificates> {
    let roots = platform::system_roots().map_err(|error| {
        let message = format!("the system's trusted certificates cannot be read ({error})");
        Error::new(Status::Certificate, message).advise("configure the trusted certificates")
    })?;
    let (mut certificates, _) = read(roots.paths.into_iter())?;
    certificates.try_reserve(roots.certificates.len())?;
    certificates.extend(roots.certificates.into_iter().map(CertificateDer::from));
    Ok(certificates)
}

/// Collects certificates as trusted: CAs as issuers of others, and self-signed certificates that are not
/// CAs as they are. A certificate that a CA issued is not trusted by itself: a system's directory may
/// contain servers' certificates too.
fn trusted(certificates: Certificates) -> Result<Trusted> {
    let mut trusted = Trusted::default();
    for certificate in certificates {
        let Some(parsed) = Parsed::new(&certificate) else {
            continue;
        };
        if parsed.is_ca() == Some(true) && parsed.is_for_servers() {
            if let Some(authority) = Authority::new(&certificate, parsed.path_limit()) {
                trusted.add(authority)?;
            }
        } else if parsed.is_self_issued() && parsed.is_for_servers() {
            memory::push(&mut trusted.configured, certificate)?;
        }
    }
    Ok(trusted)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use rcgen::{
        BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
        KeyUsagePurpose,
    };

    #[test]
    fn roots_are_shared_while_in_use_and_read_anew_after() {
        let folder = std::env::temp_dir().join(format!("tsc-roots-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("ca.pem");
        let write = |name: &str| {
            let mut parameters = CertificateParams::new([name.to_owned()]).unwrap();
            parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            let key = KeyPair::generate().unwrap();
            let certificate = parameters.self_signed(&key).unwrap();
            std::fs::write(&file, certificate.pem()).unwrap();
        };
        let environment = Environment::new(|name| match name {
            "SSL_CERT_FILE" => Ok(Some(file.clone().into())),
            _ => Ok(None),
        });
        let environment = environment.unwrap();
        let other = Environment::new(|name| match name {
            "SSL_CERT_DIR" => Ok(Some(folder.clone().into())),
            _ => Ok(None),
        });
        let other = other.unwrap();
        write("before");
        let first = for_environment(&environment).unwrap();
        let before = format!("{first:?}");
        write("after");
        let second = for_environment(&environment).unwrap();
        assert!(Arc::ptr_eq(&first, &second));
        assert!(!Arc::ptr_eq(&first, &for_environment(&other).unwrap()));
        drop((first, second));
        let renewed = for_environment(&environment).unwrap();
        assert_ne!(format!("{renewed:?}"), before);
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn only_cas_are_trusted_as_issuers() {
        let purposes: &[ExtendedKeyUsagePurpose] = &[];
        let self_signed = |is_ca: IsCa,
                           usages: &[KeyUsagePurpose],
                           purposes: &[ExtendedKeyUsagePurpose]|
         -> CertificateDer<'static> {
            let mut parameters = CertificateParams::new(["localhost".to_owned()]).unwrap();
            parameters.is_ca = is_ca;
            parameters.key_usages = usages.to_vec();
            parameters.extended_key_usages = purposes.to_vec();
            let key = KeyPair::generate().unwrap();
            parameters.self_signed(&key).unwrap().into()
        };
        let ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let mut parameters = CertificateParams::new(["localhost".to_owned()]).unwrap();
        parameters.distinguished_name = rcgen::DistinguishedName::new();
        let subject = (rcgen::DnType::CommonName, "a server");
        parameters.distinguished_name.push(subject.0, subject.1);
        let issuer = CertificateParams::new(["ca".to_owned()]).unwrap();
        let issuer = Issuer::new(issuer, KeyPair::generate().unwrap());
        let issued = parameters.signed_by(&KeyPair::generate().unwrap(), &issuer);
        use ExtendedKeyUsagePurpose::{ClientAuth, ServerAuth};
        use KeyUsagePurpose::{DigitalSignature, KeyCertSign};
        let (as_issuer, as_it_is, not_at_all) = ((1, 0), (0, 1), (0, 0));
        for (description, certificate, expected) in [
            ("a CA", self_signed(ca, &[KeyCertSign], purposes), as_issuer),
            (
                "a CA without usage",
                self_signed(ca, &[], purposes),
                as_issuer,
            ),
            (
                "a CA that may not sign",
                self_signed(ca, &[DigitalSignature], purposes),
                as_it_is,
            ),
            (
                "a self-signed server certificate",
                self_signed(IsCa::ExplicitNoCa, &[], purposes),
                as_it_is,
            ),
            (
                "a CA for servers",
                self_signed(ca, &[], &[ServerAuth]),
                as_issuer,
            ),
            (
                "a CA for clients",
                self_signed(ca, &[], &[ClientAuth]),
                not_at_all,
            ),
            ("issued by a CA", issued.unwrap().into(), not_at_all),
            (
                "not a certificate",
                CertificateDer::from(vec![0x30, 0]),
                not_at_all,
            ),
        ] {
            let trusted = trusted(vec![certificate]).unwrap();
            let counts = (trusted.authority_count(), trusted.configured.len());
            assert_eq!(counts, expected, "{description}");
        }
    }
}
