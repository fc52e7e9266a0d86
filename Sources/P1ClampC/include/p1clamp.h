// SPDX-License-Identifier: Apache-2.0
/*
 * The whole sensor for C11 and C++17: frames of a converter in, readings, P1 telegrams and indicators out.
 *
 *   static p1clamp_sensor sensor;
 *   p1clamp_config config;
 *   p1clamp_config_default(&config);
 *   config.calibration = &cm_calibration;
 *   p1clamp_status status = p1clamp_begin(&sensor, sizeof sensor, &config);
 *   ...
 *   if (p1clamp_update(&sensor, block, frames) == P1CLAMP_READING) {
 *     p1clamp_telegram(&sensor, text, sizeof text, &length);
 *   }
 *
 * There is no heap, no global state, no file and no clock in it. All memory is the caller's, and sensors know nothing of each
 * other. No function may be called from an interrupt, and calls with one sensor must not overlap: call all of them from the
 * main loop. An interrupt hands over blocks of frames and sends bytes; it needs none of these functions.
 *
 * Costs are instructions on a Cortex-M4 and on a Cortex-M0+. The porting guide names the command that measures them.
 *
 * Floating-point numbers cross this interface in memory only, so that one library serves all floating-point calling
 * conventions.
 */
#ifndef P1CLAMP_H
#define P1CLAMP_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define P1CLAMP_ASSERT(condition, text) static_assert(condition, text)
extern "C" {
#else
#define P1CLAMP_ASSERT(condition, text) _Static_assert(condition, text)
#endif

/* The version of this header; p1clamp_version tells the library's. */
#define P1CLAMP_VERSION_MAJOR 0
#define P1CLAMP_VERSION_MINOR 1
#define P1CLAMP_VERSION_PATCH 0
#define P1CLAMP_VERSION (P1CLAMP_VERSION_MAJOR * 10000 + P1CLAMP_VERSION_MINOR * 100 + P1CLAMP_VERSION_PATCH)

/* MARK: Results */

/* The result of a function: one of enum p1clamp_code. Errors are below 0. */
typedef int32_t p1clamp_status;

enum p1clamp_code {
  P1CLAMP_OK = 0,
  P1CLAMP_READING = 1,              /* done, and a reading is complete */
  P1CLAMP_ERROR_ARGUMENT = -1,      /* a pointer is NULL, or a number of frames or bytes exceeds the address space */
  P1CLAMP_ERROR_STORAGE = -2,       /* the sensor's storage is too small, or not at a multiple of 8: header and library differ */
  P1CLAMP_ERROR_NOT_BEGUN = -3,     /* p1clamp_begin has not succeeded with this sensor */
  P1CLAMP_ERROR_RATE = -4,          /* not 1000...16000 frames/s */
  P1CLAMP_ERROR_CHANNELS = -5,      /* not 1...4, or fewer than the wiring's inputs need */
  P1CLAMP_ERROR_WIRING = -6,        /* no line of that number, two inputs on one line, or an angle that is not -5...6 twelfths */
  P1CLAMP_ERROR_BITS = -7,          /* not 12...16 */
  P1CLAMP_ERROR_CALIBRATION = -8,   /* a scale, a gain or a rating of 0, a noise below -1 or of 2^32 and more, no code between the
                                       rails, more than 8 points, or points whose currents do not ascend from above 0 A */
  P1CLAMP_ERROR_FREQUENCY = -9,     /* the nominal frequency is not 45...65 Hz */
  P1CLAMP_ERROR_VOLTAGE = -10,      /* the nominal voltage is not 1...999.9 V */
  P1CLAMP_ERROR_POWER_MODEL = -11,  /* no such power model, or one that the wiring does not allow: see enum p1clamp_power_model */
  P1CLAMP_ERROR_IDENTITY = -12,     /* a text is empty, too long, or has a character that may not be in a telegram */
  P1CLAMP_ERROR_NO_READING = -13,   /* no second is complete yet */
  P1CLAMP_ERROR_BUFFER = -14,       /* the buffer is too small: P1CLAMP_TELEGRAM_MAX bytes are always enough */
  P1CLAMP_ERROR_TIME = -15,         /* no such date or time, or none where the profile states one */
  P1CLAMP_ERROR_ENERGY = -16,       /* a register above 999,999.999 kWh, or a rest of a watt-hour or more */
};

/*
 * A code as a sentence in English, ended by a zero; "unknown code" for any other number.
 *
 * Cost: negligible. The texts are linked only where this is called.
 */
const char *p1clamp_text(p1clamp_status status);

/* The library's version, as P1CLAMP_VERSION. Cost: none. */
uint32_t p1clamp_version(void);

/* MARK: Calibration */

#ifndef CM_CALIBRATION_TYPES
#define CM_CALIBRATION_TYPES
/* The table that `p1clamp calibrate export` writes, in fixed point; an exported header has these types, too. */

#define CM_CALIBRATION_POINTS 8u

typedef struct cm_calibration_point {
  uint32_t current; /* Q14.18 A RMS */
  uint32_t gain;    /* Q2.30 */
  int32_t lead;     /* 2^-32 turns */
} cm_calibration_point;

typedef struct cm_calibration_channel {
  int64_t scale;   /* Q15.48 V or A a code */
  int64_t noise;   /* Q16.16 codes squared; -1: not known */
  uint32_t gain_uncertainty; /* standard uncertainty of the gain, relative, Q2.30; 0: none is stated */
  uint32_t lead_uncertainty; /* standard uncertainty of the lead, 2^-32 turns; 0: none is stated */
  int32_t lead;    /* 2^-32 turns */
  int32_t delay;   /* ps after the voltage */
  int32_t offset;  /* Q15.16 codes at no signal */
  uint32_t count;  /* points that are used */
  cm_calibration_point points[CM_CALIBRATION_POINTS];
} cm_calibration_channel;

typedef struct cm_calibration_data {
  uint32_t rating;                    /* Q14.18 A: the clamps' rated current */
  uint32_t noise_limit;               /* Q16.16 codes squared: the most that is subtracted for noise */
  int16_t low_rail;                   /* code at the negative rail */
  int16_t high_rail;                  /* code at the positive rail */
  cm_calibration_channel channels[4]; /* voltage, inputs 1...3 */
} cm_calibration_data;

#endif

/* MARK: Configuration */

/* Which line each input measures, and the angles of the lines' voltages against the reference. p1clamp_wiring_of makes it. */
typedef struct p1clamp_wiring {
  int8_t lines[3];    /* of inputs 1...3: 1...3 for a clamp around L1...L3, -1...-3 with its wires exchanged, 0 without */
  int8_t twelfths[3]; /* the angle of L1...L3's own voltage against the reference's: -5...6 twelfths of a turn */
  bool has_neutral;   /* the net has a neutral; without one the currents of its lines sum to zero */
} p1clamp_wiring;

/* The angle of a line's own voltage, twelfths of a turn, where L2 lags L1 by a third: right rotation. */
static inline int p1clamp_angle_of(int line) {
  return line == 2 ? -4 : line == 3 ? 4 : 0;
}

/*
 * The wiring of clamps in a symmetrical net of right rotation.
 *
 * input1...3        as p1clamp_wiring.lines.
 * neutral_terminal  the conductor at supply terminal N: 0 for neutral, 1...3 for L1...L3.
 * line_terminal     the conductor at supply terminal L, a different one; the voltage is that of L against N.
 * Cost: none where all of these are constants.
 */
static inline p1clamp_wiring p1clamp_wiring_of(int input1, int input2, int input3, int neutral_terminal, int line_terminal) {
  p1clamp_wiring wiring;
  int line, reference;
  wiring.lines[0] = (int8_t)input1;
  wiring.lines[1] = (int8_t)input2;
  wiring.lines[2] = (int8_t)input3;
  wiring.has_neutral = neutral_terminal == 0 || line_terminal == 0;
  if (neutral_terminal == 0) {
    reference = p1clamp_angle_of(line_terminal);
  } else if (line_terminal == 0) {
    reference = p1clamp_angle_of(neutral_terminal) + 6;
  } else {
    /* The voltage between two lines is a twelfth of a turn from that of the first, away from that of the second. */
    reference = p1clamp_angle_of(line_terminal) + (neutral_terminal == line_terminal % 3 + 1 ? 1 : -1);
  }
  for (line = 1; line <= 3; line++) {
    const int angle = p1clamp_angle_of(line) - reference;
    wiring.twelfths[line - 1] = (int8_t)(angle > 6 ? angle - 12 : angle <= -6 ? angle + 12 : angle);
  }
  return wiring;
}

/* The same clamps and terminals in a net of left rotation, where L2 leads L1. */
static inline p1clamp_wiring p1clamp_wiring_mirrored(p1clamp_wiring wiring) {
  int line;
  for (line = 0; line < 3; line++) {
    wiring.twelfths[line] = (int8_t)(wiring.twelfths[line] == 6 ? 6 : -wiring.twelfths[line]);
  }
  return wiring;
}

/* The installations of the manual, section 3.3: one phase, three with a neutral, three without in two ways. */
static inline p1clamp_wiring p1clamp_wiring_single(void) { return p1clamp_wiring_of(1, 0, 0, 0, 1); }
static inline p1clamp_wiring p1clamp_wiring_star(void) { return p1clamp_wiring_of(1, 2, 3, 0, 1); }
static inline p1clamp_wiring p1clamp_wiring_delta(void) { return p1clamp_wiring_of(1, -3, 0, 2, 1); }
static inline p1clamp_wiring p1clamp_wiring_delta_alternative(void) { return p1clamp_wiring_of(3, 0, -1, 2, 3); }

/* How power is calculated from current, voltage and phase. */
enum p1clamp_power_model {
  P1CLAMP_POWER_ACTIVE = 0,        /* nominal voltage times the fundamental's active current */
  P1CLAMP_POWER_MEASURED = 1,      /* the same with the measured voltage; not where a net with a neutral is supplied by two lines */
  P1CLAMP_POWER_NOMINAL = 2,       /* nominal voltage times RMS current, with the sign of the active power */
  P1CLAMP_POWER_WHOLE_AMPERES = 3, /* the same with whole amperes, rounded down */
};

/*
 * A dialect of the telegrams. Each is a function, so that only those that a program names are linked:
 *
 * csp1      the device as its manual's example shows it; 805 bytes with the texts by default, at most P1CLAMP_TELEGRAM_MAX.
 * csp1_v05  its firmware 05: whole amperes, and every power is 0, whatever flows, so that a reader takes an export for an import.
 *           It states no time: the one of p1clamp_telegram_with is not used.
 * smr5      DSMR 5; needs the time: p1clamp_telegram returns P1CLAMP_ERROR_TIME, and so does p1clamp_telegram_with without one.
 * emucs     e-MUCS; needs the time likewise.
 *
 * Their names are for p1clamp_config.profile; programs do not call them.
 */
typedef void p1clamp_profile(void *place);
void p1clamp_profile_csp1(void *place);
void p1clamp_profile_csp1_v05(void *place);
void p1clamp_profile_smr5(void *place);
void p1clamp_profile_emucs(void *place);

/*
 * The configuration of a sensor. Make it with p1clamp_config_default, and change what differs. Each remark ends with the default.
 */
typedef struct p1clamp_config {
  double frames_per_second;               /* 1000...16000; 4000 */
  double nominal_volts;                   /* 1...999.9: line to neutral, line to line in a net without neutral; 230 */
  double nominal_hertz;                   /* 45...65: assumed until one is measured; 50 */
  const cm_calibration_data *calibration; /* copied; NULL for the nominal figures of the device; NULL */
  p1clamp_profile *profile;               /* p1clamp_profile_csp1 */
  const char *identification;             /* 1...16 characters after /XMX5; copied; that of the manual's example */
  const char *equipment;                  /* 1...32 characters, sent in hexadecimal; copied; that of the manual's example */
  const char *version_text;               /* 1...16 characters; copied; that of the manual's example */
  p1clamp_wiring wiring;                  /* star */
  uint8_t channels;                       /* 1...4 codes of a frame: the voltage, then inputs 1...; 4 */
  uint8_t bits;                           /* 12...16: of the converter; not read where there is a calibration; 12 */
  uint8_t power_model;                    /* enum p1clamp_power_model; active */
  bool finishes;                          /* a telegram that is on its way is completed where the request line falls; false */
} p1clamp_config;

/* Writes the configuration of the device. Cost: 46 and 81. */
void p1clamp_config_default(p1clamp_config *config);

/* MARK: Sensor */

/* The bytes of a sensor, on cores with addresses of 32 and of 64 bits. */
#if UINTPTR_MAX > 0xFFFFFFFFu
#define P1CLAMP_SENSOR_SIZE 4096u
#else
#define P1CLAMP_SENSOR_SIZE 3584u
#endif

/* A sensor. Only the functions declared here read and write its content. It may be moved as plain memory. */
typedef struct p1clamp_sensor {
  uint64_t storage[P1CLAMP_SENSOR_SIZE / 8u];
} p1clamp_sensor;

P1CLAMP_ASSERT(sizeof(p1clamp_sensor) == P1CLAMP_SENSOR_SIZE, "a sensor has no padding");
P1CLAMP_ASSERT(CHAR_BIT == 8 && sizeof(bool) == 1, "a byte has 8 bits, and a truth value is one");
P1CLAMP_ASSERT(sizeof(double) == 8, "a double has 64 bits: gcc has -fshort-double on no core that this library is made for");

/*
 * Puts a sensor at rest into storage, whatever that held: it has seen no frame and has no reading.
 *
 * size    sizeof *sensor.
 * config  read and copied, with what it points to.
 * Returns P1CLAMP_OK, or the error of the first part that cannot be measured: the storage then holds no sensor, nor the one that
 * had begun in it before. Storage is left as it was where it cannot be a sensor: an address that is no multiple of 8, or fewer
 * than 4 bytes.
 * Cost: 14,000 and 30,000; with a calibration of 8 points for each channel 61,000 and 184,000.
 */
p1clamp_status p1clamp_begin(p1clamp_sensor *sensor, size_t size, const p1clamp_config *config);

/*
 * Takes frames without gaps.
 *
 * codes   frames * channels interleaved codes with their sign, -2048...2047 for 12 bits; quickest from a multiple of 4.
 * frames  any number, also 0; how they are split into calls changes no reading. Take blocks of at most a second: where one
 *         call completes several readings, only the latest is kept.
 * Returns P1CLAMP_READING where they completed a second that has a reading, otherwise P1CLAMP_OK; ARGUMENT, NOT_BEGUN.
 * Cost of a frame of 4 channels in a net with a neutral, by the bits of the codes and their address:
 *   12 bits, at a multiple of 4            65 and 170
 *   12 bits, at another address           109 and 170
 *   16 bits                               115 and 210
 * Once a second 59,000 and 209,000 more.
 */
p1clamp_status p1clamp_update(p1clamp_sensor *sensor, const int16_t *codes, size_t frames);

/*
 * Skips frames that were lost: time runs on, and the reading of the second in which they begin has the flag P1CLAMP_GAP.
 *
 * A second without a whole period of the mains that nothing interrupts has no reading, even if frames of it arrived, and no other
 * reading tells of its gap. The time_seconds of the next one shows how many seconds are missing.
 *
 * Returns as p1clamp_update: what was measured before is read where the second ends within the lost frames.
 * Cost: at most 700 and 1,900, for each second that is lost as a whole 5,200 and 5,700, and that of a reading where one is made.
 */
p1clamp_status p1clamp_skip(p1clamp_sensor *sensor, uint32_t frames);

/*
 * Writes the sample clock: milliseconds of all frames taken and skipped since p1clamp_begin, rounded down.
 *
 * Right at every rate, and for 500 million years. Returns P1CLAMP_OK; ARGUMENT, NOT_BEGUN: *milliseconds is then as it was.
 * Cost: 23 and 35.
 */
p1clamp_status p1clamp_milliseconds(const p1clamp_sensor *sensor, uint64_t *milliseconds);

/* MARK: Reading */

/* Conditions, one bit each, of a reading or of a line. */
enum p1clamp_flag {
  P1CLAMP_CLIPPED = 1,          /* codes at the converter's rails: the current is an estimate */
  P1CLAMP_OVER_RANGE = 2,       /* above half the clamp's rating */
  P1CLAMP_BELOW_RANGE = 4,      /* below the noise floor; given as 0 */
  P1CLAMP_NO_SIGNAL = 8,        /* not even noise */
  P1CLAMP_DERIVED = 16,         /* computed from the other lines */
  P1CLAMP_FREQUENCY_LOST = 32,  /* no voltage in most of the second */
  P1CLAMP_GAP = 64,             /* frames were lost: see p1clamp_skip */
  P1CLAMP_JUMP = 128,           /* the voltage's phase stepped */
  P1CLAMP_DIP = 256,            /* the voltage was below half its average for a period or more */
};

/* Directions of power. */
enum p1clamp_direction { P1CLAMP_IMPORT = 0, P1CLAMP_EXPORT = 1, P1CLAMP_INDETERMINATE = 2 };

/* The reading of a line. A value that is not known is NaN (x != x). */
typedef struct p1clamp_line {
  double current_amperes;               /* true RMS, harmonics included; 1000 where it is too large to estimate */
  double current_uncertainty_amperes;   /* standard uncertainty, likewise the others */
  double fundamental_amperes;           /* RMS, at most the current plus twice its uncertainty */
  double phase_degrees;                 /* of the voltage, less that of the current: positive where the current lags */
  double phase_uncertainty_degrees;
  double power_watts;                   /* import is positive */
  double power_uncertainty_watts;
  double apparent_volt_amperes;         /* nominal voltage times current */
  double distortion;                    /* RMS of all but the fundamental, relative to the fundamental */
  uint16_t flags;                       /* enum p1clamp_flag */
  uint8_t direction;                    /* enum p1clamp_direction */
  bool is_present;                      /* this installation measures or derives the line; all else is 0 where it does not */
  bool is_measured;                     /* by a clamp of its own */
} p1clamp_line;

/* The reading of one second. A value that is not known is NaN (x != x). */
typedef struct p1clamp_reading {
  double time_seconds;                  /* the end of its second on the sample clock */
  double start_seconds;                 /* where its periods begin on the sample clock, and where they end */
  double end_seconds;
  double duration_seconds;              /* of its whole periods */
  double frequency_hertz;
  double frequency_uncertainty_hertz;
  double voltage_volts;                 /* true RMS of the reference */
  double power_voltage_volts;           /* of a line, with which powers are calculated */
  double residual_amperes;              /* RMS of the sum of three clamps in a net without neutral */
  double import_watts;                  /* net power of all lines into the installation, at least 0; a line whose power is not known
                                           counts as apparent_volt_amperes of import, so that a charge point draws less */
  double export_watts;                  /* net power out of it, at least 0, likewise */
  uint32_t cycle;                       /* its number, from 1 */
  uint16_t flags;                       /* enum p1clamp_flag: those of the whole reading */
  p1clamp_line lines[3];                /* L1...L3 */
} p1clamp_reading;

/*
 * Writes the latest reading.
 *
 * Returns P1CLAMP_OK; ARGUMENT, NOT_BEGUN, NO_READING: *reading is then as it was. Cost: 2,700 and 4,500.
 */
p1clamp_status p1clamp_read(const p1clamp_sensor *sensor, p1clamp_reading *reading);

/* MARK: Telegram */

/* The most bytes of a telegram: those of the profile csp1 with the longest texts that p1clamp_config takes. */
#define P1CLAMP_TELEGRAM_MAX 839u

/* A date and a time of day where the device is. */
typedef struct p1clamp_time {
  uint16_t year;  /* 2000...2099 */
  uint8_t month;  /* 1...12 */
  uint8_t day;    /* 1...31, as the month has them */
  uint8_t hour;   /* 0...23 */
  uint8_t minute; /* 0...59 */
  uint8_t second; /* 0...59 */
  bool is_summer; /* daylight saving time is in force */
} p1clamp_time;

/* Energy that was counted; zeroed at first. Keep it where it survives a reset. Both registers stop at 999,999.999 kWh. */
typedef struct p1clamp_energy {
  uint32_t import_watt_hours;              /* at most 999,999,999, likewise the other */
  uint32_t import_rest_microwatt_seconds;  /* above them: less than 3,600,000,000 */
  uint32_t export_watt_hours;
  uint32_t export_rest_microwatt_seconds;
} p1clamp_energy;

/*
 * Adds the latest reading to an energy: call it once for each reading.
 *
 * A line whose power is not known counts nothing, unlike in import_watts.
 * Returns P1CLAMP_OK; ARGUMENT, NOT_BEGUN, NO_READING, ENERGY: the energy is then as it was. Cost: 3,000 and 6,200.
 */
p1clamp_status p1clamp_energy_add(const p1clamp_sensor *sensor, p1clamp_energy *energy);

/*
 * Writes the latest reading's telegram without a time and without energy: ASCII from '/' to its check and CR LF, without a zero
 * at its end.
 *
 * Powers are import_watts and export_watts; a line whose power is not known is stated as import of apparent_volt_amperes.
 *
 * capacity  bytes of text.
 * length    bytes that were written, 0 where an error is returned.
 * Returns P1CLAMP_OK; ARGUMENT, NOT_BEGUN, NO_READING, BUFFER; TIME where the profile needs the time.
 * Cost: 22,000 and 28,000.
 */
p1clamp_status p1clamp_telegram(const p1clamp_sensor *sensor, uint8_t *text, size_t capacity, size_t *length);

/*
 * The same with the time and the energy that are known. A program that calls only this function is not made larger by the
 * other.
 *
 * time    of sending; NULL where it is not known.
 * energy  counted up to the reading; NULL for none.
 * Returns what p1clamp_telegram returns; TIME also for a date or time that does not exist; ENERGY. Cost: 22,000 and 29,000.
 */
p1clamp_status p1clamp_telegram_with(const p1clamp_sensor *sensor, const p1clamp_time *time, const p1clamp_energy *energy,
                                     uint8_t *text, size_t capacity, size_t *length);

/* MARK: Request line and indicators; `now` is in milliseconds of any clock that never goes back, the same in all calls */

/* The next step of a transmitter that can take a byte. */
enum p1clamp_step {
  P1CLAMP_WAIT = 0,     /* nothing */
  P1CLAMP_START = 1,    /* send the first byte of the latest telegram */
  P1CLAMP_CONTINUE = 2, /* send its next byte */
  P1CLAMP_STOP = 3,     /* discard it: the request line has fallen; returned once */
};

/* Takes the request line's level, whether it has changed or not. Returns P1CLAMP_OK; ARGUMENT, NOT_BEGUN. */
p1clamp_status p1clamp_request_level(p1clamp_sensor *sensor, bool is_high, uint64_t now);

/* A telegram is ready: it takes the place of one that has not been started. Returns P1CLAMP_OK; ARGUMENT, NOT_BEGUN. */
p1clamp_status p1clamp_request_ready(p1clamp_sensor *sensor, uint64_t now);

/*
 * Asks what to do: see enum p1clamp_step.
 *
 * A telegram is started while the line is high, once, less than 1.5 s after it was ready, and at least a second after the one
 * before.
 * Returns a step; ARGUMENT, NOT_BEGUN. Cost: 65 and 104.
 */
p1clamp_status p1clamp_request_step(p1clamp_sensor *sensor, uint64_t now);

/* The transmitter took the last byte of the telegram that was started. Returns P1CLAMP_OK; ARGUMENT, NOT_BEGUN. */
p1clamp_status p1clamp_request_sent(p1clamp_sensor *sensor);

/* Which indicators are lit. */
typedef struct p1clamp_lights {
  bool power;         /* PWR: there is a voltage */
  bool current_sense; /* CS: 25 ms of each second for every ampere */
  bool port;          /* P1: the request line is high; blinks while it toggles */
} p1clamp_lights;

/*
 * Writes which indicators are lit at a time. The request line's level at first is low.
 *
 * Returns P1CLAMP_OK; ARGUMENT, NOT_BEGUN: *lights is then as it was. Cost: 72 and 318.
 */
p1clamp_status p1clamp_lights_at(const p1clamp_sensor *sensor, uint64_t now, p1clamp_lights *lights);

#ifdef __cplusplus
}
#endif

#endif
