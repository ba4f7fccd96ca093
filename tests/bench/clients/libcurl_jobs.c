/*
 * The jobs of ours_jobs.c with libcurl and libxml2: one easy handle for all requests, one buffer
 * that grows.
 *
 *   libcurl_jobs URL CA READER list ITEMS
 *   libcurl_jobs URL CA READER cold
 *   libcurl_jobs URL CA READER body BYTES
 *   libcurl_jobs URL CA READER gets COUNT
 *
 * READER is how a page is read: "push" (SAX2, from libcurl's callback, without a buffer), "sax"
 * (SAX2, from the buffer) or "reader" (xmlTextReader, from the buffer).
 */
#include <curl/curl.h>
#include <inttypes.h>
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlreader.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct buffer {
  char *bytes;
  size_t length, capacity;
};

/* What is read of a page. */
struct page {
  uint64_t items, characters, total;
};

/* A signed-in session. */
struct session {
  const char *url, *reader;
  CURL *easy;
  struct curl_slist *headers;
  struct buffer body;
  char version[16], token[256], site[64];
};

static void expect(int holds, const char *what) {
  if (!holds) {
    fprintf(stderr, "this does not hold: %s\n", what);
    exit(EXIT_FAILURE);
  }
}

static size_t append(char *bytes, size_t size, size_t count, void *user_data) {
  struct buffer *buffer = user_data;
  const size_t length = size * count;
  if (buffer->capacity - buffer->length < length + 1) {
    buffer->capacity = 2 * (buffer->capacity + length + 1);
    buffer->bytes = realloc(buffer->bytes, buffer->capacity);
    expect(buffer->bytes != NULL, "there is memory");
  }
  memcpy(buffer->bytes + buffer->length, bytes, length);
  buffer->length += length;
  buffer->bytes[buffer->length] = 0;
  return length;
}

static size_t push(char *bytes, size_t size, size_t count, void *user_data) {
  xmlParserCtxtPtr parser = user_data;
  return xmlParseChunk(parser, bytes, (int)(size * count), 0) == 0 ? size * count : 0;
}

/* Attributes are five pointers each: name, prefix, namespace, beginning and end of the value. */
static void start_element(void *user_data, const xmlChar *name, const xmlChar *prefix,
                          const xmlChar *uri, int namespaces, const xmlChar **declared,
                          int attributes, int defaulted, const xmlChar **attribute) {
  struct page *page = user_data;
  (void)prefix, (void)uri, (void)namespaces, (void)declared, (void)defaulted;
  if (strcmp((const char *)name, "workbook") == 0) {
    page->items++;
    for (int i = 0; i < attributes; i++, attribute += 5) {
      if (strcmp((const char *)attribute[0], "id") == 0 ||
          strcmp((const char *)attribute[0], "name") == 0) {
        page->characters += (uint64_t)(attribute[4] - attribute[3]);
      }
    }
  } else if (strcmp((const char *)name, "pagination") == 0) {
    for (int i = 0; i < attributes; i++, attribute += 5) {
      if (strcmp((const char *)attribute[0], "totalAvailable") == 0) {
        page->total = strtoull((const char *)attribute[3], NULL, 10);
      }
    }
  }
}

static xmlSAXHandler sax = {.initialized = XML_SAX2_MAGIC, .startElementNs = start_element};

/* XML_PARSE_NOENT resolves &amp; and the like in attributes. */
static xmlParserCtxtPtr new_parser(struct page *page) {
  xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(&sax, page, NULL, 0, NULL);
  xmlCtxtUseOptions(parser, XML_PARSE_NOENT | XML_PARSE_NONET);
  return parser;
}

static void read_with_sax(const struct buffer *body, struct page *page) {
  xmlParserCtxtPtr parser = xmlCreateMemoryParserCtxt(body->bytes, (int)body->length);
  xmlSAXHandlerPtr own = parser->sax;
  parser->sax = &sax;
  parser->userData = page;
  xmlCtxtUseOptions(parser, XML_PARSE_NOENT | XML_PARSE_NONET);
  expect(xmlParseDocument(parser) == 0, "the page is XML");
  parser->sax = own;
  xmlFreeParserCtxt(parser);
}

static uint64_t attribute_length(xmlTextReaderPtr reader, const char *name) {
  uint64_t length = 0;
  if (xmlTextReaderMoveToAttribute(reader, (const xmlChar *)name) == 1) {
    length = strlen((const char *)xmlTextReaderConstValue(reader));
    xmlTextReaderMoveToElement(reader);
  }
  return length;
}

static void read_with_reader(const struct buffer *body, struct page *page) {
  xmlTextReaderPtr reader = xmlReaderForMemory(body->bytes, (int)body->length, NULL, NULL,
                                               XML_PARSE_NOENT | XML_PARSE_NONET);
  int more;
  while ((more = xmlTextReaderRead(reader)) == 1) {
    if (xmlTextReaderNodeType(reader) != XML_READER_TYPE_ELEMENT) {
      continue;
    }
    const char *name = (const char *)xmlTextReaderConstLocalName(reader);
    if (strcmp(name, "workbook") == 0) {
      page->items++;
      page->characters += attribute_length(reader, "id") + attribute_length(reader, "name");
    } else if (strcmp(name, "pagination") == 0) {
      expect(xmlTextReaderMoveToAttribute(reader, (const xmlChar *)"totalAvailable") == 1,
             "a total");
      page->total = strtoull((const char *)xmlTextReaderConstValue(reader), NULL, 10);
    }
  }
  expect(more == 0, "the page is XML");
  xmlFreeTextReader(reader);
}

/* Sends a request; the body goes to a callback. */
static void perform(struct session *session, const char *path, const char *post,
                    curl_write_callback callback, void *user_data) {
  char url[1024];
  long status = 0;
  snprintf(url, sizeof url, "%s/%s", session->url, path);
  session->body.length = 0;
  if (post) {
    curl_easy_setopt(session->easy, CURLOPT_POSTFIELDS, post);
  } else {
    curl_easy_setopt(session->easy, CURLOPT_HTTPGET, 1L);
  }
  curl_easy_setopt(session->easy, CURLOPT_URL, url);
  curl_easy_setopt(session->easy, CURLOPT_HTTPHEADER, session->headers);
  curl_easy_setopt(session->easy, CURLOPT_WRITEFUNCTION, callback);
  curl_easy_setopt(session->easy, CURLOPT_WRITEDATA, user_data);
  const CURLcode code = curl_easy_perform(session->easy);
  expect(code == CURLE_OK, curl_easy_strerror(code));
  curl_easy_getinfo(session->easy, CURLINFO_RESPONSE_CODE, &status);
  expect(status / 100 == 2, "the response is a success");
}

static void fetch(struct session *session, const char *path, const char *post) {
  perform(session, path, post, append, &session->body);
}

/* A page of workbooks. */
static void read_page(struct session *session, unsigned size, uint64_t number, struct page *page) {
  char path[512];
  snprintf(path, sizeof path, "api/%s/sites/%s/workbooks?pageSize=%u&pageNumber=%" PRIu64,
           session->version, session->site, size, number);
  if (strcmp(session->reader, "push") == 0) {
    xmlParserCtxtPtr parser = new_parser(page);
    perform(session, path, NULL, push, parser);
    expect(xmlParseChunk(parser, NULL, 0, 1) == 0, "the page is XML");
    xmlFreeParserCtxt(parser);
  } else {
    fetch(session, path, NULL);
    if (strcmp(session->reader, "sax") == 0) {
      read_with_sax(&session->body, page);
    } else {
      read_with_reader(&session->body, page);
    }
  }
}

/* The first element of this name; the responses here are small. */
static xmlNodePtr element(xmlNodePtr node, const char *name) {
  for (; node; node = node->next) {
    xmlNodePtr found =
        strcmp((const char *)node->name, name) == 0 ? node : element(node->children, name);
    if (found) {
      return found;
    }
  }
  return NULL;
}

static xmlDocPtr parsed(const struct session *session) {
  xmlDocPtr document =
      xmlReadMemory(session->body.bytes, (int)session->body.length, NULL, NULL, XML_PARSE_NONET);
  expect(document != NULL, "the response is XML");
  return document;
}

static void copy(char *to, size_t size, xmlChar *from) {
  expect(from != NULL && strlen((const char *)from) < size, "the text fits");
  strcpy(to, (const char *)from);
  xmlFree(from);
}

static void discover(struct session *session) {
  fetch(session, "api/2.4/serverInfo", NULL);
  xmlDocPtr document = parsed(session);
  copy(session->version, sizeof session->version,
       xmlNodeGetContent(element(xmlDocGetRootElement(document), "restApiVersion")));
  xmlFreeDoc(document);
}

/* A sign-in or a switch of site: both return a token and a site. */
static void authenticate(struct session *session, const char *call, const char *body) {
  char path[64], header[300];
  snprintf(path, sizeof path, "api/%s/auth/%s", session->version, call);
  fetch(session, path, body);
  xmlDocPtr document = parsed(session);
  xmlNodePtr root = xmlDocGetRootElement(document);
  copy(session->token, sizeof session->token,
       xmlGetProp(element(root, "credentials"), (const xmlChar *)"token"));
  copy(session->site, sizeof session->site,
       xmlGetProp(element(root, "site"), (const xmlChar *)"id"));
  xmlFreeDoc(document);
  curl_slist_free_all(session->headers);
  session->headers = curl_slist_append(NULL, "Content-Type: application/xml");
  snprintf(header, sizeof header, "X-Tableau-Auth: %s", session->token);
  session->headers = curl_slist_append(session->headers, header);
}

static void sign_in(struct session *session) {
  session->headers = curl_slist_append(NULL, "Content-Type: application/xml");
  authenticate(
      session, "signin",
      "<tsRequest><credentials personalAccessTokenName=\"bench\" personalAccessTokenSecret="
      "\"bench-secret\"><site contentUrl=\"samples\"/></credentials></tsRequest>");
}

static void sign_out(struct session *session) {
  char path[64];
  snprintf(path, sizeof path, "api/%s/auth/signout", session->version);
  fetch(session, path, "");
}

static void read_list(struct session *session, uint64_t expected) {
  struct page page = {0, 0, 1};
  for (uint64_t number = 1; page.items < page.total; number++) {
    read_page(session, 1000, number, &page);
  }
  expect(page.items == expected, "all items were read");
  printf("%" PRIu64 " %" PRIu64 "\n", page.items, page.characters);
}

static void cold(struct session *session) {
  struct page page = {0, 0, 1};
  read_page(session, 100, 1, &page);
  expect(page.items == 100, "a page was read");
  authenticate(session, "switchSite", "<tsRequest><site contentUrl=\"other\"/></tsRequest>");
}

static void get(struct session *session, const char *workbook, uint64_t count) {
  char path[512];
  snprintf(path, sizeof path, "api/%s/sites/%s/workbooks/%s", session->version, session->site,
           workbook);
  for (uint64_t i = 0; i < count; i++) {
    fetch(session, path, NULL);
    expect(session->body.length > 0, "the response has a body");
  }
}

int main(int argc, char **argv) {
  expect(argc >= 5, "there are enough arguments");
  struct session session = {.url = argv[1], .reader = argv[3]};
  const char *job = argv[4];
  const uint64_t number = argc > 5 ? strtoull(argv[5], NULL, 10) : 0;
  curl_global_init(CURL_GLOBAL_DEFAULT);
  session.easy = curl_easy_init();
  curl_easy_setopt(session.easy, CURLOPT_CAINFO, argv[2]);
  curl_easy_setopt(session.easy, CURLOPT_CAPATH, NULL);
  curl_easy_setopt(session.easy, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_3);
  curl_easy_setopt(session.easy, CURLOPT_ACCEPT_ENCODING, "gzip");
  curl_easy_setopt(session.easy, CURLOPT_BUFFERSIZE, 64L * 1024);
  curl_easy_setopt(session.easy, CURLOPT_NOSIGNAL, 1L);
  discover(&session);
  sign_in(&session);
  if (strcmp(job, "list") == 0) {
    read_list(&session, number);
  } else if (strcmp(job, "cold") == 0) {
    cold(&session);
  } else if (strcmp(job, "body") == 0) {
    get(&session, "large/content", 1);
    expect(session.body.length == number, "the whole body was read");
  } else if (strcmp(job, "gets") == 0) {
    get(&session, "small", number);
  } else {
    expect(0, "the job is known");
  }
  sign_out(&session);
  curl_easy_cleanup(session.easy);
  curl_slist_free_all(session.headers);
  free(session.body.bytes);
  curl_global_cleanup();
  xmlCleanupParser();
  return EXIT_SUCCESS;
}
