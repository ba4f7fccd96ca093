//! Compressed bodies, requested or not.

use crate::support::compression::{deflated, gzipped, zlib};
use crate::support::*;
use tsc_simulator::{Fault, Simulator};

/// The next request to a path gets this response, with one Content-Encoding header per line.
fn serve(simulator: &Simulator, path: &str, status: u16, lines: &[&str], body: &[u8]) {
    let headers: Vec<_> = lines
        .iter()
        .map(|line| ("Content-Encoding", *line))
        .collect();
    simulator.fault(Fault::on(path, respond(status, &headers, body)));
}

#[test]
fn compressed_bodies_are_decoded_however_the_coding_is_spelled() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let request = session.request("POST", "x").unwrap();
    let plain = bytes(100_000);
    let once = gzipped(&plain);
    let twice = gzipped(&once);
    let deflate_in_gzip = gzipped(&deflated(&plain));
    let members = [gzipped(&plain[..10]), gzipped(b""), gzipped(&plain[10..])].concat();
    let padded = format!("gzip{0},{0}identity", " ".repeat(100));
    let five_times = (0..4).fold(once.clone(), |body, _| gzipped(&body));
    for (lines, body) in [
        (&["gzip"][..], &once),
        (&["GZip"], &once),
        (&["x-gzip"], &once),
        (&[" gzip "], &once),
        (&["gzip, identity"], &once),
        (&["identity,gzip"], &once),
        (&["identity", "gzip"], &once),
        (&["gzip", "identity"], &once),
        (&[", gzip ,"], &once),
        (&[&padded], &once),
        (&["utf-8, gzip"], &once),
        (&["gzip"], &members),
        (&["gzip, gzip"], &twice),
        (&["gzip", "X-GZIP"], &twice),
        (&["gzip,gzip", "gzip, gzip", "gzip"], &five_times),
        (&["deflate"], &zlib(&plain)),
        (&["deflate"], &deflated(&plain)),
        (&["Deflate, identity"], &deflated(&plain)),
        (&["deflate, gzip"], &deflate_in_gzip),
        (&["gzip, deflate"], &zlib(&once)),
    ] {
        serve(&simulator, "/x", 200, lines, body);
        let response = request
            .send()
            .unwrap_or_else(|failure| panic!("{lines:?}: {failure:?}"));
        assert!(response.body().as_ref() == Some(&plain), "{lines:?}");
        assert_eq!(response.header("content-encoding"), None);
        assert_eq!(response.header("content-length"), None);
    }
    // An empty body is not compressed.
    for lines in [
        &["gzip"][..],
        &["deflate"],
        &["gzip, deflate"],
        &["identity"],
    ] {
        for status in [200, 205] {
            serve(&simulator, "/x", status, lines, b"");
            assert_eq!(request.send().unwrap().body(), None, "{lines:?}");
        }
    }
    // Coding names that are not compressions are ignored.
    for name in ["identity", "aws-chunked", "utf-8", "none"] {
        serve(&simulator, "/x", 200, &[name], &once);
        let response = request.send().unwrap();
        assert!(response.body().as_ref() == Some(&once), "{name}");
        assert_eq!(response.header("content-encoding").as_deref(), Some(name));
    }
}

#[test]
fn short_bodies_are_decoded_and_truncated_ones_refused() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let request = session.request("GET", "x").unwrap();
    for plain in [&b""[..], b"x", b"tableau"] {
        for (coding, body) in [
            ("gzip", gzipped(plain)),
            ("deflate", zlib(plain)),
            ("deflate", deflated(plain)),
        ] {
            serve(&simulator, "/x", 200, &[coding], &body);
            assert_eq!(request.send().unwrap().body().unwrap_or_default(), plain);
            for cut in 1..body.len() {
                serve(&simulator, "/x", 200, &[coding], &body[..cut]);
                let told = request.send().err().map(|failure| failure.name());
                // The checksum at the end of a zlib stream may be missing.
                let is_check = coding == "deflate" && cut + 4 >= body.len();
                assert!(
                    told == Some("TSC_ERROR_PROTOCOL") || is_check,
                    "{coding} cut at {cut}"
                );
            }
        }
    }
}

#[test]
fn unsupported_content_codings_are_named_in_the_error() {
    let simulator = simulator();
    let (server, session) = signed_in(&simulator, "");
    let request = session.request("GET", "x").unwrap();
    let list = session.list("workbooks").unwrap();
    for (line, name) in [
        ("br", "br"),
        ("BR", "br"),
        ("zstd", "zstd"),
        ("compress", "compress"),
        ("gzip, br", "br"),
        ("zstd, gzip", "zstd"),
    ] {
        let body = b"\x0b\x02\x80not text\xff";
        let says = format!("compressed with {name}, which this library does not decompress");
        serve(&simulator, "serverInfo", 200, &[line], body);
        serve(&simulator, "workbooks", 200, &[line], body);
        serve(&simulator, "/x", 200, &[line], body);
        for failure in [
            server.get_info().err(),
            list.total().err(),
            request.send().err(),
        ] {
            let failure = failure.unwrap();
            assert_eq!(failure.name(), "TSC_ERROR_PROTOCOL");
            assert!(failure.message.contains(&says), "{}", failure.message);
        }
        serve(&simulator, "/x", 502, &[line], body);
        let failure = request.send().err().unwrap();
        assert_eq!(
            (failure.name(), failure.http_status),
            ("TSC_ERROR_SERVER", 502)
        );
        assert!(failure.message.contains(&says), "{}", failure.message);
    }
    // A request that sets Accept-Encoding itself gets the body as it was sent.
    request
        .set_header("Accept-Encoding", Some("gzip, BR;q=0.5"))
        .unwrap();
    serve(&simulator, "/x", 200, &["br"], b"packed");
    let response = request.send().unwrap();
    assert_eq!(response.text(), "packed");
    assert_eq!(response.header("content-encoding").as_deref(), Some("br"));
}

#[test]
fn compressed_error_responses_are_decoded() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let request = session.request("GET", "x").unwrap();
    let error = b"<tsResponse><error code='404002'><summary>s</summary></error></tsResponse>";
    for (lines, body) in [
        (&["gzip"][..], gzipped(error)),
        (&["gzip, identity"], gzipped(error)),
        (&["gzip, gzip"], gzipped(&gzipped(error))),
        (&["deflate"], zlib(error)),
        (&["deflate"], deflated(error)),
    ] {
        serve(&simulator, "/x", 404, lines, &body);
        let failure = request.send().err().unwrap();
        assert_eq!(failure.code.as_deref(), Some("404002"), "{lines:?}");
        assert_eq!(failure.body.as_deref(), Some(&error[..]), "{lines:?}");
    }
    for (lines, body) in [
        (&["gzip, gzip"][..], gzipped(error)),
        (&["deflate"], gzipped(error)),
        (&["gzip,gzip,gzip,gzip,gzip,gzip"], gzipped(error)),
    ] {
        serve(&simulator, "/x", 404, lines, &body);
        let failure = request.send().err().unwrap();
        assert_eq!(failure.name(), "TSC_ERROR_NOT_FOUND", "{lines:?}");
    }
}

#[test]
fn nested_content_codings_are_limited_in_number_and_size() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let request = session.request("GET", "x").unwrap();
    let six_times = (0..6).fold(b"x".to_vec(), |body, _| gzipped(&body));
    serve(
        &simulator,
        "/x",
        200,
        &["gzip,gzip,gzip", "gzip,gzip,gzip"],
        &six_times,
    );
    let failure = request.send().err().unwrap();
    assert_eq!(failure.name(), "TSC_ERROR_PROTOCOL");
    assert!(
        failure.message.contains("more than 5 times"),
        "{}",
        failure.message
    );

    request.set_max_response_size(1_000_000);
    let zeros = vec![0; 3 << 20];
    for (lines, body) in [
        (&["gzip"][..], gzipped(&zeros)),
        (&["deflate"], zlib(&zeros)),
        (&["deflate"], deflated(&zeros)),
        (&["gzip, gzip"], gzipped(&gzipped(&zeros))),
        (
            &["deflate, gzip, gzip"],
            gzipped(&gzipped(&deflated(&zeros))),
        ),
    ] {
        serve(&simulator, "/x", 200, lines, &body);
        let failure = request.send().err().unwrap();
        assert_eq!(failure.name(), "TSC_ERROR_TOO_LARGE", "{lines:?}");
    }
}
