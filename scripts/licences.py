"""Writes the licences and the bill of materials of the linked code; see scripts/licences.

The list of crates comes from cargo, the hashes of their archives from Cargo.lock, and the texts
from files in the crates. Those of the standard library are in licences-std.txt.
"""

import difflib
import json
import re
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import license_expression
from cyclonedx.model.bom import Bom
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

TARGETS = [
    "x86_64-unknown-linux-gnu",
    "aarch64-unknown-linux-gnu",
    "x86_64-unknown-linux-musl",
    "aarch64-unknown-linux-musl",
    "x86_64-pc-windows-gnullvm",
    "aarch64-apple-darwin",
    "x86_64-apple-darwin",
]
TEXTS = Path("THIRD-PARTY-LICENSES.txt")
BILL = Path("libtsc.cdx.json")
STD = Path("scripts/licences-std.txt")
RUST_STD = "rust-std"
CRATES_IO = "registry+https://github.com/rust-lang/crates.io-index"

# Words that identify a licence's text. If a crate offers a choice, the first of these is chosen: it
# is short, and its text has the copyright lines.
KNOWN_BY = {
    "MIT": "Permission is hereby granted, free of charge, to any person obtaining a copy of this "
    "software",
    "ISC": "with or without fee is hereby granted, provided that the above copyright notice",
    "BSD-3-Clause": "endorse or promote products derived from this software without specific prior",
    "CDLA-Permissive-2.0": "Community Data License Agreement - Permissive - Version 2.0",
    "Apache-2.0": "Apache License Version 2.0, January 2004",
    "Zlib": "Altered source versions must be plainly marked as such",
}

# Licences of code that a crate took from other projects; True: to be shown.
TAKEN_FROM_OTHERS = {
    ("ring", "third_party/fiat/LICENSE"): True,
    ("ring", "src/polyfill/once_cell/LICENSE-MIT"): True,
    # The other licence of the choice.
    ("ring", "src/polyfill/once_cell/LICENSE-APACHE"): False,
}

SPDX = license_expression.get_spdx_licensing()

LICENCE_FILE = re.compile(
    r"(licen[cs]es?|copying|unlicense|copyright|notice)([-_.].*)?", re.IGNORECASE
)
# Not licences, but to be passed on with them.
NOTICE_FILE = re.compile(r"(copyright|notice)([-_.].*)?", re.IGNORECASE)

HEADER = """\
The licences of the code that is linked into libtsc on Linux, Windows and macOS

libtsc's own licence is in LICENSE-MIT and LICENSE-APACHE. This file is about the code that is
linked into it: crates from crates.io, and the Rust standard library (rust-std) with the crates in
it, in the version of the Rust toolchain that built the library. Each is listed with the licence
that it declares; the texts follow, equal ones once. If a crate offers a choice of licences, the
text of one is here, which is enough. The C library and libgcc_s belong to the system, not to
libtsc. A library that scripts/build-target made also contains parts of its compiler's own
libraries; the licences of those are installed beside this file.

scripts/licences writes this file.
"""


@dataclass
class Crate:
    name: str
    licence: str
    texts: list  # of (file, text)
    version: str = ""  # empty for crates in the standard library
    checksum: str = ""

    @property
    def purl(self):
        return f"pkg:cargo/{self.name}" + (f"@{self.version}" if self.version else "")

    @property
    def label(self):
        if self.version:
            return f"{self.name} {self.version}"
        return self.name if self.name == RUST_STD else f"{self.name} (in {RUST_STD})"


def cargo(*arguments):
    return subprocess.run(
        ["cargo", *arguments], stdout=subprocess.PIPE, check=True, text=True
    ).stdout


def on_targets(option):
    return [word for target in TARGETS for word in (option, target)]


def linked():
    """The linked crates: for each (name, version), the others that it depends on. The workspace's own
    crates count as one, tsc."""
    depends = {}
    above = []
    lines = cargo(
        *("tree", "--locked", "--package", "tsc", "--edges", "normal,no-proc-macro"),
        *("--prefix", "depth", *on_targets("--target")),
    )
    for line in filter(None, lines.splitlines()):
        depth, name, version, folder = re.match(r"(\d+)(\S+) v(\S+)( \(/)?", line).groups()
        del above[int(depth) :]
        crate = ("tsc" if folder else name), version
        depends.setdefault(crate, set())
        if above and above[-1] != crate:
            depends[above[-1]].add(crate)
        above.append(crate)
    return depends


def simple(text):
    """Returns a text without its line breaks, to compare it."""
    return " ".join(text.split())


def words(text):
    """Returns a text without line breaks and punctuation, such as marks of comments."""
    return " ".join(re.findall(r"\w+", text))


def tidy(text):
    """Removes spaces at the ends of lines, and empty lines at the beginning and end."""
    return "\n".join(line.rstrip() for line in text.splitlines()).strip("\n") + "\n"


def parsed(licence):
    """Parses an SPDX licence expression; ValueError if it is not one."""
    try:
        return SPDX.parse(licence or "none", validate=True, strict=True)
    except license_expression.ExpressionError as error:
        raise ValueError(f"its licence is not an SPDX expression: {error}") from error


def chosen(expression):
    """Returns an expression's licences, one of each choice; unknown ones are the last resort."""
    if isinstance(expression, license_expression.BaseSymbol):
        return [str(expression)]
    each = [chosen(argument) for argument in expression.args]
    if isinstance(expression, SPDX.AND):
        return [licence for licences in each for licence in licences]
    order = list(KNOWN_BY)

    def last(names):
        return max(order.index(name) if name in order else len(order) for name in names)

    return min(each, key=last)


def texts_of(name, folder, licence):
    """Returns the files of a crate to be shown; ValueError if a licence's text is missing."""
    wanted = chosen(parsed(licence))
    files = sorted(
        path
        for path in (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
        if any(map(LICENCE_FILE.fullmatch, path.parts)) and path.suffix != ".rs"
    )
    texts = {str(path): tidy((folder / path).read_text(encoding="utf-8")) for path in files}
    shown = []
    missing = set(wanted)
    for path in files:
        text = texts[str(path)]
        if len(path.parts) > 1:
            show = TAKEN_FROM_OTHERS.get((name, str(path)))
            if show is None:
                raise ValueError(f"scripts/licences.py does not know whether to show its {path}")
        else:
            found = {
                one for one in wanted if one in KNOWN_BY and words(KNOWN_BY[one]) in words(text)
            }
            missing -= found
            # Without a choice, all of the crate's licence files apply.
            show = found or "OR" not in licence.split() or NOTICE_FILE.fullmatch(path.name)
        if show:
            shown.append((str(path), text))
    if missing:
        raise ValueError(
            f"it is under {licence}, and no file beside its Cargo.toml is known for the text of "
            f"{' and '.join(sorted(missing))} (licence files: {', '.join(texts) or 'none'})"
        )
    return shown


def crates_of(depends):
    """Returns the crates with their texts; ends the script if something is missing."""
    with open("Cargo.lock", "rb") as lock:
        checksums = {
            (package["name"], package["version"]): package["checksum"]
            for package in tomllib.load(lock)["package"]
            if package.get("source") == CRATES_IO
        }
    metadata = json.loads(
        cargo("metadata", "--locked", "--format-version", "1", *on_targets("--filter-platform"))
    )
    crates = {}
    problems = []
    for package in metadata["packages"]:
        key = package["name"], package["version"]
        if package["name"] == "tsc" or key not in depends:
            continue
        try:
            if key not in checksums:
                raise ValueError("it is not from crates.io")
            licence = (package["license"] or "").replace("/", " OR ")
            texts = texts_of(key[0], Path(package["manifest_path"]).parent, licence)
            crates[key] = Crate(key[0], licence, texts, key[1], checksums[key])
        except ValueError as error:
            problems.append(f"{package['name']} {package['version']}: {error}")
    if problems:
        sys.exit("\n".join(problems))
    return crates


def standard_library():
    """Returns the standard library, then the crates in it, from licences-std.txt."""
    parts = {}
    _, *sections = re.split(r"^=== ", STD.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for section in sections:
        heading, text = section.split("\n", 1)
        names, licence = heading.split(": ")
        parsed(licence)
        for name in names.split(", "):
            part = parts.setdefault(name, Crate(name, licence, []))
            part.texts.append(("", tidy(text)))
    return list(parts.values())


def all_texts(crates):
    listed = "".join(f"{crate.label:<32}{crate.licence}\n" for crate in crates)
    same = {}
    for crate in crates:
        for file, text in crate.texts:
            label = (
                f"{crate.label}, {file}" if crate.version and len(crate.texts) > 1 else crate.label
            )
            same.setdefault(simple(text), (text, []))[1].append(label)
    line = "=" * 100
    parts = [f"{line}\n{chr(10).join(labels)}\n{line}\n\n{text}" for text, labels in same.values()]
    return "\n".join([HEADER, listed, *parts])


def licences(expression):
    kind = {"acknowledgement": "declared"}
    if " " in expression:
        return [{"expression": expression} | kind]
    return [{"license": {"id": expression} | kind}]


def component(crate):
    found = {"type": "library", "bom-ref": crate.purl, "name": crate.name, "version": crate.version}
    if crate.checksum:
        found["hashes"] = [{"alg": "SHA-256", "content": crate.checksum}]
    return found | {"licenses": licences(crate.licence), "purl": crate.purl}


def bill_of_materials(version, crates, depends, std):
    """Returns the bill in CycloneDX, without a time or serial number, so that it is reproducible."""
    itself = {
        "type": "library",
        "bom-ref": "libtsc",
        "name": "libtsc",
        "version": version,
        "licenses": licences("MIT OR Apache-2.0"),
        "purl": f"pkg:generic/libtsc@{version}",
    }
    rust, *brought = std
    std_parts = []
    for part in brought:
        found = component(part) | {"bom-ref": f"{RUST_STD}/{part.name}"}
        del found["version"]
        std_parts.append(found)
    std_component = {
        "type": "library",
        "bom-ref": RUST_STD,
        "name": RUST_STD,
        "description": "The Rust standard library and the crates in it, in the version of the Rust "
        "toolchain that built libtsc",
        "licenses": licences(rust.licence),
        "purl": "pkg:github/rust-lang/rust",
        "components": std_parts,
    }

    def reference(key):
        return "libtsc" if key[0] == "tsc" else crates[key].purl

    graph = [
        {
            "ref": reference(key),
            "dependsOn": sorted(map(reference, on)) + [RUST_STD] * (reference(key) == "libtsc"),
        }
        for key, on in depends.items()
    ]
    graph.append({"ref": RUST_STD, "dependsOn": [part["bom-ref"] for part in std_parts]})
    graph += [{"ref": part["bom-ref"]} for part in std_parts]
    bill = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"lifecycles": [{"phase": "pre-build"}], "component": itself},
        "components": [*map(component, crates.values()), std_component],
        "dependencies": sorted(graph, key=lambda entry: entry["ref"]),
    }
    return json.dumps(bill, indent=2, ensure_ascii=False) + "\n"


def validate(text):
    """Ends the script if a text is not CycloneDX, or its graph has an unknown reference."""
    error = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if error:
        sys.exit(f"{BILL} would not be valid CycloneDX 1.6: {error}")
    Bom.from_json(json.loads(text)).validate()


def main():
    depends = linked()
    crates = dict(sorted(crates_of(depends).items()))
    std = standard_library()
    (version,) = (version for name, version in depends if name == "tsc")
    bill = bill_of_materials(version, crates, depends, std)
    validate(bill)
    wanted = {TEXTS: all_texts([*crates.values(), *std]), BILL: bill}

    if "--check" not in sys.argv[1:]:
        for path, text in wanted.items():
            path.write_text(text, encoding="utf-8")
        return
    stale = []
    for path, text in wanted.items():
        there = path.read_text(encoding="utf-8") if path.exists() else ""
        if there != text:
            stale.append(str(path))
            changes = difflib.unified_diff(
                there.splitlines(),
                text.splitlines(),
                f"{path} now",
                "as scripts/licences writes it",
                n=1,
                lineterm="",
            )
            print("\n".join(list(changes)[:30]), file=sys.stderr)
    if stale:
        sys.exit(
            f"Out of date: {', '.join(stale)}. Run scripts/licences and commit what it writes."
        )
    print(f"{len(crates)} crates and the standard library, in {TEXTS} and {BILL} (CycloneDX 1.6)")


main()
