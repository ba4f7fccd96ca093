//! Generated names, for states that only give numbers. They depend on the index alone, so that
//! tests can rely on them.

/// A list of names: first common ones, then names that clients often mishandle, then a series.
pub fn workbook(index: usize) -> String {
    const FIRST: &[&str] = &[
        "Superstore",
        "World Indicators",
        "Regional Sales",
        "Customer Churn",
        "Executive Dashboard",
    ];
    const AWKWARD: &[&str] = &[
        "O'Brien's Forecast",
        "He said \"yes\"",
        "Profit & Loss",
        "Berlin, Paris, Rome",
        "Margin < 5",
        "Growth > 10",
        "100% Coverage",
        "%41 is not A",
        "C++ Builds",
        "Ratio 3:1",
        "Costs [draft]",
        "[Archive]",
        "Path/to\\file",
        "Question? #1",
        "a=b;c=d",
        "{\"json\": true}",
        "Two  spaces",
        "Größenübersicht Österreich",
        "Łódź – Übersicht",
        "売上ダッシュボード",
        "销售报告",
        "매출 현황",
        "مبيعات",
        "Launch 🚀 Report",
        "Family 👩‍👩‍👧 Plan",
        "Café",
        "Cafe\u{301}",
        "superstore",
        "</workbook>",
        "&amp;",
    ];
    const SUBJECTS: &[&str] = &[
        "Sales",
        "Inventory",
        "Shipping",
        "Marketing",
        "Finance",
        "Support",
        "Hiring",
        "Quality",
        "Energy",
        "Website",
    ];
    const FORMS: &[&str] = &[
        "Overview", "Trends", "Forecast", "Details", "Targets", "Report",
    ];
    if let Some(name) = FIRST.iter().chain(AWKWARD).nth(index) {
        return (*name).to_owned();
    }
    let subject = pick(SUBJECTS, index);
    let form = pick(FORMS, index / SUBJECTS.len());
    format!("{subject} {form} {index:04}")
}

/// The name of a workbook's sheet.
pub fn view(index: usize) -> String {
    const SHEETS: &[&str] = &[
        "Overview",
        "Product",
        "Customers",
        "Shipping",
        "Performance",
        "Order Details",
        "Forecast",
        "What If \"Forecast\"",
        "Top & Bottom",
        "Länder",
    ];
    pick(SHEETS, index).to_owned()
}

pub fn datasource(index: usize) -> String {
    listed(
        &[
            "Superstore Datasource",
            "World Indicators",
            "Orders & Returns",
            "Kunden (Größe)",
        ],
        "Data Source",
        index,
    )
}

/// The first project of every site is "default".
pub fn project(index: usize) -> String {
    listed(
        &[
            "default",
            "Samples",
            "Sales",
            "Research & Development",
            "Vertrieb Süd",
            "\"Archive\"",
        ],
        "Project",
        index,
    )
}

pub fn user(index: usize) -> String {
    listed(
        &["carol", "dave", "erin@example.com", "jürgen"],
        "user",
        index,
    )
    .replace(' ', "-")
}

pub fn group(index: usize) -> String {
    listed(
        &["Analysts", "Sales & Marketing", "Geschäftsführung"],
        "Group",
        index,
    )
}

pub fn job(index: usize) -> String {
    format!("Refresh {}", workbook(index))
}

pub fn schedule(index: usize) -> String {
    listed(
        &[
            "Weekday early mornings",
            "Saturday night",
            "End of the month",
        ],
        "Schedule",
        index,
    )
}

fn listed(first: &[&str], then: &str, index: usize) -> String {
    first
        .get(index)
        .map_or_else(|| format!("{then} {index:03}"), |name| (*name).to_owned())
}

/// An entry of a list that repeats itself.
pub fn pick<'a>(list: &[&'a str], index: usize) -> &'a str {
    list.get(index % list.len().max(1)).copied().unwrap_or("")
}
