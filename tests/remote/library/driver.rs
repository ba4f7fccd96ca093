//! The driver's process, which is started by the first call and ends with this process, and the
//! connection that each thread of this process has to it.

use std::cell::RefCell;
use std::env;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

/// The command that starts the driver: a program and its arguments, separated by spaces.
const COMMAND: &str = "TSC_DRIVER";

/// The time after which a call that has not returned fails its test.
const PATIENCE: Duration = Duration::from_secs(300);

/// A start under wine fails if wine's server is about to end.
const ATTEMPTS: usize = 3;

struct Driver {
    process: Child,
    port: u16,
}

static DRIVER: OnceLock<Driver> = OnceLock::new();

thread_local! {
    static CONNECTION: RefCell<Option<TcpStream>> = const { RefCell::new(None) };
}

fn driver() -> &'static Driver {
    DRIVER.get_or_init(|| {
        let command = env::var(COMMAND).expect("TSC_DRIVER is not set: see tests/remote/README.md");
        let started = (0..ATTEMPTS).find_map(|_| start(&command));
        started.unwrap_or_else(|| panic!("{command} printed no port"))
    })
}

/// Starts the driver, which prints its port.
fn start(command: &str) -> Option<Driver> {
    let mut words = command.split_whitespace();
    let mut process = Command::new(words.next().expect("TSC_DRIVER is empty"))
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect(command);
    let mut line = String::new();
    let mut out = BufReader::new(process.stdout.take().unwrap());
    out.read_line(&mut line).unwrap();
    let Ok(port) = line.trim().parse() else {
        process.wait().unwrap();
        return None;
    };
    Some(Driver { process, port })
}

/// The id of the driver's process.
pub fn id() -> u32 {
    driver().process.id()
}

/// Sends a request and returns its response. While the thread panics, a failure is a response of
/// zeros, so that handles can be dropped.
pub fn exchange(function: &str, request: &[u8]) -> Vec<u8> {
    match exchange_on_connection(request) {
        Ok(response) => response,
        Err(_) if thread::panicking() => vec![0; 1024],
        Err(error) => panic!("{function}: the driver has ended or does not respond: {error}"),
    }
}

fn exchange_on_connection(request: &[u8]) -> io::Result<Vec<u8>> {
    CONNECTION.with_borrow_mut(|connection| {
        let stream = match connection {
            Some(stream) => stream,
            None => connection.insert(connect()?),
        };
        let mut message = (request.len() as u64).to_le_bytes().to_vec();
        message.extend(request);
        let exchanged = stream.write_all(&message).and_then(|()| receive(stream));
        if exchanged.is_err() {
            *connection = None;
        }
        exchanged
    })
}

fn connect() -> io::Result<TcpStream> {
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, driver().port))?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    Ok(stream)
}

fn receive(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut length = [0; 8];
    stream.read_exact(&mut length)?;
    let mut response = Vec::new();
    let length = u64::from_le_bytes(length);
    stream.take(length).read_to_end(&mut response)?;
    if response.len() as u64 == length {
        Ok(response)
    } else {
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}
