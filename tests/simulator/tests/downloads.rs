//! Images and data of views, and the files of workbooks and data sources.

mod common;

use std::collections::HashSet;
use std::io::Cursor;

use common::{Download, Setup, Signed, encode, setup, start};
use tsc_simulator::state::{Contents, Site};
use tsc_simulator::{Options, State};

/// Alice, signed in on the default site.
struct Alice {
    setup: Setup,
    signed: Signed,
}

fn signed() -> Alice {
    let setup = setup();
    let signed = setup.sign_in_with_password("alice", "");
    Alice { setup, signed }
}

impl Alice {
    fn download(&self, path: &str) -> Download {
        let path = format!("/api/3.24/sites/{{site}}/{path}");
        self.setup.download_as(&self.signed, &path)
    }

    fn code(&self, path: &str) -> String {
        let path = format!("/api/3.24/sites/{{site}}/{path}");
        self.setup.get_as(&self.signed, &path).code()
    }

    /// The ids on the first page of a list.
    fn ids(&self, list: &str, item: &str) -> Vec<String> {
        let path = format!("/api/3.24/sites/{{site}}/{list}?pageSize=3");
        self.setup
            .get_as(&self.signed, &path)
            .attributes(item, "id")
    }

    fn image(&self, view: &str, query: &str) -> Image {
        let answer = self.download(&format!("views/{view}/image{query}"));
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), Some("image/png"));
        Image::decode(answer.body)
    }

    fn data(&self, view: &str, query: &str) -> String {
        let answer = self.download(&format!("views/{view}/data{query}"));
        assert_eq!(answer.status, 200);
        let content_type = answer.header("content-type");
        assert_eq!(content_type, Some("text/csv;charset=utf-8"));
        String::from_utf8(answer.body).expect("text")
    }
}

struct Image {
    bytes: Vec<u8>,
    size: (u32, u32),
    /// The number of pixels that are not background.
    filled: usize,
}

impl Image {
    fn decode(bytes: Vec<u8>) -> Self {
        let decoder = png::Decoder::new(Cursor::new(&bytes));
        let mut reader = decoder.read_info().expect("a PNG image");
        let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
        let frame = reader.next_frame(&mut pixels).expect("all of it");
        let filled = pixels.iter().filter(|pixel| **pixel != 0).count();
        Self {
            size: (frame.width, frame.height),
            filled,
            bytes,
        }
    }
}

#[test]
fn each_view_has_its_own_image() {
    let alice = signed();
    let views = alice.ids("views", "view");
    let images: HashSet<Vec<u8>> = views
        .iter()
        .map(|view| alice.image(view, "").bytes)
        .collect();
    assert_eq!(images.len(), views.len());
    assert!(images.contains(&alice.image(&views[0], "?maxAge=1").bytes));
    assert!(
        images
            .iter()
            .all(|image| image.starts_with(b"\x89PNG\r\n\x1a\n"))
    );
}

#[test]
fn high_resolution_is_twice_as_wide_and_high() {
    let alice = signed();
    let view = &alice.ids("views", "view")[0];
    let usual = alice.image(view, "");
    let high = alice.image(view, "?resolution=high&maxAge=1");
    assert_eq!(high.size, (usual.size.0 * 2, usual.size.1 * 2));
    let wide = alice.image(view, "?vizWidth=300&vizHeight=20");
    assert_eq!(wide.size, (300, 20));
}

#[test]
fn view_data_is_csv_with_quoted_values() {
    let alice = signed();
    let views = alice.ids("views", "view");
    let data = alice.data(&views[0], "");
    let mut lines = data.lines();
    assert_eq!(lines.next(), Some("Region,Product,Sales"));
    for part in [
        "\nNorth,\"Chair, black\",",
        "\nSüd,\"12\"\" Monitor\",",
        "\n東京,\"Desk\n(two parts)\",",
        ",Ordner Größe A4,",
    ] {
        assert!(data.contains(part), "{part}: {data}");
    }
    // Four products in three regions, one of which takes two lines.
    assert_eq!(data.lines().count(), 1 + 3 * (4 + 1));
    assert_ne!(data, alice.data(&views[1], ""));
    assert_eq!(data, alice.data(&views[0], "?maxAge=5"));
}

#[test]
fn filters_choose_rows() {
    let alice = signed();
    let view = &alice.ids("views", "view")[0];
    let all = alice.data(view, "");
    let filtered = |filters: &[(&str, &str)]| {
        let filters: Vec<String> = filters
            .iter()
            .map(|(field, value)| format!("vf_{}={}", encode(field), encode(value)))
            .collect();
        alice.data(view, &format!("?{}", filters.join("&")))
    };
    let with = |parts: &[&str]| {
        let rows = all.split_inclusive('\n').filter(|row| {
            row.starts_with("Region,") || parts.iter().any(|part| row.contains(part))
        });
        rows.collect::<String>()
    };

    let chairs = [("Product", "Chair\\, black")];
    assert_eq!(filtered(&chairs), with(&["\"Chair, black\""]));
    let two = [("Product", "Chair\\, black,Ordner Größe A4")];
    assert_eq!(filtered(&two), with(&["\"Chair, black\"", "Ordner"]));
    let both = [("Region", "Süd"), ("Product", "12\" Monitor")];
    assert_eq!(filtered(&both), with(&["Süd,\"12\"\" Monitor\""]));
    assert_eq!(filtered(&[("Region", "Nowhere")]), "Region,Product,Sales\n");
    assert_eq!(filtered(&[("Colour", "red")]), all);
}

#[test]
fn filters_change_the_image() {
    let alice = signed();
    let view = &alice.ids("views", "view")[0];
    let all = alice.image(view, "");
    let some = alice.image(view, "?vf_Region=North");
    let none = alice.image(view, "?vf_Region=Nowhere");
    assert!(all.filled > 0 && some.filled > 0);
    assert_ne!(all.bytes, some.bytes);
    assert_eq!(none.filled, 0);
}

#[test]
fn workbook_download_contains_every_byte_value() {
    let alice = signed();
    for (list, item, part, name) in [
        (
            "workbooks",
            "workbook",
            "tableau_workbook",
            "Superstore.twbx",
        ),
        (
            "datasources",
            "datasource",
            "tableau_datasource",
            "Superstore Datasource.tdsx",
        ),
    ] {
        let ids = alice.ids(list, item);
        let file = alice.download(&format!("{list}/{}/content", ids[0]));
        assert_eq!(file.status, 200);
        assert_eq!(
            file.header("content-type"),
            Some("application/octet-stream")
        );
        let disposition = format!("name=\"{part}\"; filename=\"{name}\"");
        assert_eq!(
            file.header("content-disposition"),
            Some(disposition.as_str())
        );
        assert_eq!(file.body.len(), 100_256);
        assert_eq!(file.body.iter().collect::<HashSet<_>>().len(), 256);
        let again = alice.download(&format!("{list}/{}/content?includeExtract=true", ids[0]));
        assert!(again.body == file.body);
        let other = alice.download(&format!("{list}/{}/content", ids[1]));
        assert!(other.body != file.body);
    }
}

#[test]
fn non_ascii_file_name_is_encoded_in_the_header() {
    let mut state = State::default();
    state.sites[0] = Site {
        workbooks: Contents::Names(vec!["Größe \"A\"\r\nX: +y".to_owned()]),
        ..state.sites[0].clone()
    };
    let setup = start(Options {
        state,
        ..Options::default()
    });
    let alice = setup.sign_in_with_password("alice", "");
    let workbooks = setup.get_as(&alice, "/api/3.24/sites/{site}/workbooks");
    let id = workbooks.attribute("workbook", "id").expect("an id");
    let path = format!("/api/3.24/sites/{{site}}/workbooks/{id}/content");
    let file = setup.download_as(&alice, &path);
    assert_eq!(
        file.header("content-disposition"),
        Some(
            "name=\"tableau_workbook\"; filename=\"Gr__e _A___X: +y.twbx\"; \
             filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%22A%22%0D%0AX%3A%20%2By%2Etwbx"
        )
    );
}

#[test]
fn unavailable_downloads_are_refused() {
    let alice = signed();
    let view = &alice.ids("views", "view")[0];
    for path in [
        "views/nothing/image",
        "views/nothing/data",
        "workbooks/nothing/content",
        "datasources/nothing/content",
    ] {
        assert_eq!(alice.code(path), "404002", "{path}");
    }
    for query in [
        "maxAge=0",
        "maxAge=soon",
        "vizWidth=-1",
        "vizHeight=",
        "vizWidth=5000",
        "vizWidth=4000&resolution=high",
    ] {
        let path = format!("views/{view}/image?{query}");
        assert_eq!(alice.code(&path), "400000", "{query}");
    }
    assert_eq!(alice.code(&format!("views/{view}/data?maxAge=x")), "400000");

    let path = format!(
        "/api/3.24/sites/{}/views/{view}/image",
        alice.signed.site_id
    );
    assert_eq!(alice.setup.get(&path).code(), "401000");
    let headers = [("X-Tableau-Auth", "x"), ("Accept", "application/json")];
    let refused = alice.setup.call("GET", &path, &headers, "");
    let refused = refused.expect("an answer");
    assert_eq!(refused.status, 401);
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&refused.body).expect("JSON"),
        serde_json::json!({"error": {
            "summary": "Unauthorized Access",
            "detail": "Invalid authentication credentials were provided.",
            "code": "401002"
        }})
    );
}

#[test]
fn old_servers_lack_images_and_data() {
    let setup = start(Options {
        api_version: "2.4".to_owned(),
        ..Options::default()
    });
    let body = format!("<tsRequest>{}</tsRequest>", common::password("alice", ""));
    let signed = setup
        .call("POST", "/api/2.4/auth/signin", &[], &body)
        .expect("an answer")
        .signed();
    for what in ["image", "data"] {
        let path = format!("/api/2.4/sites/{{site}}/views/x/{what}");
        assert_eq!(setup.get_as(&signed, &path).code(), "404003");
    }
}
