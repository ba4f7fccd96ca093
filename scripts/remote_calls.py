"""How a function of include/tsc.h is called in another process, for scripts/bind: by the driver in C,
and by the tests in Rust, which ask the driver. tests/remote/README.md describes both.

The two sides agree on the order of the values: a call has its parameters in the order of the header,
and its result has the outputs in that order, then what the function returned."""

from pathlib import Path

from tsc_header import Problem, handle_of

NOTICE = "Generated from include/tsc.h by scripts/bind; do not edit."

# Of numbers in C: the type in Rust.
NUMBERS = {
    "int32_t": "i32",
    "tsc_status": "tsc_status",
    "uint32_t": "u32",
    "int64_t": "i64",
    "uint64_t": "u64",
    "size_t": "usize",
}

TEXT = "const char *"
ENVIRONMENT = "char * const *"
BYTES = "const uint8_t *"
OUTPUT_BYTES = "const uint8_t **"


def is_handle(type):
    return "tsc_" in type and type.endswith(" *")


def is_output_handle(type):
    return "tsc_" in type and type.endswith(" **")


def is_output_number(type):
    return type.endswith(" *") and type.removesuffix(" *") in NUMBERS


def is_given_with_its_length(function, index):
    """True for bytes that go in with their number, which is the next parameter."""
    parameters = function.parameters
    return (
        parameters[index].type in (TEXT, "const void *")
        and index + 1 < len(parameters)
        and (parameters[index + 1].name, parameters[index + 1].type) == ("length", "size_t")
    )


def unknown(function, type):
    return Problem(f"{function.name} has {type}, for which {Path(__file__).name} has no rule")


def of_number(type):
    return NUMBERS.get(type)


def check_length(function):
    """Bytes that come out have an output with their number, which is called length."""
    types = [function.result, *(one.type for one in function.parameters)]
    if BYTES in types or OUTPUT_BYTES in types:
        if ("length", "size_t *") not in [(one.name, one.type) for one in function.parameters]:
            raise Problem(f"{function.name} returns bytes without their length")


def callable_from_afar(header):
    """The functions that the driver calls, by name: all but those that take a callback, which is in
    the other process, and those of handles that exist only in one. The driver's own callback calls
    the latter."""
    lent = header.lent_to_callbacks()

    def is_callable(function):
        types = [one.type for one in function.parameters]
        return not any(type in header.callbacks or handle_of(type) in lent for type in types)

    return [one for _, one in sorted(header.functions.items()) if is_callable(one)]


class DriverCalls:
    """A table of functions in C, each of which makes one call."""

    path = Path("tests/remote/calls.inc")

    def __init__(self, header):
        self.functions = callable_from_afar(header)

    def pieces(self, function):
        """What is read before the call, the arguments of the call, and what is written after it."""
        before, arguments, after = [], [], []
        for index, parameter in enumerate(function.parameters):
            type, name = parameter.type, parameter.name
            if is_given_with_its_length(function, index):
                before.append(f"{type}{name} = take_bytes(in);")
            elif type == TEXT:
                before.append(f"{type}{name} = take_text(in);")
            elif type == ENVIRONMENT:
                before.append(f"char **{name} = take_texts(in);")
            elif of_number(type):
                before.append(f"{type} {name} = ({type})take_number(in);")
            elif is_handle(type):
                before.append(f"{type}{name} = take_pointer(in);")
            elif is_output_handle(type) or is_output_number(type) or type == OUTPUT_BYTES:
                value = type.removesuffix("*").rstrip()
                is_number = of_number(value)
                space = "" if value.endswith("*") else " "
                how = f"({value})take_number(in)" if is_number else "take_pointer(in)"
                before.append(f"int has_{name} = take_number(in) != 0;")
                before.append(f"{value}{space}{name} = {how};")
                arguments.append(f"has_{name} ? &{name} : NULL")
                if is_number:
                    after.append(f"give_number(out, (uint64_t){name});")
                elif type == OUTPUT_BYTES:
                    after.append(
                        f"give_bytes(out, has_{name} ? {name} : NULL, has_length ? length : 0);"
                    )
                else:
                    after.append(f"give_pointer(out, {name});")
                continue
            else:
                raise unknown(function, type)
            arguments.append(name)
        return before, arguments, after

    def returned(self, function):
        """How the result is written."""
        type = function.result
        if of_number(type):
            return f"{type} result = ", "give_number(out, (uint64_t)result);"
        if type == TEXT:
            return f"{type}result = ", "give_text(out, result);"
        if type == BYTES:
            return f"{type}result = ", "give_bytes(out, result, has_length ? length : 0);"
        if is_handle(type):
            return f"{type}result = ", "give_pointer(out, result);"
        if type == "void":
            return "", None
        raise unknown(function, type)

    def call(self, function):
        check_length(function)
        before, arguments, after = self.pieces(function)
        result, written = self.returned(function)
        lines = [
            *before,
            *([] if after or written else ["(void)out;"]),
            "if (!is_read(in))",
            "  return;",
            f"{result}{function.name}({', '.join(arguments)});",
            *after,
            *([written] if written else []),
        ]
        body = "".join(f"  {line}\n" for line in lines)
        return f"static void call_{function.name}(input *in, output *out) {{\n{body}}}\n\n"

    def text(self):
        calls = "".join(map(self.call, self.functions))
        rows = "".join(f'    {{"{one.name}", call_{one.name}}},\n' for one in self.functions)
        return f"""\
/* {NOTICE} */

{calls}static const function library_functions[] = {{
{rows}}};
"""


class Forwarders:
    """The functions of tsc.h in Rust, which ask the driver."""

    path = Path("tests/remote/library/functions.rs")

    def __init__(self, header):
        self.functions = callable_from_afar(header)
        self.constants = list(header.constants)

    def rust_type(self, function, type):
        named = {
            TEXT: "*const c_char",
            "const void *": "*const c_void",
            BYTES: "*const u8",
            OUTPUT_BYTES: "*mut *const u8",
            ENVIRONMENT: "*const *mut c_char",
        }
        if type in named:
            return named[type]
        if of_number(type):
            return of_number(type)
        if is_output_number(type):
            return f"*mut {of_number(type.removesuffix(' *'))}"
        constness = "*const" if type.startswith("const ") else "*mut"
        handle = type.removeprefix("const ").rstrip(" *")
        if is_handle(type):
            return f"{constness} {handle}"
        if is_output_handle(type):
            return f"*mut {constness} {handle}"
        raise unknown(function, type)

    def arguments(self, function):
        given = []
        is_length_given = False
        for index, parameter in enumerate(function.parameters):
            type, name = parameter.type, parameter.name
            if is_given_with_its_length(function, index):
                given.append(f"&Bytes({name}.cast(), length)")
                is_length_given = True
            elif is_length_given and name == "length":
                continue
            elif type == TEXT:
                given.append(f"&Text({name})")
            elif type == ENVIRONMENT:
                given.append(f"&Texts({name})")
            elif type == OUTPUT_BYTES:
                given.append(f"&OutputBytes({name})")
            elif is_output_handle(type) or is_output_number(type):
                given.append(f"&Output({name})")
            else:
                given.append(f"&Input({name})")
        return ", ".join(given)

    def returned(self, function):
        type = function.result
        if type == "void":
            return "", ""
        how = {TEXT: "text()", BYTES: "bytes()"}.get(type, "word()")
        return f" -> {self.rust_type(function, type)}", f".{how}"

    def function(self, function):
        parameters = [
            f"{one.name}: {self.rust_type(function, one.type)}" for one in function.parameters
        ]
        result, how = self.returned(function)
        is_safe = not any("*" in one.type for one in function.parameters)
        begin = f"pub {'' if is_safe else 'unsafe '}fn {function.name}("
        line = f"{begin}{', '.join(parameters)}){result} {{"
        if len(line) > 100:
            line = begin + "\n" + "".join(f"    {one},\n" for one in parameters) + f"){result} {{"
        # SAFETY comments are for the reader of what is written by hand.
        call = f'call("{function.name}", &[{self.arguments(function)}])'
        end = how or ";"
        body = f"    unsafe {{ {call} }}{end}"
        return f"{line}\n{body}\n}}\n\n"

    def text(self):
        functions = "".join(map(self.function, self.functions)).rstrip("\n")
        names = "\n".join(f"    {name}," for name in self.types() + self.constants)
        return f"""\
// {NOTICE}
//! Each function asks the driver. Their contracts are those of the functions in `tsc.h`.

#![allow(
    clippy::undocumented_unsafe_blocks,
    clippy::too_many_arguments,
    dead_code,
    unused_imports,
    reason = "each function passes its arguments on; not everything is used"
)]

use super::call::*;
use std::ffi::{{c_char, c_void}};

pub use tsc::capi::{{
{names}
}};

{functions}
"""

    def types(self):
        types = {
            type.removeprefix("const ").rstrip(" *")
            for function in self.functions
            for type in [function.result, *(one.type for one in function.parameters)]
            if "tsc_" in type
        }
        return sorted(types)
