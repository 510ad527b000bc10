/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Checks of a unit test, reported in TAP. A test is a program whose main makes
   its checks and returns tap_done (). */
#ifndef UNIT_TAP_H
#define UNIT_TAP_H

/* One check: its text is the condition. A check that fails does not stop the test. */
#define CHECK(condition) tap_check((condition) ? 1 : 0, __FILE__, __LINE__, #condition)

/* A check that `real` is the text `wanted`; shows both when it is not. */
#define CHECK_TEXT(real, wanted) tap_check_text((real), (wanted), __FILE__, __LINE__, #real)

void tap_check(int holds, const char* file, int line, const char* text);
void tap_check_text(const char* real, const char* wanted, const char* file, int line, const char* text);

/* Prints the plan; returns main's exit status: 0 when all checks passed. */
int tap_done(void);

#endif
