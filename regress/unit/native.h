/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What native.c offers to tests beside Valgrind's services. */
#ifndef UNIT_NATIVE_H
#define UNIT_NATIVE_H

/* Blocks of VG_(malloc) and its family that are not freed yet: a module under
   test should bring this back to what it was. */
unsigned long native_live_blocks(void);

#endif
