# SPDX-License-Identifier: Apache-2.0
"""A bound of what a second takes, from the image's control flow: no path through it takes more.

The control flow of the image is a linear program (implicit path enumeration): how often each block runs, where what enters a block
leaves it, a procedure runs as often as it is called, and a loop as often as `facts.py` says. The most that its instructions then take
is the bound. It is larger than what any second takes: paths are counted that exclude each other. glpsol solves it.

A run of the image is asked for two things: which ways the compiler's floating point takes, see `facts.FLOATS`, and whether anything ran
more often than `facts.py` says.
"""
import json
import re
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path

import cycles
import facts
import flow
import instructions


class Lines:
    """The functions of the sources that each address is of, from the innermost one out, and its line in each; 0 for no certain line."""

    def __init__(self, image, addresses):
        # That of the toolchain, since GNU's addr2line does not follow what the linker's optimiser inlined.
        tool = Path(shutil.which("swift")).resolve().with_name("llvm-symbolizer")
        done = subprocess.run(
            [tool, f"--obj={image}", "--inlines", "--functions=linkage", "--output-style=JSON"],
            input="".join(f"0x{address:x}\n" for address in sorted(addresses)), text=True, capture_output=True, check=True)
        self.stacks = {}
        for line in done.stdout.splitlines():
            found = json.loads(line)
            self.stacks[int(found["Address"], 16)] = [
                (frame["FunctionName"], frame["Line"], frame["Line"] - frame["StartLine"]) for frame in found.get("Symbol", [])]

    def owner(self, addresses):
        """The innermost function that all of these addresses are of, and its lines."""
        stacks = [self.stacks[address][::-1] for address in addresses if self.stacks[address]]
        depth = 0
        while all(len(stack) > depth for stack in stacks) and len({stack[depth][0] for stack in stacks}) == 1:
            depth += 1
        lines = {stack[depth - 1][1] for stack in stacks} - {0} if depth else set()
        return stacks[0][depth - 1][0] if depth else "", sorted(lines)


class Second:
    """The linear program of a second."""

    def __init__(self, tools, image, roots, functions, net, runs):
        """
        `roots` are functions by how often a second calls them, `functions` those of the sources by how often they run at most, `net`
        the same of one net, and `runs` tells by address how often an instruction has run.
        """
        self.runs = runs
        self.program = program = flow.Program(tools, image, list(roots))
        self.functions, self.net = functions | net, net
        self.loops, self.crossed = {}, {}
        for entry, procedure in program.procedures.items():
            self.loops[entry], self.crossed[entry] = procedure.loops()
        self.lines = Lines(image, {address for procedure in program.procedures.values() for block in procedure.blocks.values()
                                   for address in block})
        self.numbers = {entry: number for number, entry in enumerate(sorted(program.procedures))}
        self.constraints = []
        # Blocks that run so often in a second at most, by procedure.
        self.limited = defaultdict(dict)
        self._flow(roots)
        self._bounds()

    def _flow(self, roots):
        called = defaultdict(list)
        for entry, procedure in self.program.procedures.items():
            into, out = defaultdict(list), defaultdict(list)
            for edge in procedure.edges:
                name = self.edge(entry, edge)
                into[edge.target].append(name)
                out[edge.source].append(name)
            into[entry].append(self.entry(entry))
            for block, addresses in procedure.blocks.items():
                x = self.block(entry, block)
                self.constraints.append(f"{' + '.join(into[block])} - {x} = 0")
                kind = self.program.steps(addresses[-1]).kind
                if out[block]:
                    relation = "<=" if kind == "leave" else "="
                    self.constraints.append(f"{' + '.join(out[block])} - {x} {relation} 0")
                targets = procedure.calls.get(block, [])
                ways = [f"c{self.numbers[entry]}_{block:x}_{self.numbers[target]}" for target in targets]
                for way, target in zip(ways, targets):
                    called[target].append(way)
                if ways:
                    self.constraints.append(f"{' + '.join(ways)} - {x} {'<=' if kind == 'call?' else '='} 0")
        counts = {self.program.symbols[name]: count for name, count in roots.items()}
        for entry in self.program.procedures:
            ways = "".join(f" + {way}" for way in called[entry])
            self.constraints.append(f"0 z{ways} - {self.entry(entry)} = {-counts.get(entry, 0)}")

    def _bounds(self):
        self.named, lines_of = self._named_loops()
        missing, totals = [], defaultdict(list)
        for entry, procedure in self.program.procedures.items():
            before = defaultdict(list)
            for edge in procedure.edges:
                before[edge.target].append(edge)
            for head, body in self.loops[entry].items():
                if self._never_runs(procedure, head):
                    continue
                name, line, known = self.named[entry, head]
                if known is None:
                    missing.append(f"  {head:x} in {self.program.name(head)}: {name}, line {line}")
                    continue
                each, total = known
                tested_first = self._is_tested_first(procedure, head, body)
                inside = " + ".join(self.edge(entry, edge) for edge in before[head] if edge.source in body)
                outside = [self.edge(entry, edge) for edge in before[head] if edge.source not in body]
                outside += [self.entry(entry)] if head == entry else []
                # A loop that is tested where it begins goes back once for each time, others once less.
                back = each if each is None or tested_first else each - 1
                if name in facts.LENGTHS:
                    # As often as the lengths say that it is called with.
                    self.constraints.append(f"{inside}{self._by_lengths(entry, facts.LENGTHS[name], lines_of[name].index(line))} <= 0")
                elif back == 0:
                    self.constraints.append(f"{inside} = 0")
                elif back is not None:
                    self.constraints.append(f"{inside} - {' - '.join(f'{back} {name}' for name in outside)} <= 0")
                if total is not None:
                    taken = "" if tested_first else "".join(f" + {name}" for name in outside)
                    totals[name, line, total].append(inside + taken)
            for block, addresses in procedure.blocks.items():
                last = self.program.instructions[addresses[-1]]
                if procedure.parts and (last.name, last.operands) == ("bx", "lr") and not self._never_runs(procedure, block):
                    raise instructions.Failure(f"{last.address:x}: a part of a function that comes back to it")
            if self.crossed[entry]:
                rounds = self._rounds(entry)
                for block in self.crossed[entry]:
                    if self.program.name(block) not in facts.CROSSED:
                        missing.append(f"  {block:x} in {self.program.name(block)}: entered in two places")
                    self.constraints.append(f"{self.block(entry, block)}{rounds} <= 0")
            self._functions(entry, procedure)
        for (_, _, total), sums in totals.items():
            self.constraints.append(f"{' + '.join(sums)} <= {total}")
        if missing:
            raise instructions.Failure("facts.py has no bound of these loops:\n" + "\n".join(sorted(set(missing))))

    @staticmethod
    def _is_tested_first(procedure, head, body):
        """Whether a loop is left where it begins and not where it goes back."""
        leaving = {edge.source for edge in procedure.edges if edge.source in body and edge.target not in body}
        back = {edge.source for edge in procedure.edges if edge.source in body and edge.target == head}
        return head in leaving and not back & leaving

    def _named_loops(self):
        """The function and the line of each loop, and its bounds; None for those that are not known."""
        places = {}
        for entry, procedure in self.program.procedures.items():
            for head, body in self.loops[entry].items():
                name, lines = self.lines.owner([address for block in body for address in procedure.blocks[block]])
                name = re.sub(r"\.\d+$", "", name) or self.program.name(head)
                places[entry, head] = name, lines[0] if lines else 0
        lines_of = defaultdict(set)
        for name, line in places.values():
            lines_of[name].add(line)
        found = {}
        for key, (name, line) in places.items():
            bounds = next((bounds for pattern, bounds in facts.LOOPS.items() if re.search(pattern, name)), [])
            index = sorted(lines_of[name]).index(line)
            found[key] = name, line, bounds[index] if index < len(bounds) else None
        return found, {name: sorted(lines) for name, lines in lines_of.items()}

    def _rounds(self, entry):
        """What the blocks of a loop with two entries run as often as at most: by who calls its function."""
        counts = facts.CROSSED.get(self.program.name(entry), {"": 0})
        terms = ""
        for caller, procedure in self.program.procedures.items():
            for block, targets in procedure.calls.items():
                if entry in targets:
                    names = [name for name, _, _ in self.lines.stacks[procedure.blocks[block][-1]]]
                    each = next((count for name, count in counts.items() if name in names), counts[""])
                    terms += f" - {each} c{self.numbers[caller]}_{block:x}_{self.numbers[entry]}"
        return terms

    def _by_lengths(self, entry, lengths, index):
        """What a loop goes back as often as at most: for each call of a procedure the bytes that it is told, by the loop's step."""
        positions, step, others, most = lengths
        terms = ""
        for caller, procedure in self.program.procedures.items():
            for block, targets in procedure.calls.items():
                if entry in targets:
                    position = positions.get(self.program.name(entry), positions[""])
                    known = procedure.arguments[block][position]
                    length = max(known) if known else most
                    count = max(length // step - 1, 0) if index == 0 else others
                    terms += f" - {count} c{self.numbers[caller]}_{block:x}_{self.numbers[entry]}"
        return terms

    def _functions(self, entry, procedure):
        """What runs so often in a second at most: the blocks of a function outside of loops in it."""
        within = defaultdict(set)
        for head, body in self.loops[entry].items():
            for block in body:
                within[block].add(head)

        def names_of(block):
            found = {self.program.name(block)}
            for address in procedure.blocks[block]:
                for name, _, line in self.lines.stacks[address]:
                    found |= {name, f"{name}+{line}"}
            return found

        names = {block: names_of(block) for block in procedure.blocks}

        def is_in(pattern, block):
            return any(re.search(pattern, name) for name in names[block])

        for block in procedure.blocks:
            if self._never_runs(procedure, block):
                self.constraints.append(f"{self.block(entry, block)} = 0")
            counts = [count for pattern, count in self.functions.items() if is_in(pattern, block)
                      and (count == 0 or not any(is_in(pattern, head) for head in within[block]))]
            always = [count for pattern, count in self.functions.items() if pattern not in self.net and is_in(pattern, block)
                      and (count == 0 or not any(is_in(pattern, head) for head in within[block]))]
            if always:
                self.limited[entry][block] = min(always)
            if counts:
                self.constraints.append(f"{self.block(entry, block)} <= {min(counts)}")

    def _never_runs(self, procedure, block):
        return facts.FLOATS.match(self.program.name(block)) and self.runs.get(procedure.blocks[block][-1], 0) == 0

    def check(self, counts, seconds):
        """Fails where something has run more often in so many seconds than `facts.py` says; `counts` tells by address how often."""
        before, most, stated = defaultdict(set), {}, {}
        for entry, procedure in self.program.procedures.items():
            for edge in procedure.edges:
                if edge.target in self.loops[entry] and edge.source not in self.loops[entry][edge.target]:
                    before[edge.target].add(procedure.blocks[edge.source][-1])
            for block, targets in procedure.calls.items():
                for target in targets:
                    before[target].add(procedure.blocks[block][-1])
            for head, body in self.loops[entry].items():
                known = self.named.get((entry, head))
                if known and known[2] and known[0] not in facts.LENGTHS:
                    stated[head] = (*known, self._is_tested_first(procedure, head, body))
            for block, count in self.limited[entry].items():
                most[block] = min(count, most.get(block, count))
        for head, (name, line, (each, total), tested_first) in stated.items():
            entries = sum(counts.get(address, 0) for address in before[head])
            limits = [(each + tested_first) * entries] if each is not None else []
            limits += [total * seconds + (entries if tested_first else 0)] if total is not None else []
            if limits and counts.get(head, 0) > min(limits):
                raise instructions.Failure(
                    f"the loop of {name}, line {line}, runs more often than facts.py says: {counts[head]} times, {min(limits)}")
        for block, count in most.items():
            if counts.get(block, 0) > count * seconds:
                raise instructions.Failure(f"{self.program.name(block)} runs at {block:x} more often than facts.py says: {counts[block]} times, "
                                   f"{count * seconds}")

    def entry(self, entry):
        return f"n{self.numbers[entry]}"

    def block(self, entry, block):
        return f"x{self.numbers[entry]}_{block:x}"

    def edge(self, entry, edge):
        return f"e{self.numbers[entry]}_{edge.source:x}_{edge.target:x}_{int(edge.taken)}"

    def most(self, costs, file):
        """The most that instructions of these costs take: by address, the cycles and what is added where one branches."""
        terms = []
        for entry, procedure in self.program.procedures.items():
            for block, addresses in procedure.blocks.items():
                cost = sum(costs[address][0] for address in addresses)
                kind, more = self.program.steps(addresses[-1]).kind, costs[addresses[-1]][1]
                if kind in ("call", "call?", "end", "leave"):
                    cost += more
                terms.append(f"{cost} {self.block(entry, block)}")
            for edge in procedure.edges:
                last = procedure.blocks[edge.source][-1]
                if edge.taken and costs[last][1]:
                    terms.append(f"{costs[last][1]} {self.edge(entry, edge)}")
        text = "maximize\n" + "\n + ".join(terms) + "\nsubject to\n" + "\n".join(self.constraints) + "\nend\n"
        file.write_text(text)
        solution = file.with_suffix(".txt")
        done = subprocess.run(["glpsol", "--lp", file, "-w", solution], text=True, capture_output=True)
        found = re.search(r"^s bas (\d+) (\d+) (\w) (\w) (\S+)", solution.read_text(), re.M) if done.returncode == 0 else None
        if found is None or (found[3], found[4]) != ("f", "f"):
            raise instructions.Failure(f"glpsol: no solution:\n{done.stdout}{done.stderr}")
        return round(float(found[5]))


# The functions of the device that a second calls, and how often: each block is measured, and a telegram composed.
DEVICE = {"6DeviceAAV7measure": facts.FRAMES // facts.BLOCK, "6DeviceAAV5write33": 1, "6DeviceAAV4show33": 1}


def figures(core, tools, image, build, seconds):
    """The most that a second takes, instructions and cycles; `build` has the counts of the run that took so many seconds."""
    rows = [line.split() for line in (build / "counts").read_text().splitlines()]
    counts, runs = ({int(row[0], 16): int(row[column]) for row in rows} for column in (1, 2))
    names = instructions.symbols(tools, image)
    roots = {name: count for name in names for part, count in DEVICE.items() if part in name}
    if len(roots) != len(DEVICE):
        raise instructions.Failure(f"{image.name}: expected the functions of the device, found {', '.join(roots)}")
    found = defaultdict(int)
    functions = facts.FUNCTIONS | (facts.OF_WORDS if core == "m4" else {})
    for net, of_net in facts.NETS.items():
        second = Second(tools, image, roots, functions, of_net, runs)
        second.check(counts, seconds)
        costs = cycles.costs(core, second.program.instructions)
        file = build / f"bound-{net}.lp"
        found["bound"] = max(found["bound"], second.most({address: (1, 0) for address in second.program.instructions}, file))
        for model, key in enumerate(cycles.MODELS[core]):
            most = second.most({address: pairs[model] for address, pairs in costs.items()}, file)
            found[f"bound{key[0].upper()}{key[1:]}"] = max(found[f"bound{key[0].upper()}{key[1:]}"], most)
    return dict(found)
