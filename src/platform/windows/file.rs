//! Opening files.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind};
use std::os::windows::fs::OpenOptionsExt;
use std::os::windows::io::AsRawHandle;
use std::path::Path;
use windows_sys::Win32::Storage::FileSystem::{
    FILE_TYPE_DISK, GetFileType, SECURITY_IDENTIFICATION,
};

/// Opens a file on a disk for reading. A pipe or a device is refused, because reading it could block.
pub fn open_file(path: &Path) -> io::Result<File> {
    // The server of a pipe must not act as this user.
    let file = OpenOptions::new()
        .read(true)
        .security_qos_flags(SECURITY_IDENTIFICATION)
        .open(path)?;
    // SAFETY: the handle is that of an open file.
    match unsafe { GetFileType(file.as_raw_handle()) } {
        FILE_TYPE_DISK => Ok(file),
        _ => Err(io::Error::new(
            ErrorKind::InvalidInput,
            "it is not a file on a disk",
        )),
    }
}
