/* SPDX-License-Identifier: Apache-2.0
 *
 * names.h: the tables of names behind shape.h, act.h and matter.h, shared with the codec
 * of acts. By enum value; static storage.
 */
#ifndef SEKIMORI_KERNEL_NAMES_H
#define SEKIMORI_KERNEL_NAMES_H

#include "kernel/matter.h"

extern const char *const names_shape[SHAPE_KINDS];
extern const char *const names_act[ACT_KINDS];
extern const char *const names_verdict[VERDICTS];
extern const char *const names_state[MATTER_STATES];
extern const char *const names_effect_state[EFFECT_STATES];
extern const char *const names_link[LINK_KINDS];
extern const char *const names_duty_state[DUTY_STATES];
extern const char *const names_timer[TIMER_KINDS];

#endif
