// SPDX-License-Identifier: Apache-2.0
#ifndef INTERRUPTS_H
#define INTERRUPTS_H

/* Line of the interrupt that says that a block is complete; one that the simulated chips leave free. */
#define CONVERTER_INTERRUPT 20u

/* Its handler. */
void converter_interrupt(void);

#endif
