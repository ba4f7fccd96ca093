"""The list job with Tableau's own client: URL CA ITEMS."""

import sys

import tableauserverclient as tsc

url, ca, expected = sys.argv[1:]
server = tsc.Server(url, use_server_version=False, http_options={"verify": ca})
server.use_server_version()
token = tsc.PersonalAccessTokenAuth("bench", "bench-secret", "samples")
items = characters = 0
with server.auth.sign_in(token):
    for workbook in tsc.Pager(server.workbooks, tsc.RequestOptions(pagesize=1000)):
        items += 1
        characters += len(workbook.id) + len(workbook.name)
assert items == int(expected), items
print(items, characters)
