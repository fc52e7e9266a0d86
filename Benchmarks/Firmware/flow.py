# SPDX-License-Identifier: Apache-2.0
"""The control flow of an image: its procedures, their blocks, edges, calls and loops, from the disassembler's listing.

A procedure is what is reached from its entry without a call: a jump into another function belongs to it, so that a call in the last
place is a part of the caller. Where a call or a jump goes by a register, the addresses that the register may hold are followed from
where they are loaded.
"""
import bisect
from collections import defaultdict, namedtuple

from instructions import Arm, Failure, Memory, RiscV, Step, listing, symbols

Edge = namedtuple("Edge", "source target taken")


class Procedure:
    """The blocks that are reached from an entry: each the addresses of its instructions."""

    def __init__(self, program, entry):
        self.entry, self.blocks, self.edges = entry, {}, []
        # Calls by block: the entries that may be called, one after the other, as a block ends after a call.
        self.calls = {}
        # What the first three arguments of the call may be that ends a block; None for any number.
        self.arguments = {}
        # Parts of the function itself that it calls on a condition.
        self.parts = set()
        jumps = {}
        while True:
            self._find(program, jumps)
            found = self._follow(program)
            if found == jumps:
                break
            jumps = found
        self.calls = {block: targets for block, targets in self.calls.items() if block in self.blocks}

    def _find(self, program, resolved):
        steps, leaders, waiting, seen = program.steps, {self.entry}, [self.entry], set()
        go = {}
        while waiting:
            address = waiting.pop()
            while address not in seen:
                seen.add(address)
                one = program.instructions.get(address)
                if one is None:
                    raise Failure(f"{address:x}: no instruction there, which is reached from {program.name(self.entry)}")
                step, after = steps(address), address + one.size
                targets = None
                if step.kind == "branch":
                    targets = [(step.target, True), (after, False)]
                elif step.kind == "leave":
                    targets = [(after, False)]
                elif step.kind == "jump":
                    where = [step.target] if step.target is not None else sorted(resolved.get(address, ()))
                    targets = [(target, True) for target in where]
                elif step.kind == "table":
                    targets = [(target, True) for target in program.kind.table(program, one, step)]
                elif step.kind == "call?" and program.is_local(address, step.target):
                    # A part of the function itself, which leaves it or comes back.
                    self.parts.add(step.target)
                    targets = [(step.target, True), (after, False)]
                elif step.kind == "call?":
                    targets = [(after, False)]
                elif step.kind == "call":
                    targets = [] if program.ends_at(step.target) else [(after, False)]
                elif step.kind == "end":
                    targets = []
                if targets is not None:
                    go[address] = targets
                    for target, _ in targets:
                        leaders.add(target)
                        waiting.append(target)
                    break
                address = after
                if address in leaders:
                    waiting.append(address)
        self.blocks, self.edges = {}, []
        for leader in sorted(leaders):
            block, address = [], leader
            while True:
                block.append(address)
                if address in go:
                    self.edges += [Edge(leader, target, taken) for target, taken in go[address]]
                    break
                address += program.instructions[address].size
                if address in leaders:
                    self.edges.append(Edge(leader, address, False))
                    break
            self.blocks[leader] = block
        self.edges = list(dict.fromkeys(self.edges))

    def _follow(self, program):
        """Follows what registers may hold; returns the targets of jumps by a register, and sets those of calls."""
        states, waiting, jumps, self.calls = {self.entry: {}}, [self.entry], {}, {}
        successors = defaultdict(list)
        for edge in self.edges:
            successors[edge.source].append(edge.target)
        while waiting:
            leader = waiting.pop()
            state = dict(states[leader])
            for address in self.blocks[leader]:
                one, step = program.instructions[address], program.steps(address)
                if step.kind == "call" or step.kind == "call?" and step.target not in self.parts:
                    targets = [step.target] if step.target is not None else program.targets(state.get(step.register))
                    self.calls[leader] = targets
                    self.arguments[leader] = [state.get(register) for register in program.kind.arguments]
                    program.pass_call(targets, state)
                elif step.kind == "jump" and step.target is None:
                    held = state.get(step.register) or program.table(address, state.get(("table", step.register)))
                    jumps[address] = frozenset(program.targets(held))
                else:
                    program.kind.assign(one, state, program.memory)
            for target in successors[leader]:
                before = states.get(target)
                if before is None:
                    states[target] = dict(state)
                    waiting.append(target)
                    continue
                merged = {key: before[key] | state[key] for key in before if key in state and len(before[key] | state[key]) <= 8}
                if merged != before:
                    states[target] = merged
                    waiting.append(target)
        # A target that is not known is told once nothing changes any more.
        self.unknown = [self.blocks[leader][-1] for leader, targets in self.calls.items() if not targets]
        self.unknown += [address for address, targets in jumps.items() if not targets]
        return jumps

    def loops(self):
        """The natural loops: header to its blocks; and the blocks of those that are entered in two places."""
        order, predecessors, successors = self._order()
        position = {block: n for n, block in enumerate(order)}
        dominator = {self.entry: self.entry}
        changed = True
        while changed:
            changed = False
            for block in order[1:]:
                new = None
                for before in predecessors[block]:
                    if before in dominator:
                        new = before if new is None else self._meet(before, new, dominator, position)
                if dominator.get(block) != new:
                    dominator[block], changed = new, True

        def dominates(a, b):
            while b != a and b != self.entry:
                b = dominator[b]
            return a == b

        found, crossed = {}, set()
        for edge in self.edges:
            if edge.source not in position or position[edge.target] > position[edge.source]:
                continue
            if not dominates(edge.target, edge.source):
                crossed |= self._reached(edge.target, successors) & self._reached(edge.source, predecessors)
                continue
            body, waiting = found.setdefault(edge.target, {edge.target}), [edge.source]
            while waiting:
                block = waiting.pop()
                if block not in body:
                    body.add(block)
                    waiting += predecessors[block]
        return {head: body for head, body in found.items() if head not in crossed}, crossed

    @staticmethod
    def _reached(block, following):
        reached, waiting = {block}, [block]
        while waiting:
            for target in following[waiting.pop()]:
                if target not in reached:
                    reached.add(target)
                    waiting.append(target)
        return reached

    def _order(self):
        successors, predecessors = defaultdict(list), defaultdict(list)
        for edge in self.edges:
            successors[edge.source].append(edge.target)
            predecessors[edge.target].append(edge.source)
        done, order, waiting = {self.entry}, [], [(self.entry, iter(successors[self.entry]))]
        while waiting:
            block, rest = waiting[-1]
            target = next((target for target in rest if target not in done), None)
            if target is None:
                order.append(block)
                waiting.pop()
            else:
                done.add(target)
                waiting.append((target, iter(successors[target])))
        return order[::-1], predecessors, successors

    @staticmethod
    def _meet(a, b, dominator, position):
        while a != b:
            while position[a] > position[b]:
                a = dominator[a]
            while position[b] > position[a]:
                b = dominator[b]
        return a


class Program:
    """An image's procedures, by their entries, from some roots on."""

    def __init__(self, tools, image, roots):
        self.kind = RiscV if "riscv" in tools else Arm
        self.instructions, self.memory = listing(tools, image), Memory(image)
        self.symbols = symbols(tools, image)
        self.names = {address: name for name, address in self.symbols.items()}
        self.starts = sorted(self.names)
        self.has_far_jumps = self.kind is RiscV or any(one.name == "b.w" for one in self.instructions.values())
        self._steps = {}
        self.procedures = {}
        waiting = [self.symbols[root] for root in roots]
        while waiting:
            entry = waiting.pop()
            if entry in self.procedures:
                continue
            procedure = self.procedures[entry] = Procedure(self, entry)
            for address in procedure.unknown:
                raise Failure(f"{address:x} in {self.name(entry)}: a call or a jump whose targets are not known")
            waiting += [target for targets in procedure.calls.values() for target in targets]
        self._check_calls()

    def steps(self, address):
        if address not in self._steps:
            step = self.kind.step(self.instructions[address])
            if step.kind == "call" and step.target is not None and self._is_far_jump(address, step.target):
                step = Step("jump", step.target, None)
            self._steps[address] = step
        return self._steps[address]

    def _is_far_jump(self, address, target):
        """Whether a call goes on in its own function: a core that has no far jumps takes one for it."""
        return not self.has_far_jumps and self.is_local(address, target)

    def is_local(self, address, target):
        return target not in self.names and self.start(target) == self.start(address)

    def start(self, address):
        """Where the function begins that an address is in."""
        return self.starts[bisect.bisect(self.starts, address) - 1]

    def name(self, address):
        return self.names[self.start(address)]

    def ends_at(self, target):
        return target is not None and self.names.get(target) == "board_fault"

    def table(self, address, places):
        """The targets in a table: the words from its place on that are addresses of the function that the jump is in."""
        found = set()
        for place in places or ():
            while (word := self.memory.read(place, 4)) in self.instructions and self.start(word) == self.start(address):
                found.add(word)
                place += 4
        return found or None

    @staticmethod
    def targets(held):
        """The entries that a call or a jump by a register may go to."""
        return sorted({value & ~1 for value in held}) if held else []

    def pass_call(self, targets, state):
        """What registers may hold after a call; what the linker takes out of several functions as one has no convention."""
        if len(targets) == 1 and self.names.get(targets[0], "").startswith("OUTLINED_FUNCTION"):
            address = targets[0]
            while self.steps(address).kind in ("next", "call", "leave"):
                step = self.steps(address)
                if step.kind == "call":
                    self.pass_call([step.target], state)
                else:
                    self.kind.assign(self.instructions[address], state, self.memory)
                address += self.instructions[address].size
            return
        for register in self.kind.callers:
            state.pop(register, None)

    def _check_calls(self):
        state = {}

        def visit(entry, path):
            if state.get(entry) == 1:
                raise Failure(f"{self.name(entry)} calls itself")
            if entry not in state:
                state[entry] = 1
                for targets in self.procedures[entry].calls.values():
                    for target in targets:
                        visit(target, [*path, entry])
                state[entry] = 2

        for entry in self.procedures:
            visit(entry, [])
