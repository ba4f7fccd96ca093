//! The simulator as a program, for tests in other languages.

use std::io::{self, Read as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use lexopt::prelude::*;
use tokio::sync::oneshot;
use tsc_simulator::state::Contents;
use tsc_simulator::{Fault, Options, Simulator, State};

const HELP: &str = include_str!("help.txt");

/// The idle limit: Tableau Cloud's is shorter than Tableau Server's.
const CLOUD_IDLE_LIMIT: Duration = Duration::from_secs(120 * 60);

enum Command {
    Help,
    Version,
    PrintState,
    Serve {
        options: Box<Options>,
        exit_with_stdin: bool,
    },
}

fn main() -> ExitCode {
    let command = match command(lexopt::Parser::from_env()) {
        Ok(command) => command,
        Err(error) => return complain(&error.to_string(), 2),
    };
    let outcome = match command {
        Command::Help => print(HELP),
        Command::Version => print(concat!("tsc-simulator ", env!("CARGO_PKG_VERSION"), "\n")),
        Command::PrintState => print(&format!("{}\n", State::default().to_json())),
        Command::Serve {
            options,
            exit_with_stdin,
        } => serve(*options, exit_with_stdin),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => {
            complain(&error.to_string(), 2)
        }
        Err(error) => complain(&error.to_string(), 1),
    }
}

fn complain(message: &str, code: u8) -> ExitCode {
    eprintln!("tsc-simulator: {message}\nTry tsc-simulator --help");
    ExitCode::from(code)
}

fn print(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout();
    stdout.write_all(text.as_bytes())?;
    stdout.flush()
}

fn command(mut parser: lexopt::Parser) -> Result<Command, lexopt::Error> {
    let mut options = Options::default();
    let mut idle_limit = None;
    let mut workbooks = None;
    let mut exit_with_stdin = false;
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(Command::Help),
            Short('V') | Long("version") => return Ok(Command::Version),
            Long("print-state") => return Ok(Command::PrintState),
            Long("state") => options.state = read_state(&PathBuf::from(parser.value()?))?,
            Long("api-version") => options.api_version = parser.value()?.string()?,
            Long("product-version") => options.product_version = Some(parser.value()?.string()?),
            Long("cloud") => options.cloud = true,
            Long("sticky") => options.sticky = true,
            Long("nodes") => options.nodes = parser.value()?.parse()?,
            Long("workbooks") => workbooks = Some(parser.value()?.parse()?),
            Long("downloads-at-once") => options.downloads_at_once = parser.value()?.parse()?,
            Long("session-calls") => options.session_limits.calls = Some(parser.value()?.parse()?),
            Long("session-seconds") => {
                let seconds = parser.value()?.parse()?;
                options.session_limits.age = Some(Duration::from_secs(seconds));
            }
            Long("dead-session-code") => options.dead_session_code = parser.value()?.parse()?,
            Long("idle-minutes") => {
                let minutes: u32 = parser.value()?.parse()?;
                idle_limit = Some(Duration::from_secs(u64::from(minutes) * 60));
            }
            Long("host") => options.hosts.push(parser.value()?.string()?),
            Long("ca") => options.ca_file = Some(parser.value()?.into()),
            Long("https-port") => options.https_port = parser.value()?.parse()?,
            Long("http-port") => options.http_port = parser.value()?.parse()?,
            Long("fault") => options.faults.push(fault(&parser.value()?.string()?)?),
            Long("exit-with-stdin") => exit_with_stdin = true,
            _ => return Err(argument.unexpected()),
        }
    }
    if let Some(limit) = idle_limit {
        options.idle_limit = limit;
    } else if options.cloud {
        options.idle_limit = CLOUD_IDLE_LIMIT;
    }
    if let (Some(count), Some(site)) = (workbooks, options.state.sites.first_mut()) {
        site.workbooks = Contents::Count(count);
    }
    Ok(Command::Serve {
        options: Box::new(options),
        exit_with_stdin,
    })
}

fn fault(json: &str) -> Result<Fault, String> {
    serde_json::from_str(json).map_err(|error| format!("{json}: {error}"))
}

fn read_state(path: &PathBuf) -> Result<State, String> {
    let complaint = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let json = std::fs::read_to_string(path).map_err(|error| complaint(&error))?;
    State::from_json(&json).map_err(|error| complaint(&error))
}

fn serve(options: Options, exit_with_stdin: bool) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        // Set up before the first line is printed: its reader may send a signal at once.
        let end = end(exit_with_stdin)?;
        let simulator = Simulator::start(options)?;
        print(&format!(
            "https {}\nhttp {}\ncontrol {}\nca {}\nready\n",
            simulator.https_url(),
            simulator.http_url(),
            simulator.control_url(),
            simulator.ca_path().display()
        ))?;
        end.await;
        Ok(())
    })
}

/// Resolves on a signal to end.
#[cfg(unix)]
fn end(with_stdin: bool) -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let stdin_end = stdin_end(with_stdin);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
            () = stdin_end => {}
        }
    })
}

/// Resolves on a signal to end.
#[cfg(not(unix))]
fn end(with_stdin: bool) -> io::Result<impl Future<Output = ()>> {
    let stdin_end = stdin_end(with_stdin);
    Ok(async move {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            () = stdin_end => {}
        }
    })
}

/// Resolves when standard input ends; never without `--exit-with-stdin`.
fn stdin_end(wanted: bool) -> impl Future<Output = ()> {
    let (sender, receiver) = oneshot::channel();
    let sender = if wanted {
        // Nothing can interrupt a read of standard input, so its thread is not joined.
        std::thread::spawn(move || {
            let mut buffer = [0; 1024];
            while io::stdin().read(&mut buffer).is_ok_and(|count| count > 0) {}
            sender.send(())
        });
        None
    } else {
        Some(sender)
    };
    async move {
        let _kept = sender;
        let _ = receiver.await;
    }
}
