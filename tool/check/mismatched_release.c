/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SC304: a C block is released by the family of functions that allocated it. */
#include "check/release.h"

/* caml_stat_alloc is malloc unless the program starts the runtime in pooled mode
   (caml_startup_pooled): then free corrupts malloc (memory.c, caml_stat_free). */
static Bool is_latent(Family a, Family b)
{
   return a == FAMILY_STAT || b == FAMILY_STAT;
}

static Bool families_agree(Family allocated, Family released)
{
   return allocated == released || allocated == FAMILY_RUNTIME || released == FAMILY_RUNTIME;
}

Bool SC_(check_mismatched_release)(const ReleaseCall* call, ReleaseFinding* f)
{
   const CBlock* c = call->block;
   f->kind = KIND_MISMATCHED_RELEASE;
   if (c && c->state == CBLOCK_LIVE) {
      f->mismatch = MISMATCH_FAMILY;
      f->certainty = is_latent(c->family, call->release.family) ? LATENT : DEFINITE;
      return !families_agree(c->family, call->release.family);
   }
   if (c || call->release.family == FAMILY_MAP)
      return False;
   f->mismatch = call->around ? MISMATCH_INTERIOR : MISMATCH_FOREIGN;
   f->certainty = DEFINITE;
   return True;
}

Bool SC_(check_release)(const ReleaseCall* call, ReleaseFinding* f)
{
   VG_(memset)(f, 0, sizeof *f);
   f->call = call;
   return SC_(check_double_free)(call, f) || SC_(check_free_of_gc_block)(call, f)
          || SC_(check_mismatched_release)(call, f);
}
