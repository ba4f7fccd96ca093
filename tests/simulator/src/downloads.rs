//! Downloads: images and data of views, and the files of workbooks and data sources.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::access::SiteCall;
use crate::catalogue::Item;
use crate::kinds;
use crate::lists::find;
use crate::query::Query;
use crate::refusal::Refusal;
use crate::reply::{File, Outcome, Reply};
use crate::sheet::{Sheet, numbers};

const USUAL_WIDTH: u32 = 400;
const USUAL_HEIGHT: u32 = 300;
const MOST_PIXELS_A_SIDE: u32 = 4096;

const FILE_SIZE: usize = 100_000;

/// The image of a view, twice as wide and high with resolution=high.
pub async fn view_image(site: SiteCall) -> Outcome {
    site.call.since(2, 5)?;
    let query = &site.call.query;
    let sheet = sheet(&site)?;
    let scale = if query.get("resolution") == Some("high") {
        2
    } else {
        1
    };
    let side = |name, usual| {
        let side = positive(query, name)?
            .unwrap_or(usual)
            .saturating_mul(scale);
        if side > MOST_PIXELS_A_SIDE {
            return Err(Refusal::parameter(name));
        }
        Ok(side)
    };
    let (width, height) = (
        side("vizWidth", USUAL_WIDTH)?,
        side("vizHeight", USUAL_HEIGHT)?,
    );
    let body = sheet
        .png(width, height)
        .map_err(|error| Refusal::internal(error.to_string()))?;
    Ok(File {
        content_type: "image/png",
        disposition: None,
        body,
    }
    .into())
}

/// The data of a view as CSV.
pub async fn view_data(site: SiteCall) -> Outcome {
    site.call.since(2, 8)?;
    Ok(File {
        content_type: "text/csv;charset=utf-8",
        disposition: None,
        body: sheet(&site)?.csv().into_bytes(),
    }
    .into())
}

/// The data of a view as a workbook of Excel.
pub async fn view_crosstab(site: SiteCall) -> Outcome {
    site.call.since(3, 9)?;
    let view = sheet(&site)?;
    Ok(Rendering::Excel.of(view.csv().as_bytes()))
}

pub async fn view_pdf(site: SiteCall) -> Outcome {
    site.call.since(2, 8)?;
    Ok(Rendering::Pdf.of(sheet(&site)?.csv().as_bytes()))
}

pub async fn workbook_pdf(site: SiteCall) -> Outcome {
    site.call.since(3, 4)?;
    Ok(Rendering::Pdf.of(workbook(&site)?.id.as_bytes()))
}

pub async fn workbook_powerpoint(site: SiteCall) -> Outcome {
    site.call.since(3, 8)?;
    Ok(Rendering::PowerPoint.of(workbook(&site)?.id.as_bytes()))
}

pub async fn workbook_content(site: SiteCall) -> Outcome {
    Ok(content(workbook(&site)?, "tableau_workbook", "twbx").into())
}

pub async fn datasource_content(site: SiteCall) -> Outcome {
    let datasources = &site.content()?.datasources;
    let datasource = find(&kinds::DATASOURCE, datasources, site.call.parameter("id"))?;
    Ok(content(datasource, "tableau_datasource", "tdsx").into())
}

fn workbook(site: &SiteCall) -> Result<&Item, Refusal> {
    let workbooks = &site.content()?.workbooks;
    find(&kinds::WORKBOOK, workbooks, site.call.parameter("id"))
}

fn sheet(site: &SiteCall) -> Result<Sheet, Refusal> {
    let views = &site.content()?.views;
    let view = find(&kinds::VIEW, views, site.call.parameter("id"))?;
    let query = &site.call.query;
    // Nothing is cached, so maxAge is only checked.
    positive(query, "maxAge")?;
    Ok(Sheet::new(&view.id, query.beginning_with("vf_")))
}

/// A document of another program. It has the first bytes of its format, then what depends on its
/// item, and that program could not open it.
#[derive(Clone, Copy)]
enum Rendering {
    Pdf,
    Excel,
    PowerPoint,
}

impl Rendering {
    fn of(self, item: &[u8]) -> Reply {
        let (content_type, beginning) = match self {
            Self::Pdf => ("application/pdf", "%PDF-1.7\n"),
            Self::Excel => (
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                "PK\x03\x04",
            ),
            Self::PowerPoint => (
                "application/vnd.openxmlformats-officedocument.presentationml.presentation",
                "PK\x03\x04",
            ),
        };
        let file = File {
            content_type,
            disposition: None,
            body: [beginning.as_bytes(), item].concat(),
        };
        file.into()
    }
}

/// A number in a query, which must be at least 1.
fn positive(query: &Query, name: &str) -> Result<Option<u32>, Refusal> {
    query
        .get(name)
        .map(|text| {
            let number = text.parse().ok().filter(|number| *number > 0);
            number.ok_or_else(|| Refusal::parameter(name))
        })
        .transpose()
}

/// A file with bytes of every value, always the same for the same item. Tableau could not open it.
fn content(item: &Item, part: &str, ending: &str) -> File {
    let mut body: Vec<u8> = numbers(&item.id)
        .take(FILE_SIZE / size_of::<u64>())
        .flat_map(u64::to_be_bytes)
        .collect();
    body.extend(0..=u8::MAX);
    File {
        content_type: "application/octet-stream",
        disposition: Some(disposition(part, &format!("{}.{ending}", item.name))),
        body,
    }
}

/// The Content-Disposition of a file in the format of real servers, with `filename*` if the name
/// cannot be in a header.
fn disposition(part: &str, file_name: &str) -> String {
    let is_plain = |character: char| {
        character == ' ' || (character.is_ascii_graphic() && !matches!(character, '"' | '\\'))
    };
    if file_name.chars().all(is_plain) {
        return format!("name=\"{part}\"; filename=\"{file_name}\"");
    }
    let plain: String = file_name
        .chars()
        .map(|character| if is_plain(character) { character } else { '_' })
        .collect();
    let encoded = utf8_percent_encode(file_name, NON_ALPHANUMERIC);
    format!("name=\"{part}\"; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}
