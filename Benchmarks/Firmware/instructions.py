# SPDX-License-Identifier: Apache-2.0
"""The instructions of an image, how they go on, and what registers may hold after them: of Arm's M profile and of RISC-V."""
import re
import struct
import subprocess
from collections import namedtuple

CONDITIONS = "eq|ne|cs|cc|mi|pl|vs|vc|hi|ls|ge|lt|gt|le|hs|lo"
# How an instruction goes on: "next", "branch" (to a target or on), "jump", "call", "call?" (one on a condition), "end" (returns or
# traps), "leave" (returns on a condition), "table".
Step = namedtuple("Step", "kind target register")
Instruction = namedtuple("Instruction", "address size name operands note")


class Failure(Exception):
    pass


class Memory:
    """What an ELF file of 32 bits in little endian puts into memory."""

    def __init__(self, image):
        data = image.read_bytes()
        offset, size, count = struct.unpack_from("<I", data, 28)[0], *struct.unpack_from("<HH", data, 42)
        self.parts = []
        for n in range(count):
            kind, start, address, _, length = struct.unpack_from("<IIIII", data, offset + n * size)
            if kind == 1:
                self.parts.append((address, data[start : start + length]))

    def read(self, address, size):
        for start, data in self.parts:
            if start <= address and address + size <= start + len(data):
                return int.from_bytes(data[address - start : address - start + size], "little")
        return None


def listing(tools, image):
    """The instructions of an image by their addresses."""
    text = subprocess.run([f"{tools}-objdump", "-d", "-z", str(image)], text=True, capture_output=True, check=True).stdout
    found = {}
    for line in text.splitlines():
        parts = re.match(r"^ *([0-9a-f]+):\t((?:[0-9a-f]{4} ?)+)\s*\t([a-z0-9.]+)(?:\t([^;@#]*)(.*))?", line)
        if parts is None:
            continue
        address, size, word = int(parts[1], 16), len(parts[2].replace(" ", "")) // 2, parts[2].strip()
        if "riscv" in tools and parts[3] == ".4byte" and int(word, 16) & 0x7F == 0x73:
            # An access to a control register, which the assembler knows and the disassembler does not.
            found[address] = Instruction(address, size, "csrw", "", "")
            continue
        if parts[3].startswith("."):
            continue
        # A hash begins a number of Arm's, and a note of RISC-V's.
        operands = (parts[4] or "") + (parts[5] or "")
        operands, *notes = re.split(r"\s+[@;] ?" if "arm" in tools else r"\s+# ?", operands, maxsplit=1)
        found[address] = Instruction(address, size, parts[3], operands.strip(), notes[0].strip() if notes else "")
    return found


def symbols(tools, image):
    """The addresses of functions by name."""
    text = subprocess.run([f"{tools}-nm", str(image)], text=True, capture_output=True, check=True).stdout
    found = {}
    for line in text.splitlines():
        address, kind, name = line.split()
        if kind in "tTwW" and not re.match(r"\$[atdx](\.|$)", name):
            found[name] = int(address, 16) & ~1
    return found


class Arm:
    """How instructions of Arm's M profile go on."""

    arguments = ("r0", "r1", "r2")
    callers = ("r0", "r1", "r2", "r3", "ip", "lr", "r12", "r14")

    @staticmethod
    def step(one):
        name = one.name.removesuffix(".n").removesuffix(".w")
        operands = one.operands
        if name in ("cbz", "cbnz"):
            return Step("branch", int(operands.split(",")[1].split()[0], 16), None)
        if name in ("bl", "blx"):
            register = operands if re.match(r"^(r\d+|ip|lr|sl|fp)$", operands) else None
            return Step("call", None if register else int(operands.split()[0], 16), register)
        if re.match(f"bl({CONDITIONS})$", name):
            return Step("call?", int(operands.split()[0], 16), None)
        if found := re.match(f"b({CONDITIONS})?$", name):
            return Step("branch" if found[1] else "jump", int(operands.split()[0], 16), None)
        if found := re.match(f"bx({CONDITIONS})?$", name):
            if operands == "lr":
                return Step("leave" if found[1] else "end", None, None)
            return Step("jump", None, operands)
        if name in ("tbb", "tbh"):
            return Step("table", 1 if name == "tbb" else 2, operands)
        if name in ("udf", "bkpt"):
            return Step("end", None, None)
        if found := re.match(f"(?:pop|ldmia|ldmfd|ldm)({CONDITIONS})?$", name):
            if re.search(r"\bpc\b", operands):
                return Step("leave" if found[1] else "end", None, None)
        if found := re.match(f"ldr({CONDITIONS})?$", name):
            if operands.startswith("pc,"):
                if "[sp]" not in operands:
                    raise Failure(f"{one.address:x}: a jump by memory: {one.name} {operands}")
                return Step("leave" if found[1] else "end", None, None)
        if name == "add" and operands.startswith("pc,"):
            return Step("table", None, operands)
        if name == "mov" and operands.startswith("pc,"):
            return Step("jump", None, operands.split(",")[1].strip())
        return Step("next", None, None)

    @staticmethod
    def table(program, one, step):
        """The targets of a table of distances, which stands after the instruction; how many tells the comparison before it."""
        index = re.search(r", (\w+)", one.operands)[1]
        size = step.target
        if size is None:
            # A core without an instruction for it loads the distance, doubles it and adds it.
            size = 2 if program.instructions[one.address - 4].name == "ldrh" else 1
        for address in range(one.address - 2, one.address - 24, -2):
            before = program.instructions.get(address)
            limit = before and before.name.startswith("cmp") and re.match(rf"{index}, #(\d+)$", before.operands)
            if limit:
                place = one.address + one.size
                distances = [program.memory.read(place + n * size, size) for n in range(int(limit[1]) + 1)]
                return [one.address + 4 + 2 * distance for distance in distances]
        raise Failure(f"{one.address:x}: a table whose length is not known")

    @staticmethod
    def assign(one, state, memory):
        """What the registers may hold after an instruction: sets of numbers; what is not there may hold any."""
        name = re.sub(r"\.[nw]$", "", one.name)
        parts = [part.strip() for part in one.operands.split(",")]
        to = parts[0]
        if re.match(r"(cmp|cmn|tst|teq|it|b|cb|nop|cps|dsb|isb|dmb|udf)", name) and not name.startswith("bic"):
            return
        if name.startswith(("str", "push", "stm")):
            if found := re.match(r"(\w+), \[sp(?:, #(\d+))?\]$", one.operands):
                put(state, ("sp", int(found[2] or 0)), state.get(found[1]) if name == "str" else None)
            elif name.startswith("strd"):
                drop_slots(state)
            if name.startswith("push") or "sp!" in one.operands or "[sp, #-" in one.operands:
                drop_slots(state)
            return
        if name == "movt":
            held = state.get(to)
            put(state, to, held and {value & 0xFFFF | int(parts[1].split("#")[1].split()[0]) << 16 for value in held})
            return
        value = None
        if name in ("movw", "mov", "movs") and len(parts) == 2:
            if parts[1].startswith("#"):
                value = {int(parts[1][1:].split()[0]) & 0xFFFFFFFF}
            else:
                value = state.get(parts[1])
        elif name == "ldr":
            found = re.match(r"\(?([0-9a-f]+)\b", one.note)
            if found and "[pc" in one.operands:
                word = memory.read(int(found[1], 16), 4)
                value = None if word is None else {word}
            elif found := re.match(r"\w+, \[sp(?:, #(\d+))?\]$", one.operands):
                value = state.get(("sp", int(found[1] or 0)))
        written = [to]
        if re.match(r"([su]mull|[su]mlal|ldrd|umaal)", name):
            written = parts[:2]
        if "{" in one.operands:
            written = [part.strip("{} ") for part in parts]
            if "-" in one.operands:
                written = [f"r{n}" for n in range(13)] + ["sl", "fp", "ip", "lr"]
        for register in written:
            put(state, register, None)
        put(state, to, value)
        for register in re.findall(r"(\w+)\]?!", one.operands):
            put(state, register, None)
        if to == "sp" or name == "pop":
            drop_slots(state)


class RiscV:
    """How instructions of RISC-V go on."""

    arguments = ("a0", "a1", "a2")
    callers = ("ra", *(f"t{n}" for n in range(7)), *(f"a{n}" for n in range(8)))

    @staticmethod
    def step(one):
        name, parts = one.name, [part.strip() for part in one.operands.split(",")]
        note = re.match(r"([0-9a-f]+)", one.note)
        if name == "ret" or name in ("mret", "ebreak", "unimp", "ecall"):
            return Step("end", None, None)
        if name == "j":
            return Step("jump", int(parts[0].split()[0], 16), None)
        if name == "jal":
            return Step("call", int(parts[-1].split()[0], 16), None)
        if name == "jr":
            register = re.match(r"(?:-?\d+\()?(\w+)", parts[0])[1]
            if register in ("t0", "ra") and not note:
                return Step("end", None, None)
            return Step("jump", int(note[1], 16) if note else None, register)
        if name == "jalr":
            register = re.match(r"(?:-?\d+\()?(\w+)", parts[-1])[1]
            return Step("call", int(note[1], 16) if note else None, register)
        if re.match(r"b(eq|ne|lt|ge|gt|le)u?z?$", name):
            return Step("branch", int(parts[-1].split()[0], 16), None)
        return Step("next", None, None)

    @staticmethod
    def assign(one, state, memory):
        name, parts = one.name, [part.strip() for part in one.operands.split(",")]
        if re.match(r"(b|j|nop|fence|csrw|csrs|csrc)", name):
            return
        if name in ("sw", "sh", "sb"):
            if found := re.match(r"(\w+),(\d+)\(sp\)$", one.operands):
                put(state, ("sp", int(found[2])), state.get(found[1]) if name == "sw" else None)
            return
        to, value = parts[0], None
        if name == "lui":
            value = {int(parts[1], 16) << 12 & 0xFFFFFFFF}
        elif name == "auipc":
            value = {one.address + (int(parts[1], 16) << 12) & 0xFFFFFFFF}
        elif name == "li":
            value = {int(parts[1], 0) & 0xFFFFFFFF}
        elif name == "mv":
            value = state.get(parts[1])
        elif name in ("addi", "add") and re.match(r"-?\d+$", parts[-1]):
            held = state.get(parts[1])
            value = held and {number + int(parts[-1]) & 0xFFFFFFFF for number in held}
        elif name == "lw":
            if found := re.match(r"\w+,(\d+)\(sp\)$", one.operands):
                value = state.get(("sp", int(found[1])))
            elif found := re.match(r"\w+,(-?\d+)\((\w+)\)$", one.operands):
                held = state.get(found[2])
                words = held and {memory.read(number + int(found[1]) & 0xFFFFFFFF, 4) for number in held}
                value = None if not words or None in words else words
        base = table = None
        if name == "add" and value is None and len(parts) == 3:
            # An index and where a table is.
            base = state.get(parts[2]) or state.get(parts[1])
        elif name == "lw" and value is None and (found := re.match(r"\w+,0\((\w+)\)$", one.operands)):
            table = state.get(("base", found[1]))
        put(state, to, value)
        put(state, ("base", to), base)
        put(state, ("table", to), table)
        if to == "sp":
            drop_slots(state)


def put(state, register, value):
    state.pop(("base", register), None)
    state.pop(("table", register), None)
    if value is None:
        state.pop(register, None)
    else:
        state[register] = frozenset(value)


def drop_slots(state):
    for key in [key for key in state if isinstance(key, tuple)]:
        del state[key]
