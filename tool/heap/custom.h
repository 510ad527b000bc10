/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Custom blocks and bigarrays: what they are called and who releases them
   (runtime/caml/custom.h, bigarray.h; the same layout in 4.13 to 5.3). */
#ifndef SC_CUSTOM_H
#define SC_CUSTOM_H

#include "base/base.h"

/* The operations of a custom block, remembered once per record: the record may be
   gone (a library unloaded, caml_alloc_final's malloc'ed one) when it is told. */
typedef struct {
   Addr   ops;        /* 0: not a custom block */
   Addr   finalize;   /* 0: none */
   HChar* identifier; /* "" when it cannot be read */
   Bool   bigarray;   /* caml_ba_ops or its mapped-file variant */
} CustomOps;

/* The operations of the block at `addr` with header `hd`, or NULL when it is no
   custom block or they cannot be read. Lives for ever. */
const CustomOps* SC_(custom_ops)(Addr addr, UWord hd);

/* The record at `ops` has been registered: the runtime may call its deserialize function. */
void SC_(custom_registered)(Addr ops);
/* Is `fn` the deserialize function of a registered record? */
Bool SC_(custom_deserializes)(Addr fn);

/* Of blocks of described heaps that are called `name` (copied): the same record for
   the same name, with neither operations nor finaliser. Lives for ever. */
const CustomOps* SC_(custom_named)(const HChar* name);

/* Bigarrays: fields after the operations pointer (bigarray.h). */
#define BIGARRAY_DATA_WORD  1
#define BIGARRAY_FLAGS_WORD 3
#define BIGARRAY_PROXY_WORD 4
enum {
   BIGARRAY_EXTERNAL = 0x000,
   BIGARRAY_MANAGED  = 0x200,
   BIGARRAY_MAPPED   = 0x400,
   BIGARRAY_MANAGED_MASK = 0x600
};

/* "CAML_BA_MANAGED" and so on. Constant text. */
const HChar* SC_(bigarray_flag_name)(UWord flags);

#endif
