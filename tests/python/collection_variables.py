"""Values for the variables in Tableau's collection of requests.

In a path a variable is {{name}}, or a segment that begins with a colon. `:table-id:`
may be a mistake of Tableau's; to Postman it is a variable whose name ends with a colon.

Names, texts and secrets have unusual characters on purpose: spaces, separators of paths, queries
and XML, characters outside ASCII, and text that looks encoded. Ids have the format of Tableau's.
"""

# Placeholders that the library fills in, in paths.
PLACES = {
    "base-path": "/api/{version}",
    "new-path": "",
    "site-id": "{site-id}",
    "user-id": "{user-id}",
}

VALUES = {
    # Ids.
    "workbook-id": "6513270e-269e-4d37-b2a7-4de452e6b438",
    "view-id": "d23f0824-128b-4f33-8c5c-7fd0a6a3a450",
    "datasource-id": "9531985d-5d9d-49f8-9818-e811892f902b",
    "project-id": "36f675cc-81e7-4ef5-a8e2-5d940ed90475",
    "flow-id": "6b0d549b-6f03-475a-9600-a35a099950d8",
    "flow-run-id": "8d116ece-1738-47d9-bd9c-172411e20b8f",
    "metric-id": "90c192cf-d3ac-44af-8f21-ddb66cad4a26",
    "lens-id": "a170b338-3926-4059-b28c-105d1fb17c23",
    "group-id": "0fd630f1-f29d-4da9-953f-48f1a09f76b5",
    "connection-id": "0cb1e29c-658c-4a14-95e6-0af593bd04cf",
    "database-id": "8e81973e-0bec-47b0-b898-d190f9ebdacc",
    "table-id": "6b4cb242-4a23-4596-a217-beaddbc496cb",
    "table-id:": "92276658-1e27-41c0-8a6a-63ec24ede6a4",
    "column-id": "ae97ba94-d0ed-482f-8f6d-05584ef8aa38",
    "virtual-connection-id": "923a7369-94e3-4f91-9a61-dbe22e44158b",
    "virtualconnection-id": "18f135d2-5f55-4203-b018-50c5a38fd547",
    "virtualconnectiontable-id": "907a70c3-1012-4037-b64c-e4228c38fb29",
    "custom-view-luid": "7f150524-34b9-45df-9e77-69b10f4205b4",
    "content-id": "c6f87718-6d76-407e-881e-d162ae2eb154",
    "content-luid": "ec66a787-95e7-41d1-b731-af10506bf2ef",
    "luid": "3f98e277-4cbd-47ad-9c90-a9587403e430",
    "label-id": "c7a2ea20-b2f1-4c94-ae05-319acb5c7427",
    "indicator-id": "4cdd2055-930d-4eaf-94f4-733f3e7d1bfb",
    "trigger-id": "57ee05cd-e009-42c7-bebf-f20686734721",
    "data-quality-warning-id": "9be4bcfc-49b6-4a08-b2e6-cc3ababced20",
    "data-alert-id": "830e07bc-1e39-4f10-92bd-4acefaecbd38",
    "data-acceleration-id": "5790f82e-c1d3-4cff-aa3a-f4d46b0a18e8",
    "schedule-id": "6bf46c69-7d2c-4f82-aeea-cbe226e87555",
    "task-id": "13deef86-ab10-41d0-b646-e1f40a097c97",
    "job-id": "ca02135e-92b1-43f2-8ede-0d7ac3baea9e",
    "subscription-id": "57124242-5051-41cc-917f-9acae01f5057",
    "webhook-id": "7f26144b-9828-4fcd-99a5-4a7bb1fee08f",
    "connected-app-id": "119a72d1-74c9-4f6a-8c01-1cdd9474031b",
    "connected-app-secret-id": "451abd81-f1d6-4ed6-97f5-e837d70820fe",
    "block-list-item-luid": "10a3d6b2-aa05-411a-b271-5945795e8229",
    "safe-list-item-luid": "4f426dcb-b394-4b36-bb2d-420f0f88080b",
    "domain-id": "3",
    "revision-number": "17",
    "session-id": "kq/7+A==|%2F:Zß",
    "upload-session-id": "7720:0f1e2d3c4b5a69788796a5b4c3d2e1f0-1:0",
    # Words.
    "type": "virtualconnections",
    "content-type": "database",
    "content-url": "Sales_2026-EMEA",
    "capability-name": "ExportData",
    "capability-mode": "Allow",
    "connected-app-enabled": "true",
    "unrestricted-embedding": "false",
    "severity": "HIGH",
    "state": "Active",
    "downgrade-target-version": "2022.3",
    "webhook-event": "WebhookSourceEventDatasourceRefreshStarted",
    # Names and texts.
    "tag-name": 'Q3 & Q4: 50% "net"/Büro + 鍵?#1',
    "site-name": "R&D / Größe=100% + <'Süd'>;",
    "view-name": "a+b c&d=e %41 %2B \"f\", 'g' [h]: ключ/🔑#?",
    "connected-app-name": 'Intranet "R&D" <ß>',
    "new-domain-name": "büro.example.lan\\nord",
    "new-domain-nickname": 'O\'Neil & "Söhne"',
    "message": "1 < 2 & \"3\" > '2':\tBitte prüfen!\n%41 + 鍵\\",
    # Addresses.
    "domain-safelist": "https://a.example.com https://*.b.example.com:8443",
    "dashboard-extension-url": "https://ext.example.com/a%20b?x=1&y=%20+'c'#\"ü\"",
    "webhook-url": "https://hooks.example.com/t?a=1&b=%C3%A9+<d>",
    # Users and their secrets.
    "admin-username": 'zoë & <søn> "O\'Neil"',
    "admin-password": "pa<ss> & \"wörd\" 'ключ' 🔑 %20+",
    "admin-PAT-name": 'ci & "build"',
    "admin-PAT-secret": "qlE1g9MMh9vbrjjg==:rZTHhPpP2tUW1kfn4tjg8",
    "user-username": "example\\alice",
    "user-password": ']]> &amp; "',
    "user-PAT-name": "naïve token's",
    "user-PAT-secret": "+/|==:%2B",
    "jwt": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2ltdWxhdGVk",
}
