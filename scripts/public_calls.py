"""Which functions of the library a binding calls where its users can reach it; for
scripts/check-functions.

This reads C++, C#, Java, Go and C without compiling them. Comments and strings do not count. A
member (a method, property, field or function) is reached if it is public, or if a member that is
reached mentions its name. What it mentions is then called. Names are compared without their types, so
two members of one name are both reached if one of them is: this finds a function that is only
declared, or that only dead private code calls, but it is not a compiler.
"""

import re
from dataclasses import dataclass

TYPES = ("class", "struct", "interface", "enum", "namespace")
CLOSING = {"(": ")", "[": "]", "{": "}"}

SKIPPED = {
    "comment": r"/\*.*?\*/|//[^\n]*",
    "verbatim": r'@"(?:[^"]|"")*"',
    "raw": r"`[^`]*`",
    "string": r'"(?:[^"\\\n]|\\.)*"',
    "character": r"(?<!\w)'(?:[^'\\\n]|\\.)+'",
}


@dataclass
class Member:
    owner: str  # the type it belongs to, or ""
    name: str  # "" for what has none, as a static initializer
    is_public: bool
    is_implicit: bool  # called without its name: an override, an operator
    words: set  # all that it mentions


def without_comments(text, *, has_raw_strings=False):
    """The text without comments, strings and characters."""
    kinds = [kind for kind in SKIPPED if kind != "raw" or has_raw_strings]
    pattern = "|".join(SKIPPED[kind] for kind in kinds)
    return re.sub(pattern, lambda found: " " if found[0].startswith("/") else "0", text, flags=re.S)


def end_of_group(tokens, i):
    """The place after the bracket that closes the one at a place."""
    depth = 0
    while i < len(tokens):
        depth += (tokens[i] in CLOSING) - (tokens[i] in CLOSING.values())
        i += 1
        if depth == 0:
            break
    return i


def end_of_angles(tokens, i):
    depth = 0
    while i < len(tokens):
        depth += (tokens[i] == "<") - (tokens[i] == ">")
        i += 1
        if depth == 0:
            break
    return i


def is_word(token):
    return re.fullmatch(r"[^\W\d]\w*", token) is not None


class Braces:
    """Reads a language whose blocks have braces and whose statements end with semicolons."""

    def __init__(self, text, language):
        text = re.sub(r"^\s*#(?:[^\n]*\\\n)*[^\n]*", "", without_comments(text), flags=re.M)
        self.tokens = re.findall(r"\w+|::|->|=>|[^\w\s]", text)
        self.language = language
        self.members = []
        i = 0
        while i < len(self.tokens):
            i = self.read_scope(i, "", True, True)

    def read_scope(self, i, owner, is_reachable, is_public):
        """Reads the members from a place to the brace that ends their type; gives the place after."""
        tokens = self.tokens
        head = []
        outline = []  # the head without what is in parentheses
        while i < len(tokens):
            token = tokens[i]
            if token == "}":
                return i + 1
            if not outline and token in ("public", "private", "protected") and tokens[i + 1] == ":":
                is_public = token == "public"
                i += 2
            elif token == "@" or token == "[" and not outline:
                i = self.after_attribute(i)
            elif not outline and token == "template":
                i = end_of_angles(tokens, i + 1)
            elif token == ";":
                self.add(owner, outline, head, is_reachable and is_public)
                head, outline = [], []
                i += 1
            elif token in "([":
                end = end_of_group(tokens, i)
                head += tokens[i:end]
                outline += [token, tokens[end - 1]]
                i = end
            elif token == "{" and any(word in TYPES for word in outline) and "=" not in outline:
                i = self.read_type(i, outline, is_reachable and is_public)
                head, outline = [], []
            elif token == "{":
                end = end_of_group(tokens, i)
                head += tokens[i:end]
                i = end
                following = tokens[i] if i < len(tokens) else ""
                # The braces of a value, or of a base in a constructor's list of initializers.
                is_value = "=" in outline or "=>" in outline
                if not is_value and not (":" in outline and following in (",", "{")):
                    self.add(owner, outline, head, is_reachable and is_public)
                    head, outline = [], []
            else:
                head.append(token)
                outline.append(token)
                i += 1
        return i

    def after_attribute(self, i):
        if self.tokens[i] == "[":
            return end_of_group(self.tokens, i)
        i += 2
        return end_of_group(self.tokens, i) if self.tokens[i] == "(" else i

    def read_type(self, i, outline, is_reachable):
        at = max(place for place, word in enumerate(outline) if word in TYPES)
        name = ""
        for word in outline[at + 1 :]:
            if word in (":", "<", "final", "extends", "implements"):
                break
            name = word
        is_public = outline[at] in ("struct", "interface", "namespace") or self.says_public
        if self.says_public:
            is_reachable = is_reachable and (outline[at] == "namespace" or "public" in outline)
        else:
            is_reachable = is_reachable and name != "detail"
        owner = "" if outline[at] == "namespace" else name
        return self.read_scope(i + 1, owner, is_reachable, is_public)

    @property
    def says_public(self):
        """A member is public if its own words say so."""
        return self.language in ("C#", "Java")

    def add(self, owner, outline, head, is_public):
        if not outline:
            return
        name, qualified_by = name_in(outline)
        if self.says_public:
            is_public = is_public and "public" in outline
        if self.language == "C":
            is_public = False
        owner = qualified_by or owner
        is_implicit = not name or name == "operator" or "override" in head
        words = set(filter(is_word, head))
        self.members.append(Member(owner, name, is_public, is_implicit, words))


def name_in(outline):
    """The name that a declaration gives, and the type before its ::."""
    ends = [outline.index(end) for end in ("(", "=", "=>") if end in outline]
    before = [one for one in outline[: min(ends, default=len(outline))] if one not in "[]*&"]
    if "operator" in before:
        return "operator", ""
    if not before or not is_word(before[-1]) or len(before) == 1 and before[0] == "static":
        return "", ""
    is_qualified = len(before) > 2 and before[-2] == "::" and is_word(before[-3])
    return before[-1], before[-3] if is_qualified else ""


def go_members(text):
    text = without_comments(text, has_raw_strings=True)
    members = []
    for part in re.split(r"^(?=(?:func|type|var|const)\b)", text, flags=re.M)[1:]:
        found = re.match(
            r"(?:func|type|var|const)\s+(?:\(\s*\w*\s*\*?(\w+)[^)]*\)\s*)?(\w*)", part, re.S
        )
        owner, name = found[1] or "", found[2]
        is_public = (name[:1] + (owner[:1] or "A")).isupper()
        words = set(re.findall(r"[^\W\d]\w*", part))
        members.append(Member(owner, name, is_public, not name or name == "init", words))
    return members


def members_of(path, language):
    text = path.read_text(encoding="utf-8")
    return go_members(text) if language == "Go" else Braces(text, language).members


def mentioned(members, roots):
    """All that some members mention, and those that they lead to."""
    waiting = list(members)
    names = {(one.owner, one.name) for one in roots}
    words = set()
    while True:
        reached = [
            one
            for one in waiting
            if (one.owner, one.name) in names
            or one.name in words
            or one.is_implicit and (not one.owner or one.owner in words)
        ]
        if not reached:
            return words
        for one in reached:
            words |= one.words | {one.owner}
            waiting.remove(one)


class Binding:
    """A binding's sources, with the language of each."""

    def __init__(self, files):
        self.members = [one for path, kind in files.items() for one in members_of(path, kind)]
        self.public = [one for one in self.members if one.is_public]

    def called_in_public(self):
        """The functions tsc_… that a user can have called."""
        return functions_in(mentioned(self.members, self.public))

    def called_by(self, programs):
        """Those that the public members call that the programs name."""
        words = {word for path in programs for word in words_of(path)}
        named = [one for one in self.public if one.name in words]
        return functions_in(mentioned(self.members, named) | words)


def words_of(path):
    text = without_comments(path.read_text(encoding="utf-8"), has_raw_strings=path.suffix == ".go")
    return set(re.findall(r"[^\W\d]\w*", text))


def functions_in(words):
    return {word for word in words if word.startswith("tsc_")}
