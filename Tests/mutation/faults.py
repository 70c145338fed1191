"""The faults that can be planted in a Swift source, as edits of its text that are switched on by a number."""
import re
from dataclasses import dataclass

OPENING, CLOSING = "([{", ")]}"
# What ends an operand of `&&` or `||`, and one of a comparison.
PART = re.compile(r"\b(?:return|if|guard|while|where|in|else|case|let|var|throw|try)\b"
                  r"|&&|\|\||[,;\n]|(?<=\s)[?=](?=\s)|:(?=\s)|(?<=\s)[+-]=(?=\s)|->")
SIDE = re.compile(PART.pattern + r"|(?<=\s)(?:<=|>=|==|!=|<|>)(?=\s)")


@dataclass(frozen=True)
class Fault:
    """A small mistake in text[start:end]; `edits` are (place, length to delete, text to insert), where `#` in a text
    becomes the fault's number."""

    path: str
    kind: str
    start: int
    end: int
    line: int
    last_line: int
    shown: str
    edits: tuple

    def __str__(self):
        return f"{self.path}:{self.line}: {self.kind}: {self.shown}"


def masked(text):
    """The text with blanks in place of what comments and strings hold."""
    out, place, strings = list(text), 0, []  # strings: for each open string its end, and the depth of its interpolation

    def blank(start, end):
        for index in range(start, min(end, len(text))):
            if out[index] != "\n":
                out[index] = " "

    while place < len(text):
        if strings and strings[-1][1] == 0:  # within a string
            closing = strings[-1][0]
            if text.startswith("\\(", place):
                strings[-1][1] = 1
                blank(place, place + 2)
                place += 2
            elif text[place] == "\\":
                blank(place, place + 2)
                place += 2
            elif text.startswith(closing, place):
                strings.pop()
                place += len(closing)
            else:
                blank(place, place + 1)
                place += 1
            continue
        if text.startswith("//", place):
            end = text.find("\n", place)
            end = len(text) if end < 0 else end
        elif text.startswith("/*", place):
            end = text.find("*/", place) + 2
        elif text[place] == '"':
            closing = '"""' if text.startswith('"""', place) else '"'
            strings.append([closing, 0])
            place += len(closing)
            continue
        else:
            if strings:  # within an interpolation, where nothing is planted
                strings[-1][1] += {"(": 1, ")": -1}.get(text[place], 0)
                blank(place, place + 1)
            place += 1
            continue
        blank(place, end)
        place = end
    return "".join(out)


def parts_until(code, place, ends):
    """The parts between commas from a place to the first of `ends` outside brackets, as spans; None where it ends before."""
    spans, began, depth = [], place, 0
    while place < len(code):
        if depth == 0 and ends.match(code, place):
            return spans + [(began, place)]
        if code[place] in OPENING:
            depth += 1
        elif code[place] in CLOSING:
            depth -= 1
            if depth < 0:
                return None
        elif code[place] == "," and depth == 0:
            spans.append((began, place))
            began = place + 1
        place += 1
    return None


def trimmed(code, start, end):
    while start < end and code[start].isspace():
        start += 1
    while end > start and code[end - 1].isspace():
        end -= 1
    return start, end


def left_operand(code, place, ends):
    """The start of the operand that ends at a place."""
    depth, index = 0, place
    while index > 0:
        before = code[index - 1]
        if before in CLOSING:
            depth += 1
        elif before in OPENING:
            if depth == 0:
                break
            depth -= 1
        elif depth == 0 and (before in ",;\n"):
            break
        index -= 1
    start, depth = index, 0
    for offset in range(index, place):  # forward again, for the last word or sign that ends an operand
        if code[offset] in OPENING + CLOSING:
            depth += 1 if code[offset] in OPENING else -1
        elif depth == 0:
            found = ends.match(code, offset)
            if found:
                start = found.end()
    return trimmed(code, start, place)[0]


def right_operand(code, place, ends):
    """The end of the operand that starts at a place."""
    depth = 0
    for index in range(place, len(code)):
        if depth == 0 and (ends.match(code, index) or code.startswith(" {", index)):
            return trimmed(code, place, index)[1]
        if code[index] in OPENING:
            depth += 1
        elif code[index] in CLOSING:
            if depth == 0:
                return trimmed(code, place, index)[1]
            depth -= 1
    return len(code)


def spans_of_faults(code):
    """Every fault as (kind, start, end, edits)."""
    def around(start, end, prefix, suffix):
        return ((start, 0, prefix), (end, 0, suffix))

    for word in re.finditer(r"(?<![#\w.])(guard|if)\s", code):
        ends = re.compile(r"\belse\b") if word[1] == "guard" else re.compile(r"\{")
        for span in parts_until(code, word.end(), ends) or []:
            start, end = trimmed(code, *span)
            if start == end or re.match(r"(?:let|var|case|try|#available|_ =)\b", code[start:end]):
                continue
            if word[1] == "guard":
                yield "a guard removed", start, end, around(start, end, "((", ") || planted(#))")
            else:
                yield "a condition negated", start, end, around(start, end, "(planted(#) != (", "))")
    for word in re.finditer(r"^\s*for [^\n{]* where ", code, re.M):
        for start, end in parts_until(code, word.end(), re.compile(r"\{")) or []:
            start, end = trimmed(code, start, end)
            yield "a filter left out", start, end, around(start, end, "((", ") || planted(#))")
    for sign in re.finditer(r" (<=|>=|<|>) (?=\S)", code):
        start, end = left_operand(code, sign.start(), SIDE), right_operand(code, sign.end(), SIDE)
        other = {"<=": "<", ">=": ">", "<": "<=", ">": ">="}[sign[1]]
        is_order = re.search(r"\$1|\bright\b", code[sign.end():end])  # of two things, which are seldom alike: no bound
        if start < sign.start() and not is_order and not re.match(r"[-+*/%?.]\s", code[start:]):
            yield "a bound moved", start, end, (
                (start, 0, "plantedBound(#, "), (sign.start(), len(sign[0]), ", "), (end, 0, f", {sign[1]}, {other})"))
    for sign in re.finditer(r"(?<=\s)(&&|\|\|) ", code):
        suffix = ") || planted(#))" if sign[1] == "&&" else ") && !planted(#))"
        end = right_operand(code, sign.end(), PART)
        yield f"a part of {sign[1]} dropped", sign.end(), end, around(sign.end(), end, "((", suffix)
        end = trimmed(code, 0, sign.start())[1]
        start = left_operand(code, end, PART)
        if start < end and code[:start].rstrip()[-2:] not in ("&&", "||"):  # the first of its chain
            yield f"a part of {sign[1]} dropped", start, end, around(start, end, "((", suffix)
    for call in re.finditer(r"\.(sorted|sort|filter|removeAll)(\((?=\))|\((?=\w+:)|\((?=\S)| (?=\{))", code):
        if call[1] == "removeAll" and re.match(r"\((?!where)", code[call.end() - 1:]):
            continue
        kind = "a sort left out" if call[1].startswith("sort") else "a filter left out"
        follows = code[call.end()]
        insert = "(planted: #) " if call[2] == " " else "(planted: #" + ("" if follows == ")" else ", ")
        yield kind, call.start(), call.end(), ((call.end() - len(call[2]), len(call[2]), insert),)
    for sign in re.finditer(r" [+-] (1)\b(?![._])", code):
        yield "one too few", sign.start(), sign.end(), ((sign.start(1), 1, "(planted(#) ? 0 : 1)"),)
    for name in re.finditer(r"(?<![\w.])(max|min)\((?!by)", code):
        other = {"max": "plantedMax(#, ", "min": "plantedMin(#, "}[name[1]]
        yield "max for min", name.start(), name.end(), ((name.start(), len(name[0]), other),)


def faults(path, text):
    """Every fault that can be planted in a file, in the order of its text."""
    code = masked(text)
    found = {}
    for kind, start, end, edits in spans_of_faults(code):
        lines = text.count("\n", 0, start) + 1, text.count("\n", 0, end) + 1
        line = text[text.rfind("\n", 0, start) + 1:text.find("\n", end)]
        shown = " ".join((text[start:end] if len(edits) > 1 else line).split())
        found.setdefault((start, end, kind), Fault(path, kind, start, end, *lines, shown[:160], edits))
    return [found[key] for key in sorted(found)]


def plant(text, numbered):
    """The text with faults planted, given as (number, fault); none of them adds or takes away a line."""
    places = []
    for number, fault in numbered:
        length = fault.end - fault.start
        for place, deleted, inserted in fault.edits:
            if deleted or place == fault.start and len(fault.edits) > 1:
                order = (place, 2 if deleted else 1, -length, len(fault.edits), number)
            else:
                order = (place, 0, length, -len(fault.edits), -number)  # what closes comes before what opens, the inner before the outer
            places.append((order, place, deleted, inserted.replace("#", str(number))))
    out, end = [], 0
    for _, place, deleted, inserted in sorted(places):
        if place < end:
            raise ValueError(f"two faults in one place: {text[place - 40:place + 40]!r}")
        out += [text[end:place], inserted]
        end = place + deleted
    return "".join(out + [text[end:]])
