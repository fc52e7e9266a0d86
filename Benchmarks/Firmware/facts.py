# SPDX-License-Identifier: Apache-2.0
"""How often the loops of the firmware run, by the configuration of the images: what the bound of a second takes for granted.

Four channels of 12 bits, 4000 frames a second in blocks of 100, mains of up to 50.5 Hz, no frames lost, the profile csp1.
"""

import re

FRAMES, BLOCK, CHANNELS = 4000, 100, 4
CODES = FRAMES * CHANNELS
# Edges of periods in a second: mains have at most 50.5 Hz, but for 0.5 % of a year (EN 50160, 4.2.1).
PERIODS = 51
# Parts into which blocks, edges and the second divide the frames.
PARTS = FRAMES // BLOCK + PERIODS + 1
# Bytes of a telegram, and those that are written as they are; fields and line ends of it; characters of the formats of its numbers,
# how many numbers there are, and the characters of a text of the device.
TELEGRAM, PLAIN, FIELDS, FORMATS, NUMBERS, IDENTITY = 805, 640, 60, 128, 14, 32

# Functions that are told how many bytes they are to take: the number of that argument, by the name that is called; the bytes that the
# first loop takes at a time, how often the others go back, and the bytes where they are not known.
LENGTHS = {
    "copy_up": ({"": 2}, 16, 2, 256),
    "fill": ({"": 1, "memset": 2}, 4, 2, 640),
}

# The loop of the meter over the parts of a block.
PARTS_OF_MEASURE = [(BLOCK, PARTS)]

# The loops of each function, in the order of its lines: how often one runs each time that it is entered, and in a second; None where
# the other number says enough. The function is the innermost one of the sources that a loop is wholly in; its name is found in the
# linkage name.
LOOPS = {
    # 16 bytes, 4, one at a time.
    "^copy_up$": [(None, None), (None, None), (None, None)],
    "^fill$": [(None, None), (None, None)],
    # CMeter.
    "^cm_sums_update$": [(1, None)],
    "^begin$": [(11, None), (CHANNELS, None)],
    "^cm_block_add_words$": [(11, None)],
    "^cm_block_sum_two$": [(BLOCK // 2, FRAMES)],
    "^cm_block_sum_products$": [(BLOCK // 2 + 1, FRAMES // 2 + PARTS)],
    "^cm_plain_add$": [(CHANNELS, None), (3, None), (2, 3 * PARTS)],
    "^cm_plain_add_column$": [(BLOCK, CODES)],
    "^cm_plain_add_wide$": [(BLOCK, CODES)],
    "^cm_plain_product$": [(BLOCK, 3 * FRAMES), (BLOCK, 3 * FRAMES)],
    "^cm_correlate$": [(CHANNELS, None)],
    "^cm_correlate_words$": [(BLOCK, FRAMES)],
    # The first frames, those by fours, and frames of other than four channels, which there are none of.
    "^cm_correlate_channel$": [(3, None), (BLOCK // 4, CODES // 4), (None, 0)],
    "^copy_frame$": [(CHANNELS, None)],
    "^end_period$": [(CHANNELS, None), (CHANNELS, None)],
    "^cm_loop_skip$": [(11, None)],
    "^cm_resonators_read$": [(CHANNELS, None)],
    "^measure_period$": [(CHANNELS, None), (11, None)],
    "^add_frames$": [(CHANNELS, None)],
    "^add_sums$": [(11, None), (CHANNELS, None)],
    "^add_fundamentals$": [(CHANNELS, None), (3, None), (2, 3 * PERIODS)],
    "^add_edge$": [(CHANNELS, None), (CHANNELS, None)],
    "^clear$": [(164, None)],
    "^arc_sine$": [(4, None)],
    "^cm_direction_of$": [(2, None), (3, None)],
    "^reciprocal_root$": [(3, None), (2, None)],
    "^keep_crossing$": [(10, None)],
    "^has_jumped$": [(5, None)],
    "^is_straight$": [(5, None), (5, None)],
    "^polynomial$": [(3, None)],
    "^cm_oscillator_at$": [(3, None), (3, None)],
    "^cm_long_quotient_by_bits$": [(32, None)],
    "^tune$": [(10, None)],
    # Metering.
    "5MeterVAARi_zrlE6updateySbs4SpanVys5Int16VGF": PARTS_OF_MEASURE,
    "12CycleSignalsV6update__9frequency": [(3, None)],
    "12CycleSignalsV3addyyAA0B4Sums": [(3, None), (2, 3)],
    "12CycleSignalsV4read7isShown": [(3, None)],
    "6TripleV9repeating": [(3, None)],
    "9CycleSumsV6update_12channelCount": [(CHANNELS, None)],
    "9CycleSumsV.*PerChannelVyAA5DriftVGSdtF": [(2, None), (2, 3)],
    "11ClippedSineV6series": [(8, None)],
    "11ClippedSineV5share5frame10meanSquare": [(8, None)],
    "11ClippedSineV5share10meanSquare": [(16, None)],
    "15CorrectionTableV5point2at": [(8, None)],
    "10ElementaryO18inverseTangentTail": [(9, None)],
    "10ElementaryO10taylorTail": [(8, None)],
    # P1Port.
    "5CRC16V11updateBytes|^.es15withUnsafeBytes2of": [(4, None)],
    "5CRC16V11updateWords": [(None, TELEGRAM // 4)],
    "8TelegramV5write_2as8identity": [(None, FIELDS)],
    "14TelegramWriterV5write11hexadecimal": [(None, IDENTITY)],
    "6ReaderV10readNumber": [(None, FORMATS)],
    "13DecimalFormatV10powerOfTen": [(5, None)],
    "14TelegramValuesV_14nominalVoltage": [(3, None)],
    "14TelegramValuesV3set": [(3, None)],
    "14TelegramWriterV5write_2as": [(5, None)],
    "14TelegramWriterV5writeyyAA0C0V4Text": [(None, IDENTITY)],
    "14TelegramWriterV10writePlain": [(None, PLAIN)],
}

# How often what is in a loop with two entries runs each time that its function is called, by the function that calls it: a division
# takes 8 bits of the quotient a round; a block has fewer than 2^8 frames.
CROSSED = {"__udivsi3": {"cm_frames_of": 1, "": 4}}

# The compiler's functions for floating point. Of them the bound counts only what has run with the numbers of `emulation_run_floats`: all
# but the ways of numbers that are subnormal, infinite or none.
FLOATS = re.compile(
    r"^__(aeabi_(d|f|i2d|ui2d|l2d|ul2d|i2f|ui2f|l2f|ul2f|cd|cf)|(add|sub|mul|div|cmp|fix|float|[lg][te]|eq|ne|unord)\w*[sd]f)")

# How often in a second a function runs at most, by which paths are left out that exclude each other; with a plus, what one of its
# lines is, counted from its first.
FUNCTIONS = {
    "^end_period$": PERIODS,
    "5MeterVAARi_zrlE10closeCycle": 1,
    "5MeterVAARi_zrlE11beginSecond": 1,
    # A run of periods begins with each cycle, and where it all begins.
    "^open_run$": 2,
    "14TelegramWriterV5write_2as": NUMBERS,
    "6ReaderV10readNumber": NUMBERS,
    # The voltage is not turned; midpoints are of a cycle's first period; the power model is not one of measured voltages.
    "^project$": 3 * PERIODS,
    "^add_frames\\+(9|10)$": CHANNELS,
    "^add_fundamentals\\+1[34]$": 0,
    # Each channel is measured once, and each line read once.
    "6SignalV7measure": CHANNELS,
    "6SignalV6unclip": CHANNELS,
    "6SignalV4read_7voltage": 3,
    "6SignalV9readPower": 3,
    # All codes of a channel are at the rails.
    "^cm_plain_is_wide$": FRAMES,
    # Frames of other than four channels.
    "^cm_plain_add_narrow\\+4$": 0,
    # The sensor is given no time.
    "14TelegramWriterV5write.*twoDigits": 0,
    # Codes of 12 bits are narrow.
    "^cm_plain_add_wide$": 0,
    "^cm_plain_product_wide$": 0,
}
# The same by the nets that are measured: three clamps and a neutral; or two clamps, and the products of their currents.
NETS = {
    "star": {
        "^cm_block_sum_products$": 0, "^cm_plain_product$": 0, "12CycleSignalsV3addyyAA0B4Sums": 0,
        "9CycleSumsV.*PerChannelVyAA5DriftVGSdtF": 0,
    },
    "delta": {"6SignalV7measure": 3, "6SignalV6unclip": 3},
}
# The same on a core whose loops take frames of four channels in words.
OF_WORDS = {"^cm_plain_add$": 0, "^cm_correlate_channel$": 0}
