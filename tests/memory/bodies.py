"""The responses of the simulator that are longer than usual, and the files."""

import gzip
import random
import shutil
from pathlib import Path

MEGABYTE = 2**20


def repeated(part, length=MEGABYTE // 4):
    return part * (length // len(part))


def page(count):
    item = "<workbook id='{}' name='Sales &amp; more'><owner id='o'/></workbook>"
    items = "".join(item.format(number) for number in range(count))
    pagination = f"<pagination pageNumber='1' pageSize='{count}' totalAvailable='{count}'/>"
    return f"<tsResponse>{pagination}<workbooks>{items}</workbooks></tsResponse>"


def incompressible(length):
    return random.Random(1).randbytes(length)


def answer(name, status, body, *headers):
    """A fault of the simulator: GET or POST /big/NAME has this response."""
    return {
        "path": f"/big/{name}",
        "times": None,
        "action": {
            "answer": {
                "status": status,
                "headers": headers,
                "body": body if isinstance(body, str) else list(body),
            }
        },
    }


GZIP = ("Content-Encoding", "gzip")
XML = ("Content-Type", "application/xml")
JSON = ("Content-Type", "application/json")


def long_responses():
    summary = repeated("no &amp; ", 10_000)
    long = repeated("no &amp; ")
    error = "<tsResponse><error code='400000'><summary>{0}</summary><detail>{0}</detail></error></tsResponse>"
    json_text = repeated("no \\\" \\u00e4 ", 10_000)
    return [
        answer("accepted", 200, ""),
        answer("api", 200, f"<tsResponse><x>{repeated('text')}</x></tsResponse>", XML),
        answer("page", 200, page(3000), XML),
        answer("plain", 200, page(3000), XML),
        answer("gzip-page", 200, gzip.compress(page(3000).encode()), XML, GZIP),
        answer("binary", 200, incompressible(200_000)),
        answer("xml-error", 400, error.format(summary), XML),
        answer("long-xml-error", 400, error.format(long), XML),
        answer("json-error", 400, f'{{"error": {{"summary": "{json_text}", "detail": "x{json_text}"}}}}', JSON),
        answer("json-array", 400, f'{{"errors": [{"1," * 20_000}1], "x": [{"{}," * 10_000}1]}}', JSON),
        answer("html", 502, f"<html>{repeated('an error ')}</html>", ("Content-Type", "text/html")),
        answer("gzip-error", 502, gzip.compress(repeated("<p>an error</p>").encode()), GZIP),
        answer("tokens", 502, repeated("<a token='a-token'/>")),
        answer("escaped", 502, repeated("%2541&amp;lt;\\u0026")),
        answer("headers", 502, "", *([f"X-{number}", "é" * 300] for number in range(90))),
        answer("cookies", 502, "", *(["Set-Cookie", f"c{number}={'%41' * 200}"] for number in range(90))),
        answer("location", 302, "", ("Location", f"/{'a/' * 25_000}")),
    ]


def huge_responses():
    """A million short items, and more different names of elements and attributes than are allowed."""
    many = "<tsResponse><pagination pageNumber='1' pageSize='990000' totalAvailable='990000'/><i>{}</i></tsResponse>"
    items = "".join(f"<a b='{number:06}' c='text' d='the text of an item'/>" for number in range(990_000))
    names = "".join(f"<e{number:06} f{number:06}='text' />" for number in range(990_000))
    return [
        answer("many-items", 200, many.format(items), XML),
        answer("many-names", 200, f"<tsResponse>{names}</tsResponse>", XML),
    ]


def make_files(folder, ca, openssl_pem):
    """The files that the jobs use: many certificates in one file and in a folder."""
    pem = Path(ca).read_text(encoding="ascii")
    many = Path(folder) / "folder"
    many.mkdir()
    (Path(folder) / "many.pem").write_text(pem * 2000, encoding="ascii")
    (Path(folder) / "letters").write_text("a" * MEGABYTE, encoding="ascii")
    (Path(folder) / "client.pem").write_text(openssl_pem + repeated(pem), encoding="ascii")
    (many / "0-long.pem").write_text(pem * 200 + "# comment\n" * 20_000, encoding="ascii")
    for number in range(1, 100):
        shutil.copy(ca, many / f"{number}.pem")
