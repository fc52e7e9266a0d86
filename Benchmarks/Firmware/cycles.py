# SPDX-License-Identifier: Apache-2.0
"""Cycles of an image, by a model over the emulator's instructions.

The numbers are those of Arm's technical reference manuals: Cortex-M0+ (DDI 0484C, table 3-1, "Instruction set summary") and Cortex-M4
(DDI 0439B, table 3-1, "Cortex-M4 instruction set summary"). Where the manual gives a range the largest is taken: three cycles to
refill the M4's pipeline after a branch, twelve for its division, two for each load although some go in one after another, and no
folded IT.

For RISC-V they are those of a small core of two stages, lowRISC's Ibex and OpenHW's CORE-V CVE2 (CVE2 user manual, "Pipeline Details",
table "Multi- and Single-Cycle Instructions"), with the fast multiplier: three cycles a product, four for its upper half, 38 a
division, two a load, a store and a jump, three a branch that is taken. That core has no atomic instructions; the images use none.

Memory answers without wait states; a flash that has them, and no cache, takes more.
"""
import re
import subprocess
from pathlib import Path

from instructions import listing, symbols

HERE = Path(__file__).resolve().parent

# The models of each core: the figure's name, the cycles of a multiplication.
MODELS = {"m0": {"cycles": 1, "cyclesSlow": 32}, "m4": {"cycles": 1}, "rv32": {"cycles": 3}}
# Their titles.
FIGURES = {
    "cycles": "the same, cycles",
    "boundCycles": "the same, bound",
    "cyclesSlow": "the same, multiplier of 32 cycles",
    "boundCyclesSlow": "the same, bound",
}
# Blocks of a second, as board.h has them.
BLOCKS = 40

CONDITIONS = "eq|ne|cs|cc|mi|pl|vs|vc|hi|ls|ge|lt|gt|le|hs|lo"
LOAD = re.compile(r"ldr(s?[bh])?$")
STORE = re.compile(r"str[bh]?$")
MULTIPLE = re.compile(r"(ldmia|stmia|stmdb|ldmdb|push|pop)$")
ONE = re.compile(
    r"(mov[wt]?|mvn|add|addw|adc|sub|subw|sbc|rsb|cmp|cmn|tst|teq|and|orr|orn|eor|bic|neg|lsl|lsr|asr|ror|rrx|[su]xta?[bh]|rev(16|sh)?|"
    r"clz|rbit|bfi|bfc|[su]bfx|pkh(bt|tb)|nop|adr|cps|it[te]*|ssat(16)?|usat(16)?|sel|[su]h?(add|sub)(8|16)|q(add|sub)(8|16)?|"
    r"[su]asx|[su]sax|yield|bkpt|udf)$")
# Multiplications of the M4 with a sum take one more than those without, but for the long ones and those of its DSP extension.
PRODUCT = re.compile(r"(mul|smul[bt][bt]|smulw[bt]|smuad|smusd|smmulr?|[su]mull|[su]mlal|smlal[bt][bt]|smlald|umaal|smla[bt][bt]|"
                     r"smlaw[bt]|smlad|smmlar?|smmlsr?)$")


def plain(mnemonic):
    """A mnemonic without its width, its condition and the sign that it sets the flags."""
    name = mnemonic.removesuffix(".w").removesuffix(".n")
    bare = re.sub(f"({CONDITIONS})$", "", name)
    candidates = (name, name.removesuffix("s"), bare, bare.removesuffix("s"))
    return next((candidate for candidate in candidates if known(candidate)), name)


def known(name):
    return any(kind.match(name) for kind in (LOAD, STORE, MULTIPLE, ONE, PRODUCT)) or name in (
        "b", "bl", "bx", "blx", "cbz", "cbnz", "tbb", "tbh", "ldrd", "strd", "mla", "mls", "udiv", "sdiv", "mrs", "msr", "dsb", "dmb",
        "isb", "wfi", "cpsid", "cpsie", "svc")


def registers(operands):
    """How many registers a list in braces has."""
    count = 0
    for part in operands[operands.index("{") + 1 : operands.index("}")].split(","):
        first, _, last = part.strip().partition("-")
        number = {"sl": 10, "fp": 11, "ip": 12, "sp": 13, "lr": 14, "pc": 15}
        def index(name):
            return number[name] if name in number else int(name[1:])
        count += index(last) - index(first) + 1 if last else 1
    return count


def cost(core, multiplication, mnemonic, operands):
    """The cycles of an instruction, and what it takes more where it branches; None where the model does not know it."""
    return (cost_of_riscv if core == "rv32" else cost_of_arm)(core, multiplication, mnemonic, operands)


def cost_of_riscv(core, multiplication, name, operands):
    if re.match(r"(b(eq|ne|lt|ge|gt|le)u?z?)$", name):
        return 1, 2
    if name in ("j", "jal", "jr", "jalr", "ret", "mret"):
        return 1, 1
    if re.match(r"([ls][bhw]|l[bh]u)$", name):
        return 2, 0
    if re.match(r"mul(h(s?u)?)?$", name):
        return multiplication + (name != "mul"), 0
    if re.match(r"(div|rem)u?$", name):
        return 38, 0
    if re.match(r"(add|sub|and|or|xor|s[lr]l|sra|sltu?|not|neg|mv|li|lui|auipc|nop|(seq|sne|slt|sgt)z|zext\.b)$|(add|and|or|xor|s[lr]l|sra|slt)iu?$|"
                r"csr[rwsc]+i?$|wfi$|ebreak$|unimp$|fence$", name):
        return 1, 0
    return None


def cost_of_arm(core, multiplication, mnemonic, operands):
    refill = 3 if core == "m4" else 1
    name = plain(mnemonic)
    to_pc = re.search(r"\bpc\b", operands.split("}")[0] if "{" in operands else operands.split(",")[0]) is not None
    if name in ("cbz", "cbnz"):
        return 1, refill
    if name in ("bl", "blx"):
        return (1, refill) if core == "m4" else (1, 2 if name == "bl" else 1)
    if name in ("b", "bx"):
        return 1, refill
    if name in ("tbb", "tbh"):
        return 2, refill
    if MULTIPLE.match(name):
        return 1 + registers(operands), (refill if core == "m4" else 2) if to_pc else 0
    if name in ("ldrd", "strd"):
        return 3, 0
    if LOAD.match(name) or STORE.match(name):
        return 2, refill if to_pc and LOAD.match(name) else 0
    if name in ("mla", "mls"):
        return 2, 0
    if name in ("udiv", "sdiv"):
        return 12, 0
    if PRODUCT.match(name):
        return multiplication, 0
    if name in ("mrs", "msr", "dsb", "dmb", "isb", "wfi", "svc"):
        return (4 if core == "m4" else 3), refill
    if ONE.match(name) or name in ("cpsid", "cpsie"):
        return 1, refill if to_pc else 0
    return None


def costs(core, instructions):
    """By address, what each instruction of the image takes by each model, as `cost` tells it; not of those that no model knows."""
    found = {}
    for one in instructions.values():
        pairs = [cost(core, product, one.name, one.operands) for product in MODELS[core].values()]
        if None not in pairs:
            found[one.address] = pairs
    return found


def lines(instructions, costs):
    """A line for each instruction, as the plugin takes them."""
    found = []
    for address, pairs in costs.items():
        pairs = pairs + pairs[:1] * (2 - len(pairs))
        found.append(f"{address:x} {instructions[address].size} " + " ".join(f"{first} {more}" for first, more in pairs))
    return "\n".join(found) + "\n"


def plugin(core, tools, image, build):
    """The arguments with which the emulator writes the cycles between the readings of the counter to `build`."""
    library = build / "cycles.so"
    subprocess.run(
        ["gcc", "-std=c11", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", library, HERE / "Cycles/plugin.c"],
        check=True)
    instructions = listing(tools, image)
    (build / "costs").write_text(lines(instructions, costs(core, instructions)))
    mark = symbols(tools, image)["counter_ticks"]
    return ["-plugin", f"{library},costs={build / 'costs'},mark={mark:x},out={build / 'intervals'},counts={build / 'counts'}"]


def figures(core, build, streams):
    """The most cycles that a second of a stream takes: its frames, the close of its cycle and its telegram."""
    rows = [tuple(map(int, line.split())) for line in (build / "intervals").read_text().splitlines()]
    # The counter is read before a block is measured, after it and after its telegram; and before all when it is checked.
    blocks = len(rows) // 3
    rows = rows[len(rows) - 3 * blocks :]
    measured, composed = rows[1::3], rows[2::3]
    whole = blocks // streams
    found = {}
    for model, key in enumerate(MODELS[core], start=1):
        seconds = []
        for start in range(0, blocks, whole):
            # A telegram takes thousands of instructions, none a few.
            closing = [n for n in range(start, start + whole) if composed[n][0] > 1000]
            others = [measured[n][model] for n in range(start, start + whole) if composed[n][0] <= 1000]
            block = sum(others) / len(others)
            close = max(measured[n][model] for n in closing) - block
            seconds.append(BLOCKS * block + close + max(composed[n][model] for n in closing))
        found[key] = round(max(seconds))
    return found
