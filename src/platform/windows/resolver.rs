//! The system's resolver of host names.

use crate::platform::family::{Family, first_addresses};
use std::io;
use std::iter;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV6, UdpSocket};
use std::ptr;
use std::sync::Once;
use windows_sys::Win32::Networking::WinSock::{
    ADDRINFOW, AF_INET, AF_INET6, FreeAddrInfoW, GetAddrInfoW, SOCK_STREAM, SOCKADDR_IN,
    SOCKADDR_IN6,
};

/// Asks the system's resolver for at most `most` addresses of a host; their port is 0. The error is
/// a reason that a message can quote. Blocks as long as the resolver does.
pub fn resolve(host: &str, family: Family, most: usize) -> Result<Vec<SocketAddr>, String> {
    start_winsock();
    let name: Vec<u16> = host.encode_utf16().chain([0]).collect();
    if name.iter().filter(|unit| **unit == 0).count() > 1 {
        return Err("it contains a NUL".to_owned());
    }
    let hints = ADDRINFOW {
        ai_socktype: SOCK_STREAM,
        ai_family: i32::from(match family {
            Family::V4 => AF_INET,
            Family::V6 => AF_INET6,
        }),
        ..ADDRINFOW::default()
    };
    let mut first = ptr::null_mut();
    // SAFETY: the name ends with a NUL, and the name, `hints` and `first` outlive the call.
    let code =
        unsafe { GetAddrInfoW(name.as_ptr(), ptr::null(), &raw const hints, &raw mut first) };
    if code != 0 {
        return Err(io::Error::from_raw_os_error(code).to_string());
    }
    // SAFETY: GetAddrInfoW made the list, and it is freed only below.
    let entries = iter::successors(unsafe { first.as_ref() }, |entry| unsafe {
        entry.ai_next.as_ref()
    });
    // SAFETY: the entries belong to the list that GetAddrInfoW made.
    let addresses = first_addresses(
        entries.filter_map(|entry| unsafe { address_of(entry) }),
        most,
    );
    // SAFETY: the list came from GetAddrInfoW, and is not used after this.
    unsafe { FreeAddrInfoW(first) };
    Ok(addresses)
}

/// Starts Windows' sockets, as the standard library does for its first one.
fn start_winsock() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| drop(UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))));
}

/// Converts the address of one entry of the resolver's list.
///
/// # Safety
/// The entry must come from GetAddrInfoW and not be freed yet.
unsafe fn address_of(entry: &ADDRINFOW) -> Option<SocketAddr> {
    match u16::try_from(entry.ai_family).ok()? {
        AF_INET => {
            // SAFETY: the address of an AF_INET entry is a SOCKADDR_IN.
            let v4 = unsafe { entry.ai_addr.cast::<SOCKADDR_IN>().as_ref() }?;
            // SAFETY: every field of the union is the same four bytes.
            let bits = unsafe { v4.sin_addr.S_un.S_addr };
            Some(SocketAddr::new(
                Ipv4Addr::from(u32::from_be(bits)).into(),
                0,
            ))
        }
        AF_INET6 => {
            // SAFETY: the address of an AF_INET6 entry is a SOCKADDR_IN6.
            let v6 = unsafe { entry.ai_addr.cast::<SOCKADDR_IN6>().as_ref() }?;
            // SAFETY: every field of the unions is the same bytes.
            let (bytes, scope) = unsafe { (v6.sin6_addr.u.Byte, v6.Anonymous.sin6_scope_id) };
            let address = Ipv6Addr::from(bytes);
            Some(SocketAddrV6::new(address, 0, 0, scope).into())
        }
        _ => None,
    }
}
