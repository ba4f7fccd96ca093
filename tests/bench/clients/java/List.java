import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamReader;

/** The list job with java.net.http and StAX: URL CA ITEMS. */
final class List {
  private static final String SIGN_IN =
      "<tsRequest><credentials personalAccessTokenName=\"bench\" personalAccessTokenSecret="
          + "\"bench-secret\"><site contentUrl=\"samples\"/></credentials></tsRequest>";

  private final XMLInputFactory readers = XMLInputFactory.newFactory();
  private final HttpClient client;
  private final String url;
  private String version;
  private String token;
  private String site;
  private long total = 1;
  private long items;
  private long characters;

  private List(String url, HttpClient client) {
    this.url = url;
    this.client = client;
    readers.setProperty(XMLInputFactory.SUPPORT_DTD, false);
  }

  public static void main(String[] arguments) throws Exception {
    var client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(trusting(arguments[1]))
            .build();
    var list = new List(arguments[0], client);
    list.read();
    if (list.items != Long.parseLong(arguments[2])) {
      throw new AssertionError("items: " + list.items);
    }
    System.out.println(list.items + " " + list.characters);
  }

  private static SSLContext trusting(String path) throws Exception {
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (var file = new FileInputStream(path)) {
      var certificate = CertificateFactory.getInstance("X.509").generateCertificate(file);
      store.setCertificateEntry("ca", certificate);
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private void read() throws Exception {
    call("/api/2.4/serverInfo", null);
    var api = "/api/" + version;
    call(api + "/auth/signin", SIGN_IN);
    for (int number = 1; items < total; number++) {
      call(api + "/sites/" + site + "/workbooks?pageSize=1000&pageNumber=" + number, null);
    }
    call(api + "/auth/signout", "");
  }

  /** Sends a request and reads the response, if it has a body. */
  private void call(String path, String body) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(url + path));
    if (body != null) {
      request.POST(HttpRequest.BodyPublishers.ofString(body));
    }
    request.header("Content-Type", "application/xml").header("Accept-Encoding", "gzip");
    if (token != null) {
      request.header("X-Tableau-Auth", token);
    }
    var response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream stream = response.body()) {
      if (response.statusCode() / 100 != 2) {
        throw new AssertionError("HTTP " + response.statusCode());
      }
      if (response.statusCode() != 204) {
        var gzip = response.headers().firstValue("Content-Encoding").orElse("").equals("gzip");
        var content =
            gzip ? new GZIPInputStream(stream, 65536) : new BufferedInputStream(stream, 65536);
        read(readers.createXMLStreamReader(content));
      }
    }
  }

  private void read(XMLStreamReader reader) throws Exception {
    while (reader.hasNext()) {
      if (reader.next() != XMLStreamConstants.START_ELEMENT) {
        continue;
      }
      switch (reader.getLocalName()) {
        case "restApiVersion":
          version = reader.getElementText();
          break;
        case "credentials":
          token = reader.getAttributeValue(null, "token");
          break;
        case "site":
          site = reader.getAttributeValue(null, "id");
          break;
        case "pagination":
          total = Long.parseLong(reader.getAttributeValue(null, "totalAvailable"));
          break;
        case "workbook":
          items++;
          characters += reader.getAttributeValue(null, "id").length();
          characters += reader.getAttributeValue(null, "name").length();
          break;
        default:
          break;
      }
    }
    reader.close();
  }
}
