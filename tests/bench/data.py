"""The responses of the benchmark's server, in the form that Tableau Server sends."""

import gzip
import random
import uuid

LARGE = 32 * 1024 * 1024
PAGES, ITEMS_A_PAGE = 20, 1000
WORKBOOKS = PAGES * ITEMS_A_PAGE
VERSION, SITE, OTHER_SITE = "3.19", str(uuid.UUID(int=0x5173)), str(uuid.UUID(int=0x07E5))

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><tsResponse xmlns="http://tableau.com/api" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://tableau.com/api '
    'https://help.tableau.com/samples/en-us/rest_api/ts-api_3_19.xsd">'
)
PAGINATION = '<pagination pageNumber="{}" pageSize="{}" totalAvailable="{}"/>'

SUBJECTS = "Sales Returns Margin Inventory Headcount Pipeline Churn Forecast Freight Budget".split()
PLACES = "North South Köln Zürich Lyon Kraków Osaka Lima Austin Perth".split()
WORDS = (
    "by region and quarter with targets of the last years for each team and product line".split()
)


def response(*parts):
    return "".join([HEAD, *parts, "</tsResponse>"])


def server_info():
    return response(
        '<serverInfo><productVersion build="20232.23.0611.2007">2023.1.0</productVersion>'
        f"<restApiVersion>{VERSION}</restApiVersion></serverInfo>"
    )


def credentials(site_id, content_url):
    token = f"{site_id}|{'benchmark' * 4}|{site_id}"
    return response(
        f'<credentials token="{token}" estimatedTimeToExpiration="177:05:38">'
        f'<site id="{site_id}" contentUrl="{content_url}"/>'
        f'<user id="{uuid.UUID(int=0xA11CE)}"/></credentials>'
    )


def workbook(chance, number):
    """One workbook. Its name is ASCII, so that its length is the same in each language."""

    def new_id():
        return uuid.UUID(int=chance.getrandbits(128), version=4)

    def day():
        return f"20{chance.randint(15, 25)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"

    subject, other = chance.choice(SUBJECTS), chance.choice(SUBJECTS)
    description = " ".join([chance.choice(PLACES), *chance.choices(WORDS, k=7)])
    project, tags = chance.choice(PLACES), ""
    if chance.random() < 0.3:
        tags = "".join(
            f'<tag label="{chance.choice(SUBJECTS)}"/>' for _ in range(chance.randint(1, 3))
        )
    return (
        f'<workbook id="{new_id()}" name="{subject} &amp; {other} {number}" description="{description}" '
        f'contentUrl="{subject}{other}{number}" '
        f'webpageUrl="https://tableau.example.com/#/site/samples/workbooks/{number}" showTabs="true" '
        f'size="{chance.randint(1, 40)}" createdAt="{day()}T07:12:05Z" updatedAt="{day()}T16:40:11Z" '
        f'encryptExtracts="false" defaultViewId="{new_id()}">'
        f'<project id="{new_id()}" name="{project}"/>'
        f'<location id="{new_id()}" type="Project" name="{project}"/>'
        f'<owner id="{new_id()}" name="{subject.lower()}.owner"/><tags>{tags}</tags>'
        '<dataAccelerationConfig accelerationEnabled="false"/></workbook>'
    )


def page(items, number, size, total):
    return response(PAGINATION.format(number, size, total), "<workbooks>", *items, "</workbooks>")


def write(path, text):
    """Writes a file as it is, and compressed beside it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.with_name(path.name + ".gz").write_bytes(gzip.compress(text.encode(), 6, mtime=0))


def write_all(folder):
    """Writes the pages as PAGE_SIZE/PAGE_NUMBER.xml, and the two other resources."""
    done = folder / "done"
    if done.exists():
        return
    chance = random.Random(20_000)
    items = [workbook(chance, number) for number in range(WORKBOOKS)]
    for number in range(1, PAGES + 1):
        slice_ = items[(number - 1) * ITEMS_A_PAGE : number * ITEMS_A_PAGE]
        write(folder / "1000" / f"{number}.xml", page(slice_, number, ITEMS_A_PAGE, WORKBOOKS))
    write(folder / "100" / "1.xml", page(items[:100], 1, 100, WORKBOOKS))
    write(folder / "small.xml", response(items[0]))
    (folder / "large.bin").write_bytes(chance.randbytes(LARGE))
    done.touch()
