//! The rows of the table. Long because there are many rows.

/// The odd part of a request.
#[derive(Clone)]
pub enum Odd {
    Method(String),
    /// Also tried as the path of a list.
    Path(String),
    HeaderName(String),
    HeaderValue(String),
    ContentType(String),
    Parameter(String, String),
    /// The value of the header Authorization.
    Authorization(String),
}

pub use Odd::{Authorization, ContentType, HeaderName, HeaderValue, Method, Parameter, Path};

pub enum Outcome {
    /// TSC_ERROR_INVALID_ARGUMENT, with a message that contains this.
    Refused(&'static str),
    /// One request arrives, with this method, header or query, or with this path after the site's.
    Arrives(&'static str),
}

pub use Outcome::{Arrives, Refused};

/// A row of the table.
pub struct Row {
    pub odd: Odd,
    pub outcome: Outcome,
}

pub fn refused(odd: Odd, says: &'static str) -> Row {
    Row {
        odd,
        outcome: Refused(says),
    }
}

pub fn arrives(odd: Odd, arrived: &'static str) -> Row {
    Row {
        odd,
        outcome: Arrives(arrived),
    }
}

/// All rows. `EVIL` stands for the host and port of another server.
pub fn rows() -> Vec<Row> {
    let method = |text: &str| Method(text.to_owned());
    let path = |text: &str| Path(text.to_owned());
    let name = |text: &str| HeaderName(text.to_owned());
    let value = |text: &str| HeaderValue(text.to_owned());
    let kind = |text: &str| ContentType(text.to_owned());
    let parameter = |name: &str, value: &str| Parameter(name.to_owned(), value.to_owned());
    const TOKEN: &str = "HTTP token";
    const SCHEME: &str = "scheme";
    const SEGMENT: &str = ". or .. segment";
    const ENCODED: &str = "must be percent-encoded";
    const CONTROL: &str = "space, a control character or one that is not ASCII";
    const PERCENT: &str = "%";
    const PLACEHOLDER: &str = "placeholder";
    const OWN: &str = "set by the library";
    const VALUE: &str = "control character";
    vec![
        refused(method(""), TOKEN),
        refused(method(" "), TOKEN),
        refused(method("GET "), TOKEN),
        refused(method("GET /x"), TOKEN),
        refused(method("GET\r\nX-Evil: 1"), TOKEN),
        refused(method("GET\n"), TOKEN),
        refused(method("GET\t"), TOKEN),
        refused(method("GÉT"), TOKEN),
        refused(method("GET:"), TOKEN),
        refused(method("(GET)"), TOKEN),
        refused(method("CONNECT"), "not a method of a REST API"),
        refused(method("connect"), "not a method of a REST API"),
        refused(method("TRACE"), "not a method of a REST API"),
        refused(method("Trace"), "not a method of a REST API"),
        refused(Method("A".repeat(33)), "longer than 32"),
        refused(Method("A".repeat(1 << 20)), "longer than 32"),
        arrives(Method("A".repeat(32)), "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        arrives(method("get"), "get"),
        arrives(method("OPTIONS"), "OPTIONS"),
        arrives(method("PATCH"), "PATCH"),
        arrives(method("PROPFIND"), "PROPFIND"),
        arrives(method("M-SEARCH"), "M-SEARCH"),
        arrives(method("!#$%&'*+-.^_`|~0"), "!#$%&'*+-.^_`|~0"),
        refused(path(""), "is empty"),
        refused(path("//EVIL/x"), "//"),
        refused(path("///EVIL/x"), "//"),
        refused(path("x//y"), "//"),
        refused(path("https://EVIL/x"), SCHEME),
        refused(path("HTTPS://EVIL/x"), SCHEME),
        refused(path("http:EVIL"), SCHEME),
        refused(path("ftp://EVIL/x"), "//"),
        refused(path("/\\EVIL/x"), ENCODED),
        refused(path("\\\\EVIL\\x"), ENCODED),
        refused(path(".."), SEGMENT),
        refused(path("../../../x"), SEGMENT),
        refused(path("/api/../x"), SEGMENT),
        refused(path("/."), SEGMENT),
        refused(path("x/./y"), SEGMENT),
        refused(path("x/.."), SEGMENT),
        refused(path("%2e%2e/x"), SEGMENT),
        refused(path("x/%2E./y"), SEGMENT),
        refused(path("..%2f..%2fx"), SEGMENT),
        refused(path("x%2f..%2fy"), SEGMENT),
        refused(path("..%5cx"), SEGMENT),
        refused(path("x?y=z"), "? or #"),
        refused(path("x#y"), "? or #"),
        refused(path("x y"), CONTROL),
        refused(path("x\r\nX-Evil: 1"), CONTROL),
        refused(path("x HTTP/1.1\r\nHost: EVIL\r\n\r\n"), CONTROL),
        refused(path("x\n"), CONTROL),
        refused(path("x\ty"), CONTROL),
        refused(path("\u{7f}"), CONTROL),
        refused(path("größe"), CONTROL),
        refused(path("x\"y"), ENCODED),
        refused(path("<x>"), ENCODED),
        refused(path("x|y"), ENCODED),
        refused(path("x^y"), ENCODED),
        refused(path("x`y"), ENCODED),
        refused(path("x%"), PERCENT),
        refused(path("x%4"), PERCENT),
        refused(path("x%zz"), PERCENT),
        refused(path("x%4/1"), PERCENT),
        refused(path("{"), "{"),
        refused(path("}"), ENCODED),
        refused(path("{}"), PLACEHOLDER),
        refused(path("{token}"), PLACEHOLDER),
        refused(path("{VERSION}"), PLACEHOLDER),
        refused(path("{site_id}"), PLACEHOLDER),
        refused(path("{{version}}"), PLACEHOLDER),
        refused(path("{version"), "{"),
        refused(Path("x/".repeat(1 << 20)), "32 KiB"),
        refused(path("/api/..;/x"), SEGMENT),
        refused(path("x/..;y=z"), SEGMENT),
        arrives(path("x/"), "/x/"),
        arrives(path("..."), "/..."),
        arrives(path(".x/x..y"), "/.x/x..y"),
        arrives(path("@EVIL"), "/@EVIL"),
        arrives(path("x:y@EVIL"), "/x:y@EVIL"),
        arrives(path("tags:batchCreate"), "/tags:batchCreate"),
        arrives(path("a;b=c,d&e!$'()*+~"), "/a;b=c,d&e!$'()*+~"),
        arrives(path("%00%0d%0a%25%2f%7b"), "/%00%0d%0a%25%2f%7b"),
        arrives(path("users/{version}{version}"), "/users/3.243.24"),
        refused(name(""), TOKEN),
        refused(name(" "), TOKEN),
        refused(name("X Odd"), TOKEN),
        refused(name("X-Odd:"), TOKEN),
        refused(name("X-Odd\r\nX-Evil"), TOKEN),
        refused(name("X-Größe"), TOKEN),
        refused(name("(X)"), TOKEN),
        refused(name("X-Tableau-Auth"), OWN),
        refused(name("x-tableau-auth"), OWN),
        refused(name("X-TABLEAU-AUTH"), OWN),
        refused(name("Host"), OWN),
        refused(name("content-length"), OWN),
        refused(name("Transfer-Encoding"), OWN),
        refused(name("CONNECTION"), OWN),
        refused(name("Proxy-Authorization"), OWN),
        refused(name("Proxy-Connection"), OWN),
        refused(name("Keep-Alive"), OWN),
        refused(name("Expect"), OWN),
        refused(name("TE"), OWN),
        refused(name("Trailer"), OWN),
        refused(name("Upgrade"), OWN),
        refused(HeaderName("X".repeat(1 << 20)), "longer than 256 bytes"),
        arrives(name("X-Odd"), "x-odd: value"),
        arrives(name("Accept"), "accept: value"),
        arrives(name("ACCEPT-ENCODING"), "accept-encoding: value"),
        arrives(name("User-Agent"), "user-agent: value"),
        arrives(name("Authorization"), "authorization: value"),
        arrives(name("Cookie"), "cookie: value"),
        arrives(name("!#$%&'*+-.^_`|~0"), "!#$%&'*+-.^_`|~0: value"),
        refused(value("x\r\nX-Evil: 1"), VALUE),
        refused(value("x\r\n\r\nGET /x HTTP/1.1"), VALUE),
        refused(value("x\ny"), VALUE),
        refused(value("x\ry"), VALUE),
        refused(value("\r\n folded"), VALUE),
        refused(value("\u{1}"), VALUE),
        refused(value("\u{7f}"), VALUE),
        refused(HeaderValue("x".repeat(32 * 1024)), "32768 bytes"),
        refused(HeaderValue("x".repeat(1 << 24)), "32768 bytes"),
        refused(Authorization("Basic größe".to_owned()), "is not ASCII"),
        arrives(
            Authorization("Bearer a.b".to_owned()),
            "authorization: Bearer a.b",
        ),
        arrives(value(""), "x-odd: "),
        arrives(value("a\tb; c=\"d\", e"), "x-odd: a\tb; c=\"d\", e"),
        arrives(value("größe 売"), "x-odd: größe 売"),
        refused(kind("text/xml\r\nX-Evil: 1"), VALUE),
        refused(kind("text/xml\n"), VALUE),
        refused(ContentType("x".repeat(1 << 20)), "32768 bytes"),
        arrives(kind("no type"), "content-type: no type"),
        arrives(kind(""), "content-type: "),
        refused(parameter("", "x"), "empty"),
        refused(
            Parameter("x".to_owned(), "x".repeat(1 << 20)),
            "65536 bytes together",
        ),
        refused(
            Parameter("x".repeat(1 << 20), String::new()),
            "65536 bytes together",
        ),
        arrives(parameter("x", ""), "x="),
        arrives(
            parameter("x&y=z#", "a b+c&d=e#f?g/h%i"),
            "x%26y%3Dz%23=a%20b%2Bc%26d%3De%23f%3Fg%2Fh%25i",
        ),
        arrives(parameter("größe", "x\r\ny"), "gr%C3%B6%C3%9Fe=x%0D%0Ay"),
        arrives(
            parameter("filter", "name:eq:Größe & Wert"),
            "filter=name%3Aeq%3AGr%C3%B6%C3%9Fe%20%26%20Wert",
        ),
    ]
}
