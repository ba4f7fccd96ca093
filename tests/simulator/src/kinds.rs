//! The kinds of items, and the fields for filters and sort keys of each.

use crate::catalogue::FieldType::{Flag, Number, Tags, Text, Time};
use crate::catalogue::Kind;

pub const WORKBOOK: Kind = Kind {
    noun: "Workbook",
    item: "workbook",
    container: "workbooks",
    fields: &[
        ("createdAt", Time),
        ("contentUrl", Text),
        ("displayTabs", Flag),
        ("favoritesTotal", Number),
        ("hasAlerts", Flag),
        ("hasExtracts", Flag),
        ("name", Text),
        ("ownerDomain", Text),
        ("ownerEmail", Text),
        ("ownerName", Text),
        ("projectName", Text),
        ("sheetCount", Number),
        ("size", Number),
        ("subscriptionsTotal", Number),
        ("tags", Tags),
        ("updatedAt", Time),
    ],
};

pub const VIEW: Kind = Kind {
    noun: "View",
    item: "view",
    container: "views",
    fields: &[
        ("caption", Text),
        ("contentUrl", Text),
        ("createdAt", Time),
        ("favoritesTotal", Number),
        ("hitsTotal", Number),
        ("name", Text),
        ("ownerDomain", Text),
        ("ownerEmail", Text),
        ("ownerName", Text),
        ("projectName", Text),
        ("sheetNumber", Number),
        ("sheetType", Text),
        ("tags", Tags),
        ("title", Text),
        ("updatedAt", Time),
        ("viewUrlName", Text),
        ("workbookDescription", Text),
        ("workbookName", Text),
    ],
};

pub const DATASOURCE: Kind = Kind {
    noun: "Datasource",
    item: "datasource",
    container: "datasources",
    fields: &[
        ("contentUrl", Text),
        ("createdAt", Time),
        ("databaseName", Text),
        ("description", Text),
        ("favoritesTotal", Number),
        ("hasAlert", Flag),
        ("hasExtracts", Flag),
        ("isCertified", Flag),
        ("isPublished", Flag),
        ("name", Text),
        ("ownerDomain", Text),
        ("ownerEmail", Text),
        ("ownerName", Text),
        ("projectName", Text),
        ("serverName", Text),
        ("size", Number),
        ("tags", Tags),
        ("type", Text),
        ("updatedAt", Time),
    ],
};

pub const PROJECT: Kind = Kind {
    noun: "Project",
    item: "project",
    container: "projects",
    fields: &[
        ("createdAt", Time),
        ("name", Text),
        ("ownerDomain", Text),
        ("ownerEmail", Text),
        ("ownerName", Text),
        ("parentProjectId", Text),
        ("topLevelProject", Flag),
        ("updatedAt", Time),
    ],
};

pub const USER: Kind = Kind {
    noun: "User",
    item: "user",
    container: "users",
    fields: &[
        ("domainName", Text),
        ("friendlyName", Text),
        ("isLocal", Flag),
        ("lastLogin", Time),
        ("name", Text),
        ("siteRole", Text),
    ],
};

pub const GROUP: Kind = Kind {
    noun: "Group",
    item: "group",
    container: "groups",
    fields: &[
        ("domainName", Text),
        ("domainNickname", Text),
        ("isLocal", Flag),
        ("minimumSiteRole", Text),
        ("name", Text),
        ("userCount", Number),
    ],
};

pub const JOB: Kind = Kind {
    noun: "Job",
    item: "backgroundJob",
    container: "backgroundJobs",
    fields: &[
        ("args", Text),
        ("completedAt", Time),
        ("createdAt", Time),
        ("jobType", Text),
        ("notes", Text),
        ("priority", Number),
        ("progress", Number),
        ("startedAt", Time),
        ("status", Text),
        ("subtitle", Text),
        ("title", Text),
    ],
};

/// Fields of sites and schedules, which have pages but no filters.
pub const SCHEDULE: Kind = Kind {
    noun: "Schedule",
    item: "schedule",
    container: "schedules",
    fields: &[],
};
