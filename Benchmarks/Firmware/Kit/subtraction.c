// SPDX-License-Identifier: Apache-2.0
/*
 * Subtraction as an addition, on cores without floating point whose compiler's library has the code of both: 1.6 KB of flash less on
 * RISC-V. The results are the same.
 */
#include <stdint.h>

#if defined(__riscv)
double __adddf3(double a, double b);
double __subdf3(double a, double b);

double __subdf3(double a, double b) {
  /* Not -b: compilers make a subtraction of an addition of that. */
  union {
    double value;
    uint64_t bits;
  } negated = {.value = b};
  negated.bits ^= UINT64_C(1) << 63;
  return __adddf3(a, negated.value);
}
#else
/* Others have one code for both. */
typedef int cm_no_subtraction;
#endif
