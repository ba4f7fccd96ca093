//! The documents of which mutants are made.

use std::path::PathBuf;

const BUILT_IN: [&str; 16] = [
    "<a/>",
    "<?xml version='1.0' encoding='UTF-8'?>\n<tsResponse xmlns=\"http://tableau.com/api\" \
     xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"http://tableau.com/api \
     https://help.tableau.com/samples/en-us/rest_api/ts-api_3_14.xsd\">\n  <pagination pageNumber=\"1\" \
     pageSize=\"100\" totalAvailable=\"2\"/>\n  <workbooks>\n    <workbook id=\"6d13b0ca\" name=\"Superstore\" \
     contentUrl=\"Superstore\" showTabs=\"false\" size=\"1\" createdAt=\"2016-08-03T20:34:04Z\">\n      \
     <project id=\"ee8c6e70\" name=\"default\"/>\n      <owner id=\"5de011f8\"/>\n      <tags/>\n    </workbook>\n    \
     <workbook id=\"3cc6cd06\" name=\"Safari &amp; &lt;Sample&gt;\" contentUrl=\"Safari\" size=\"26\" \
     createdAt=\"2016-07-26T20:34:56Z\">\n      <project id=\"ee8c6e70\" name=\"default\"/>\n      \
     <owner id=\"5de011f8\"/>\n      <tags><tag label=\"a\"/><tag label=\"b\"/></tags>\n    </workbook>\n  \
     </workbooks>\n</tsResponse>",
    "<tsResponse><error code=\"401002\"><summary>Unauthorized Access</summary><detail>Invalid \
     authentication credentials were provided.</detail></error></tsResponse>",
    "<r><i a='1' b='2' c='3'/><i a='1' c='3'/><i c='3' a='1'/><i ab='4' a='1'/><i d='5'/><i/></r>",
    "<r><i a='1'><j b='2'/><k/></i><i a='3'><k/><j b='4'/></i><j a='5'/></r>",
    "<a b='x\ty\nz\r\nu\rv'>\r\n1\r2\n<![CDATA[<\r\n]]&>]]>\r</a>",
    "<a>1<b/>2<!-- 3 -->4<?p 5?>6<b>7</b>8</a>",
    "<a b='&apos;&quot;&amp;&lt;&gt;&#65;&#x41;'>&apos;&quot;&amp;&lt;&gt;&#65;&#x41;]]&gt;</a>",
    "<a b='&#xD83D;&#xDC22;'>&#55357;&#56354;&#xD83D;&#x41;&#xDC22;</a>",
    "<a>\r&amp;</a>",
    "<a>&amp;\r</a>",
    "<:a :b=''></:a>",
    "<x:a xmlns:x='u' xmlns:y='u' x:b='' c=''><x:d xmlns:x='v' x:e='' y:e='' xml:e='' e=''/></x:a>",
    "<a xmlns='u' xmlns:xml='http://www.w3.org/XML/1998/namespace' xml:space='preserve'> </a>",
    "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><!-- a --><?b c?>\n<é-·.1 ü='🐢'>🐢</é-·.1>\n<!-- d -->",
    "<a><b><c><d><e><f><g>1</g>2</f>3</e>4</d>5</c>6</b>7</a>",
];

/// Returns the documents that are built in.
pub fn built_in() -> Vec<Vec<u8>> {
    BUILT_IN.map(|document| document.as_bytes().to_vec()).into()
}

/// Returns the recorded responses of real Tableau servers. They belong to others and are not in this
/// repository: the environment variable TSC_TABLEAU_DATA names a folder with a subfolder `responses`.
pub fn recorded() -> Vec<Vec<u8>> {
    let Some(data) = std::env::var_os("TSC_TABLEAU_DATA") else {
        println!("SKIPPED: TSC_TABLEAU_DATA is not set, so recorded responses are not compared");
        return Vec::new();
    };
    let folder = std::fs::read_dir(PathBuf::from(data).join("responses")).unwrap();
    let mut paths: Vec<PathBuf> = folder.map(|entry| entry.unwrap().path()).collect();
    // The order of a folder is not the same everywhere, and the mutants depend on it.
    paths.sort();
    paths
        .iter()
        .map(|path| std::fs::read(path).unwrap())
        .collect()
}
