"""Prints a table, in Markdown, of the libraries in a folder with one folder for each target.

For each library: its size, its exported functions, the system's libraries that it needs, the oldest
system that it runs on, how a panic is unwound, and what protects it.
"""

import hashlib
import re
import sys
from pathlib import Path

import lief

SYMBOLS = Path("abi/symbols.txt")
COLUMNS = ("target", "file", "bytes", "exports", "needs", "oldest system", "unwind sections", "other")


def functions(names):
    """The number of exported functions, which have to be those of the ABI."""
    names = set(names)
    lines = SYMBOLS.read_text().splitlines()
    wanted = {line.split()[0] for line in lines if line.startswith("tsc_")}
    if names != wanted:
        raise SystemExit(f"exports that are missing or not of the ABI: {sorted(names ^ wanted)}")
    return len(names)


def sections(binary, wanted):
    """The sections of these names, with their sizes."""
    found = {section.name: section.size for section in binary.sections}
    return ", ".join(f"{name} {found[name]}" for name in wanted if found.get(name))


def elf(binary, _):
    exported = [symbol.name for symbol in binary.exported_symbols if symbol.type != lief.ELF.Symbol.TYPE.NOTYPE]
    versions = set()
    for requirement in binary.symbols_version_requirement:
        versions.update(auxiliary.name for auxiliary in requirement.get_auxiliary_symbols())
    glibc = [v for v in versions if re.fullmatch(r"GLIBC_[\d.]+", v)]
    highest = max(glibc, key=lambda v: [int(part) for part in v[6:].split(".")], default="musl")
    if glibc and [int(part) for part in highest[6:].split(".")] > [2, 17]:
        raise SystemExit(f"it needs {highest}")
    tags = {entry.tag.name: entry for entry in binary.dynamic_entries}
    flags = []
    if any(segment.type.name == "GNU_RELRO" for segment in binary.segments):
        flags.append("RELRO")
    if "FLAGS_1" in tags or "FLAGS" in tags:
        set_flags = [
            flag.name
            for tag in ("FLAGS", "FLAGS_1")
            if tag in tags
            for flag in tags[tag].flags
        ]
        flags += sorted(set_flags)
    if "TEXTREL" in tags:
        flags.append("TEXTREL")
    definitions = [
        auxiliary.name
        for definition in binary.symbols_version_definition
        for auxiliary in definition.auxiliary_symbols
        if auxiliary.name.startswith("TSC_")
    ]
    return (
        functions(exported),
        ", ".join(binary.libraries),
        highest,
        sections(binary, [".eh_frame", ".eh_frame_hdr", ".gcc_except_table"]),
        ", ".join([f"soname {tags['SONAME'].name}", *definitions, *flags]),
    )


def pe(binary, _):
    header = binary.optional_header
    version = f"{header.major_operating_system_version}.{header.minor_operating_system_version}"
    characteristics = [flag.name for flag in header.dll_characteristics_lists]
    stamp = binary.header.time_date_stamps
    resources = "a version resource" if binary.has_resources and binary.resources_manager.has_version else "no version resource"
    imports = [entry.name for entry in binary.imports]
    universal = [name for name in imports if name.lower().startswith("api-ms-win-crt")]
    others = [name for name in imports if name not in universal]
    if universal:
        others.append(f"the Universal C Runtime ({len(universal)} api-ms-win-crt-*)")
    return (
        functions(entry.name for entry in binary.exported_functions),
        ", ".join(others),
        f"NT {version}",
        sections(binary, [".pdata", ".xdata", ".eh_frame"]),
        ", ".join([f"time stamp {stamp:#x}", resources, *characteristics]),
    )


def signature(binary, data):
    """What the signature is, after a check of the hash of every page."""
    if not binary.has_code_signature:
        return "not signed"
    blob = bytes(binary.code_signature.content)
    # An index of blobs, of which type 0 is the code directory. All numbers are big-endian.
    number = lambda at, size=4: int.from_bytes(blob[at : at + size], "big")  # noqa: E731
    at = next(
        number(16 + 8 * i) for i in range(number(8)) if number(12 + 8 * i) == 0
    )
    flags, hashes, slots, limit = number(at + 12), number(at + 16), number(at + 28), number(at + 32)
    size, page = blob[at + 36], 1 << blob[at + 39]
    for slot in range(slots):
        expected = blob[at + hashes + slot * size : at + hashes + (slot + 1) * size]
        end = min((slot + 1) * page, limit)
        if hashlib.sha256(data[slot * page : end]).digest()[:size] != expected:
            raise SystemExit(f"the hash of page {slot} in the signature is wrong")
    return f"{'ad-hoc ' if flags & 2 else ''}signature, {slots} page hashes hold"


def macho(binary, data):
    exported = [symbol.name.removeprefix("_") for symbol in binary.exported_symbols]
    build = binary.build_version
    oldest = ".".join(str(part) for part in build.minos[:2])
    own = next(c for c in binary.commands if c.command == lief.MachO.LoadCommand.TYPE.ID_DYLIB)
    needed = [
        library.name.rsplit("/", 1)[1] for library in binary.libraries if library.name != own.name
    ]
    start = binary.fat_offset
    return (
        functions(exported),
        ", ".join(needed),
        f"macOS {oldest}",
        sections(binary, ["__unwind_info", "__eh_frame", "__gcc_except_tab"]),
        ", ".join(
            [
                binary.header.cpu_type.name,
                own.name,
                "current {} compatible {}".format(
                    *(".".join(map(str, v)) for v in (own.current_version, own.compatibility_version))
                ),
                f"{len(binary.commands)} load commands",
                signature(binary, data[start : start + binary.original_size]),
            ]
        ),
    )


def rows(folder):
    for target in sorted(path for path in folder.iterdir() if path.is_dir()):
        for file in sorted(target.glob("*/*")):
            if file.is_symlink() or not re.search(r"\.(so|dll|dylib)\b", file.name) or ".dll.a" in file.name:
                continue
            data = file.read_bytes()
            if data[:4] == b"\x7fELF":
                found = [(elf, lief.ELF.parse(str(file)))]
            elif data[:2] == b"MZ":
                found = [(pe, lief.PE.parse(str(file)))]
            else:
                # It owns its binaries, so it has to stay until the next file.
                universal = lief.MachO.parse(str(file))
                found = [(macho, binary) for binary in universal]
            for describe, binary in found:
                yield target.name, file.name, len(data), *describe(binary, data)


def main():
    folder = Path(sys.argv[1])
    print("| " + " | ".join(COLUMNS) + " |")
    print("|" + "---|" * len(COLUMNS))
    for row in rows(folder):
        print("| " + " | ".join(str(cell) for cell in row) + " |")


if __name__ == "__main__":
    main()
