# SPDX-License-Identifier: Apache-2.0
"""Cycles of an image, by a model over the emulator's instructions.

The numbers are those of Arm's technical reference manuals: Cortex-M0+ (DDI 0484C, table 3-1, "Instruction set summary") and Cortex-M4
(DDI 0439B, table 3-1, "Cortex-M4 instruction set summary"). Where the manual gives a range the largest is taken: three cycles to
refill the M4's pipeline after a branch, twelve for its division, two for each load although some go in one after another, and no
folded IT. Memory answers without wait states; a flash that has them, and no cache, takes more.
"""
import re
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent

# The models of each core: the figure's name, the cycles of a multiplication.
MODELS = {"m0": {"cycles": 1, "cyclesSlow": 32}, "m4": {"cycles": 1}}
# Their titles.
FIGURES = {
    "cycles": "the same, cycles",
    "cyclesSlow": "the same, multiplier of 32 cycles",
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


def costs(core, tools, image):
    """A line for each instruction of the image, as the plugin takes them."""
    listing = subprocess.run([f"{tools}-objdump", "-d", str(image)], text=True, capture_output=True, check=True).stdout
    lines = []
    for line in listing.splitlines():
        found = re.match(r"^ *([0-9a-f]+):\t((?:[0-9a-f]{4} ?)+)\s*\t([a-z0-9.]+)(?:\t([^;@]*))?", line)
        if found is None or found[3].startswith("."):
            continue
        pairs = [cost(core, product, found[3], found[4] or "") for product in MODELS[core].values()]
        if None in pairs:
            continue
        pairs += pairs[:1] * (2 - len(pairs))
        size = len(found[2].replace(" ", "")) // 2
        lines.append(f"{found[1]} {size} " + " ".join(f"{first} {more}" for first, more in pairs))
    return "\n".join(lines) + "\n"


def plugin(core, tools, image, build):
    """The arguments with which the emulator writes the cycles between the readings of the counter to `build`."""
    library = build / "cycles.so"
    subprocess.run(
        ["gcc", "-std=c11", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", library, HERE / "Cycles/plugin.c"],
        check=True)
    (build / "costs").write_text(costs(core, tools, image))
    names = subprocess.run([f"{tools}-nm", str(image)], text=True, capture_output=True, check=True).stdout
    mark = next(int(line.split()[0], 16) & ~1 for line in names.splitlines() if line.endswith(" counter_ticks"))
    return ["-plugin", f"{library},costs={build / 'costs'},mark={mark:x},out={build / 'intervals'}"]


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
