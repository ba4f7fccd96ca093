"""What include/tsc.h declares, read from its text; for scripts/abi, scripts/bind and
scripts/check-functions."""

import re
from dataclasses import dataclass, field

# Those that are in declarations.
MACROS = ("TSC_API", "TSC_CALL", "TSC_NODISCARD")
VERSION = r"\d+\.\d+\.\d+"


class Problem(Exception):
    """What ends a script; its text is for people."""


def read(path):
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise Problem(f"{path}: {error.strerror}") from error


@dataclass(frozen=True)
class Parameter:
    type: str  # as type_of writes it: "const tsc_node **", "char * const *"
    name: str

    @property
    def is_pointer(self):
        return "*" in self.type


@dataclass
class Declared:
    """A function or a constant of the header."""

    text: str  # the declaration without its macros and its semicolon, or the value
    since: str  # as its documentation has it; "" if it does not say
    name: str = ""
    result: str = ""  # of a function
    parameters: list[Parameter] = field(default_factory=list)  # of a function


class Header:
    """The functions and constants of a header, by their names, in its order."""

    def __init__(self, path):
        self.path = path
        text = read(path)
        doc = r"(?:/\*\*((?:[^*]|\*(?!/))*)\*/\s*)?^"
        declared = r"(?:TSC_NODISCARD )?TSC_API\s([^;]*);"
        self.functions = {}
        for comment, declaration in re.findall(doc + declared, text, re.M):
            function = parsed(declaration, since(comment))
            if not function:
                raise Problem(f"{path} has a declaration of another form: {declaration}")
            self.functions[function.name] = function
        written = len(re.findall(r"^(?:TSC_NODISCARD )?TSC_API\b", text, re.M))
        if not written or len(self.functions) != written:
            found = len(self.functions)
            raise Problem(f"{path}: of {written} declarations {found} were understood")
        self.constants = {
            name: Declared(value, since(comment), name)
            for comment, name, value in re.findall(doc + r"#define (TSC_\w+) (.+)$", text, re.M)
            if name not in MACROS and not name.startswith("TSC_VERSION_")
        }
        self.callbacks = set(re.findall(r"^typedef [^;]*\(TSC_CALL \*(tsc_\w+)\)\(", text, re.M))

    def lent_to_callbacks(self):
        """The handles that exist only in a callback: no function gives them."""
        given, asked = set(), set()
        for function in self.functions.values():
            given.add(handle_of(function.result))
            for parameter in function.parameters:
                is_output = parameter.type.endswith("**")
                (given if is_output else asked).add(handle_of(parameter.type))
        return asked - given


def handle_of(type):
    """The handle that a type points to, or to whose pointer it points: tsc_server; or None."""
    found = re.fullmatch(r"(?:const )?(tsc_\w+) \*+", type)
    return found and found[1]


def parsed(declaration, since):
    """A function's declaration; None if it has another form."""
    declaration = re.sub(r"\bTSC_CALL\b ?", "", declaration)
    outline = re.fullmatch(r"\s*([^(]*?)\b(tsc_\w+)\s*\((.*)\)\s*", declaration, re.S)
    if not outline:
        return None
    result, name, list_of_parameters = outline.groups()
    parameters = []
    # Commas within parentheses are those of a callback's parameters.
    for parameter in re.split(r",(?![^(]*\))", list_of_parameters):
        if parameter.strip() == "void":
            continue
        callback = re.fullmatch(r"(.*\(\s*\*\s*)(\w+)(\s*\).*)", parameter, re.S)
        found = callback or re.fullmatch(r"\s*(.*[\s*])(\w+)(\s*)", parameter, re.S)
        if not found:
            return None
        parameters.append(Parameter(type_of(found[1] + found[3]), found[2]))
    return Declared(declaration, since, name, type_of(result), parameters)


def type_of(text):
    return " ".join(re.findall(r"\w+|[*(),]", text)).replace("* *", "**")


def since(comment):
    found = re.search(rf"\bSince:[\s*]+({VERSION})\.\s*$", comment)
    return found[1] if found else ""
