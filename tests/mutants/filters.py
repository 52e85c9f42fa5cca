#!/usr/bin/env python3
"""Deletes one SQL condition at a time and asks the tests whether they notice: see docs/mutants-sql.md.

Every `.filter(...)` of sea-orm and every condition of raw SQL (`where` and `on`) gets a number.  A copy of the tree is
rewritten so that LEADTIME_MUTANT=number leaves that condition out at run time: one build serves all mutants.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EQUIVALENT = Path(__file__).with_name("equivalent.txt")
# All are made mutants of, so that one build serves whatever is asked for.
ALL = ["api/src", "entity/src", "plans/src"]
FOLDERS = ["api/src/people", "api/src/auth", "api/src/access.rs", "api/src/audit.rs", "plans/src/store", "api/src/write", "api/src/planning", "api/src/worker.rs", "api/src/housekeeping.rs"]
# What notices first, by the file that a mutant is in: words of the names of tests.
LIKELY = {
    "account.rs": ["password", "registration", "link", "signing", "address"],
    "invitation.rs": ["invit", "joins", "somebody_new", "outsider"],
    "member.rs": ["removed", "who_leaves", "joins", "departments", "role_is"],
    "mod.rs": ["owner", "role_is", "workspace"],
    "session.rs": ["signing", "session", "refresh"],
    "token.rs": ["token", "departments_and_campaigns"],
    "token_use.rs": ["use_of_a_token"],
    "viewers.rs": ["token", "suspended", "session"],
    "workspace.rs": ["a_workspace"],
    "worker.rs": ["outbox"],
    "housekeeping.rs": ["housekeeping"],
    "idempotency.rs": ["idempotency"],
    "transaction.rs": ["role_is", "edits", "token"],
    "save.rs": ["edits"],
}
# Then these modules, one group after the other, and at last all tests.
GROUPS = [["twin::", "scopes::"], ["members::", "tokens::", "sessions::", "accounts::", "access_tokens::"], ["matrix::"], [""]]
LEFT_OUT = ["abuse", "on_postgres", "async_graphql", "victim"]
NEVER = 600  # seconds

# In the copy: what switches a condition off.
SWITCH = """//! Conditions of SQL that a mutant leaves out.
#![allow(missing_docs, clippy::all, clippy::pedantic, clippy::disallowed_methods)]
use sea_orm::Condition;
use sea_orm::sea_query::IntoCondition;

fn left_out() -> usize {
    static NUMBER: std::sync::OnceLock<usize> = std::sync::OnceLock::new();
    *NUMBER.get_or_init(|| std::env::var("LEADTIME_MUTANT").ok().and_then(|text| text.parse().ok()).unwrap_or(0))
}

pub fn kept(number: usize, condition: impl IntoCondition) -> Condition {
    if left_out() == number { Condition::all() } else { condition.into_condition() }
}

pub fn sql(text: impl Into<String>) -> String {
    let text = text.into();
    let mark = format!("/*m{}*/", left_out());
    let Some((before, rest)) = text.split_once(&mark) else { return text };
    let (condition, after) = rest.split_once("/*m*/").expect("a mark that ends");
    // The condition stays, so that every bound value has its place.
    sql(format!("{before}(1 = 1 or ({condition})){after}"))
}
"""


class Mutant:
    """A condition: where it is, and what is around it."""

    def __init__(self, path, source, text, place):
        self.path, self.text, self.place = path, " ".join(text.split()), place
        self.line = source.count("\n", 0, place[1]) + 1
        self.function = (re.findall(r"\bfn (\w+)", source[: place[1]]) or [""])[-1]

    def __str__(self):
        return f"{self.path}:{self.line}  {self.function}  {self.text}"


def closing(source, at):
    """The place of the bracket that closes the one at `at`."""
    depth, strings = 0, re.compile(r'r#".*?"#|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])\'', re.S)
    while True:
        literal = strings.match(source, at)
        if literal:
            at = literal.end()
            continue
        depth += {"(": 1, ")": -1}.get(source[at], 0)
        if depth == 0:
            return at
        at += 1


def is_of_sql(argument, before):
    """Whether the argument of a `.filter` is a condition of SQL, not a closure."""
    argument = argument.strip()
    if re.fullmatch(r"\w+", argument):
        bound = re.findall(rf"let {argument}\s*=\s*(.*?);", before, re.S)
        return bool(bound) and is_of_sql(bound[-1], "")
    return not re.match(r"(move )?\|", argument) and bool(re.search(r"Column::|\bCOLUMN\.|\bCondition::", argument))


def filters(path, source):
    for found in re.finditer(r"\.filter\(", source):
        start = found.end()
        end = closing(source, start - 1)
        if is_of_sql(source[start:end], source[: found.start()]):
            yield Mutant(path, source, f".filter({source[start:end]})", ("filter", start, end))


ENDS = re.compile(r"\b(order by|group by|limit|left join|join|where|union|set)\b|\)")


def conditions(path, source):
    """Conditions of raw SQL: what stands between `and`s after `where` and `on`."""
    for literal in re.finditer(r'r#"(.*?)"#|"((?:\\.|[^"\\])*)"', source, re.S):
        group = 1 if literal.group(1) is not None else 2
        text, offset = literal.group(group), literal.start(group)
        if not re.search(r"\b(select|delete|update)\b.*\bwhere\b|\bjoin\b.*\bon\b", text, re.S):
            continue
        for keyword in re.finditer(r"\b(where|on)\s", text):
            at = start = keyword.end()
            depth = 0
            pieces = []
            while True:
                ended = at >= len(text) or (depth == 0 and ENDS.match(text, at))
                is_and = not ended and depth == 0 and re.match(r"\sand\s", text[at : at + 5])
                if ended or is_and:
                    pieces.append((start, at))
                    if ended:
                        break
                    at += 5
                    start = at
                    continue
                depth += {"(": 1, ")": -1}.get(text[at], 0)
                at += 1
            for start, end in pieces:
                piece = text[start:end].rstrip()
                piece = re.sub(r"\}\s*\{.*", "}", piece, flags=re.S)
                if piece:
                    place = ("raw", offset + start, offset + start + len(piece))
                    yield Mutant(path, source, f"[sql] {piece}", place)


def find(folders):
    mutants = []
    for folder in folders:
        whole = ROOT / folder
        for path in sorted(whole.rglob("*.rs")) if whole.is_dir() else [whole]:
            source = path.read_text()
            # Tests inside a module are no code of the server.
            source = source.split("#[cfg(test)]")[0]
            name = str(path.relative_to(ROOT))
            mutants += sorted([*filters(name, source), *conditions(name, source)], key=lambda one: one.place[1])
    return mutants


def rewrite(copy, mutants):
    numbers = {id(mutant): number for number, mutant in enumerate(mutants, 1)}
    for name in {mutant.path for mutant in mutants}:
        source = (copy / name).read_text()
        # Insertions from the end to the beginning: nested conditions keep their places.
        edits = []
        for mutant in (one for one in mutants if one.path == name):
            kind, start, end = mutant.place
            number = numbers[id(mutant)]
            opening, close = (f"entity::mutants::kept({number}, ", ")") if kind == "filter" else (f"/*m{number}*/", "/*m*/")
            edits += [(start, 1, opening), (end, 0, close)]
        for place, _, text in sorted(edits, reverse=True):
            source = source[:place] + text + source[place:]
        if name.startswith("entity/"):
            source = source.replace("entity::mutants::", "crate::mutants::")
        (copy / name).write_text(source)
    wrapped = 0
    for path in [*(copy / "api/src").rglob("*.rs"), *(copy / "plans/src").rglob("*.rs")]:
        source = path.read_text()
        source, count = re.subn(
            r"(from_sql_and_values\(\s*(?:[^(),]|\(\))+,\s*)(\w+)(\s*,)", r"\1entity::mutants::sql(\2)\3", source
        )
        wrapped += count
        path.write_text(source)
    assert wrapped >= 3, "statements of raw SQL are made in another way now"
    entity = copy / "entity/src/lib.rs"
    (copy / "entity/src/mutants.rs").write_text(SWITCH)
    entity.write_text(entity.read_text() + "\npub mod mutants;\n")


def mirror(mutants, copy):
    """The rewritten tree; files that are as they were keep their times, so that cargo builds what has changed."""
    with tempfile.TemporaryDirectory(prefix="leadtime-filters-") as folder:
        fresh = Path(folder)
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout.split("\0")
        for name in (name for name in listed if (ROOT / name).is_file()):
            (fresh / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, fresh / name)
        rewrite(fresh, mutants)
        names = {path.relative_to(fresh) for path in fresh.rglob("*") if path.is_file()}
        for gone in [path for path in copy.rglob("*") if path.is_file() and path.relative_to(copy) not in names]:
            gone.unlink()
        for name in names:
            target = copy / name
            if not target.is_file() or target.read_bytes() != (fresh / name).read_bytes():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(fresh / name, target)


def build(mutants, target):
    copy = target / "tree"
    mirror(mutants, copy)
    command = ["cargo", "test", "-p", "tests", "--test", "behaviour", "--no-run", "--message-format=json"]
    environment = {**os.environ, "CARGO_TARGET_DIR": str(target)}
    made = subprocess.run(command, cwd=copy, env=environment, stdout=subprocess.PIPE, text=True)
    messages = [json.loads(line) for line in made.stdout.splitlines() if line.startswith("{")]
    for message in messages:
        if made.returncode and message.get("message", {}).get("level") == "error":
            print(message["message"]["rendered"], file=sys.stderr)
        if message.get("executable") and message["target"]["name"] == "behaviour":
            return Path(message["executable"])
    sys.exit(f"the copy in {copy} does not build")


def first_failure(binary, number, wanted, left_out):
    """The first test that fails, none where all pass."""
    command = [str(binary), *filter(None, wanted), *(word for name in left_out for word in ("--skip", name))]
    environment = {**os.environ, "LEADTIME_MUTANT": str(number)}
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT / "tests"
    )
    started = time.monotonic()
    try:
        for line in process.stdout:
            failed = re.match(r"test (\S+) \.\.\. FAILED", line)
            if failed:
                return failed.group(1)
            if time.monotonic() - started > NEVER:
                return "(no end)"
    finally:
        process.kill()
        process.wait()
    return None if process.returncode in (0, -9) else "(the process failed)"


def caught_by(binary, number, path, groups):
    """The first test that notices a mutant, none where no test does."""
    tried = []
    for group in [LIKELY.get(Path(path).name, []), *groups]:
        if group:
            failed = first_failure(binary, number, group, [*LEFT_OUT, *tried])
            # On a busy machine a test may fail for want of time: it has to fail again, by itself.
            if failed and first_failure(binary, number, [failed], LEFT_OUT):
                return failed
            tried += [name for name in group if name]
    return None


def equivalents():
    """Conditions that cannot change behaviour: `path | function | text | reason` a line."""
    lines = [line for line in EQUIVALENT.read_text().splitlines() if line.strip() and not line.startswith("#")]
    split = [[part.strip() for part in line.split("|", 3)] for line in lines]
    return {(path, function, text): reason for path, function, text, reason in split}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", default=FOLDERS, help="files and folders whose conditions are left out")
    parser.add_argument("--list", action="store_true", help="only list the mutants")
    parser.add_argument("--only", help="numbers of mutants, with commas")
    parser.add_argument("--target", type=Path, default=ROOT / "target/mutants", help="cargo's target folder")
    parser.add_argument("--groups", type=int, default=len(GROUPS), help="how many groups of tests are tried")
    parser.add_argument("--binary", type=Path, help="a test binary that was built before")
    arguments = parser.parse_args()
    mutants = find(ALL)
    are_in = tuple(str(folder).rstrip("/") for folder in arguments.folders)
    chosen = [number for number, mutant in enumerate(mutants, 1) if mutant.path.startswith(are_in)]
    if arguments.only:
        chosen = [int(number) for number in arguments.only.split(",")]
    if arguments.list:
        for number in chosen:
            print(f"{number:3}  {mutants[number - 1]}")
        return
    binary = arguments.binary or build(mutants, arguments.target)
    groups = GROUPS[: arguments.groups]
    broken = None if arguments.binary or not groups else first_failure(binary, 0, [name for group in groups for name in group], LEFT_OUT)
    if broken:
        sys.exit(f"without any mutant {broken} fails")
    known, missed, counts = equivalents(), [], {"caught": 0, "missed": 0, "equivalent": 0}
    for number in chosen:
        mutant = mutants[number - 1]
        reason = known.get((mutant.path, mutant.function, mutant.text))
        # What is listed as equivalent is tried by the likely tests alone.
        by = caught_by(binary, number, mutant.path, [] if reason else groups)
        outcome = "caught" if by else "equivalent" if reason else "missed"
        counts[outcome] += 1
        if outcome == "missed":
            missed.append(mutant)
        stale = "  (listed as equivalent)" if by and reason else ""
        print(f"{number:3}  {outcome:10}  {mutant}  {by or reason or ''}{stale}", flush=True)
    print(f"{len(chosen)} conditions: {', '.join(f'{count} {outcome}' for outcome, count in counts.items())}")
    sys.exit(bool(missed))


if __name__ == "__main__":
    main()
