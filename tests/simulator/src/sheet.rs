//! The data of a view: rows that depend on the view alone, as a table and as an image.

use uuid::Uuid;

const FIELDS: [&str; 3] = ["Region", "Product", "Sales"];

/// Values that a naive reader of CSV gets wrong.
const REGIONS: &[&str] = &["North", "Süd", "東京"];
const PRODUCTS: &[&str] = &[
    "Chair, black",
    "12\" Monitor",
    "Desk\n(two parts)",
    "Ordner Größe A4",
];

const MOST_SALES: u64 = 10_000;

/// The rows of a view that pass its filters.
pub struct Sheet {
    rows: Vec<Row>,
    colour: [u8; 3],
}

struct Row {
    region: &'static str,
    product: &'static str,
    sales: u64,
}

impl Row {
    fn values(&self) -> [String; 3] {
        [
            self.region.to_owned(),
            self.product.to_owned(),
            with_thousands_separator(self.sales),
        ]
    }
}

impl Sheet {
    /// `filters` are field names with the values to keep. As on a real server, a field that the
    /// view does not have filters nothing.
    pub fn new<'a>(view_id: &str, filters: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let filters: Vec<(usize, Vec<String>)> = filters
            .filter_map(|(name, values)| {
                let field = FIELDS.iter().position(|field| *field == name)?;
                Some((field, split_at_commas(values)))
            })
            .collect();
        let is_shown = |row: &Row| {
            let values = row.values();
            filters
                .iter()
                .all(|(field, wanted)| wanted.contains(&values[*field]))
        };
        let mut numbers = numbers(view_id);
        let [.., red, green, blue] = numbers.next().unwrap_or_default().to_be_bytes();
        let products = REGIONS
            .iter()
            .flat_map(|region| PRODUCTS.iter().map(move |product| (*region, *product)));
        let rows = products
            .zip(numbers)
            .map(|((region, product), number)| Row {
                region,
                product,
                sales: number % MOST_SALES,
            });
        Self {
            rows: rows.filter(is_shown).collect(),
            // Dark enough to be visible on white.
            colour: [red, green, blue].map(|part| part / 2),
        }
    }

    pub fn csv(&self) -> String {
        let mut csv = csv_line(&FIELDS.map(str::to_owned));
        csv.extend(self.rows.iter().map(|row| csv_line(&row.values())));
        csv
    }

    /// A PNG image with a bar for each row.
    pub fn png(&self, width: u32, height: u32) -> Result<Vec<u8>, png::EncodingError> {
        const BACKGROUND: u8 = 0;
        const BAR: u8 = 1;
        let mut palette = vec![255, 255, 255];
        palette.extend(self.colour);

        let bars = self.rows.len().max(1);
        let mut pixels = Vec::new();
        for y in 0..height {
            for x in 0..width {
                // The gap between two bars is a third of a bar's width.
                let place = u64::from(x) * bars as u64 * 4;
                let (bar, part) = (place / 4 / u64::from(width), place / u64::from(width) % 4);
                let row = usize::try_from(bar).ok().and_then(|bar| self.rows.get(bar));
                let is_bar = row.is_some_and(|row| {
                    part < 3 && u64::from(height - y) * MOST_SALES <= row.sales * u64::from(height)
                });
                pixels.push(if is_bar { BAR } else { BACKGROUND });
            }
        }

        let mut image = Vec::new();
        let mut encoder = png::Encoder::new(&mut image, width, height);
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_palette(palette);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&pixels)?;
        writer.finish()?;
        Ok(image)
    }
}

/// An endless series that depends on an id alone.
pub fn numbers(id: &str) -> impl Iterator<Item = u64> {
    let id = Uuid::parse_str(id).unwrap_or_default();
    let (first, second) = id.as_u64_pair();
    // This is xorshift, which must not begin with 0.
    let mut state = (first ^ second) | 1;
    std::iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    })
}

/// Commas separate values, except after a backslash.
fn split_at_commas(text: &str) -> Vec<String> {
    let mut values = vec![String::new()];
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character == ',' {
            values.push(String::new());
        } else if let Some(value) = values.last_mut() {
            let escaped = (character == '\\').then(|| characters.next()).flatten();
            value.push(escaped.unwrap_or(character));
        }
    }
    values
}

fn with_thousands_separator(number: u64) -> String {
    if number < 1000 {
        return number.to_string();
    }
    format!(
        "{},{:03}",
        with_thousands_separator(number / 1000),
        number % 1000
    )
}

fn csv_line(values: &[String]) -> String {
    let values: Vec<String> = values
        .iter()
        .map(|value| {
            if value.contains([',', '"', '\n']) {
                format!("\"{}\"", value.replace('"', "\"\""))
            } else {
                value.clone()
            }
        })
        .collect();
    values.join(",") + "\n"
}
