//! The system's resolver of host names.

use crate::platform::family::{Family, first_addresses};
use std::ffi::{CStr, CString};
use std::io;
use std::iter;
use std::mem;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV6};
use std::ptr;

/// Asks the system's resolver for at most `most` addresses of a host; their port is 0. The error is
/// a reason that a message can quote. Blocks as long as the resolver does.
pub fn resolve(host: &str, family: Family, most: usize) -> Result<Vec<SocketAddr>, String> {
    let name = CString::new(host).map_err(|_| "it contains a NUL".to_owned())?;
    // SAFETY: an all-zero addrinfo is valid, and means no hints.
    let mut hints: libc::addrinfo = unsafe { mem::zeroed() };
    hints.ai_socktype = libc::SOCK_STREAM;
    hints.ai_family = match family {
        Family::V4 => libc::AF_INET,
        Family::V6 => libc::AF_INET6,
    };
    let mut first = ptr::null_mut();
    // SAFETY: the name ends with a NUL, and the name, `hints` and `first` outlive the call.
    let code =
        unsafe { libc::getaddrinfo(name.as_ptr(), ptr::null(), &raw const hints, &raw mut first) };
    if code == libc::EAI_SYSTEM {
        return Err(io::Error::last_os_error().to_string());
    }
    if code != 0 {
        // SAFETY: gai_strerror returns a string that is never freed.
        let reason = unsafe { CStr::from_ptr(libc::gai_strerror(code)) };
        return Err(reason.to_string_lossy().into_owned());
    }
    // SAFETY: getaddrinfo made the list, and it is freed only below.
    let entries = iter::successors(unsafe { first.as_ref() }, |entry| unsafe {
        entry.ai_next.as_ref()
    });
    // SAFETY: the entries belong to the list that getaddrinfo made.
    let addresses = first_addresses(
        entries.filter_map(|entry| unsafe { address_of(entry) }),
        most,
    );
    // SAFETY: the list came from getaddrinfo, and is not used after this.
    unsafe { libc::freeaddrinfo(first) };
    Ok(addresses)
}

/// Converts the address of one entry of the resolver's list.
///
/// # Safety
/// The entry must come from getaddrinfo and not be freed yet.
unsafe fn address_of(entry: &libc::addrinfo) -> Option<SocketAddr> {
    match entry.ai_family {
        libc::AF_INET => {
            // SAFETY: the address of an AF_INET entry is a sockaddr_in.
            let v4 = unsafe { entry.ai_addr.cast::<libc::sockaddr_in>().as_ref() }?;
            let address = Ipv4Addr::from(u32::from_be(v4.sin_addr.s_addr));
            Some(SocketAddr::new(address.into(), 0))
        }
        libc::AF_INET6 => {
            // SAFETY: the address of an AF_INET6 entry is a sockaddr_in6.
            let v6 = unsafe { entry.ai_addr.cast::<libc::sockaddr_in6>().as_ref() }?;
            let address = Ipv6Addr::from(v6.sin6_addr.s6_addr);
            Some(SocketAddrV6::new(address, 0, 0, v6.sin6_scope_id).into())
        }
        _ => None,
    }
}
