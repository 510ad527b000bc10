/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The four strings of a tuple, copied aside in every way that a processor offers. The last copy is used after a GC
   point; the twin copies after it. */
#include <immintrin.h>
#include "values.h"

struct four { value v[4]; };

/* Unknown to the compiler, which else makes moves of memcpy. */
static volatile size_t size = sizeof (struct four);

/* memcpy of the library. */
value bad_memcpy (value v)
{
   value aside[4];
   memcpy (aside, &Field (v, 0), size);                     /* BUG memcpy origin */
   keep (aside);
   caml_copy_string ("a");                                   /* BUG memcpy gc */
   return Val_long (caml_string_length (aside[3]));          /* BUG memcpy use UnregisteredRoot */
}

value good_memcpy (value v)
{
   CAMLparam1 (v);
   value aside[4];
   caml_copy_string ("a");
   memcpy (aside, &Field (v, 0), size);
   keep (aside);
   CAMLreturn (Val_long (caml_string_length (aside[3])));
}

/* memmove of the library. */
value bad_memmove (value v)
{
   value aside[4];
   memmove (aside, &Field (v, 0), size);                     /* BUG memmove origin */
   keep (aside);
   caml_alloc_string (8);                                    /* BUG memmove gc */
   return Val_long (caml_string_length (aside[3]));          /* BUG memmove use UnregisteredRoot */
}

value good_memmove (value v)
{
   CAMLparam1 (v);
   value aside[4];
   caml_alloc_string (8);
   memmove (aside, &Field (v, 0), size);
   keep (aside);
   CAMLreturn (Val_long (caml_string_length (aside[3])));
}

/* A loop. */
value bad_loop (value v)
{
   value aside[4];
   for (int i = 0; i < 4; i++)
      aside[i] = Field (v, i);                               /* BUG loop origin */
   keep (aside);
   caml_copy_double (1.0);                                   /* BUG loop gc */
   return Val_long (caml_string_length (aside[3]));          /* BUG loop use UnregisteredRoot */
}

value good_loop (value v)
{
   CAMLparam1 (v);
   value aside[4];
   caml_copy_double (1.0);
   for (int i = 0; i < 4; i++)
      aside[i] = Field (v, i);
   keep (aside);
   CAMLreturn (Val_long (caml_string_length (aside[3])));
}

/* Assignment of a structure. */
value bad_assignment (value v)
{
   value aside[4];
   *(struct four *) aside = *(struct four *) v;              /* BUG assignment origin */
   keep (aside);
   caml_alloc (2, 0);                                        /* BUG assignment gc */
   return Val_long (caml_string_length (aside[3]));          /* BUG assignment use UnregisteredRoot */
}

value good_assignment (value v)
{
   CAMLparam1 (v);
   value aside[4];
   caml_alloc (2, 0);
   *(struct four *) aside = *(struct four *) v;
   keep (aside);
   CAMLreturn (Val_long (caml_string_length (aside[3])));
}

/* rep movsb, as gcc -Os inlines memcpy. */
value bad_movsb (value v)
{
   value aside[4];
   const void *from = (void *) v; void *to = aside; size_t n = 32; /* BUG movsb origin */
   __asm__ volatile ("rep movsb" : "+S" (from), "+D" (to), "+c" (n) : : "memory"); /* BUG movsb origin */
   keep (aside);
   caml_copy_string ("a");                                   /* BUG movsb gc */
   return Val_long (caml_string_length (aside[3]));          /* BUG movsb use UnregisteredRoot */
}

value good_movsb (value v)
{
   CAMLparam1 (v);
   value aside[4];
   caml_copy_string ("a");
   const void *from = (void *) v; void *to = aside; size_t n = 32;
   __asm__ volatile ("rep movsb" : "+S" (from), "+D" (to), "+c" (n) : : "memory");
   keep (aside);
   CAMLreturn (Val_long (caml_string_length (aside[3])));
}

/* rep movsw. */
value bad_movsw (value v)
{
   value aside[4];
   const void *from = (void *) v; void *to = aside; size_t n = 16; /* BUG movsw origin */
   __asm__ volatile ("rep movsw" : "+S" (from), "+D" (to), "+c" (n) : : "memory"); /* BUG movsw origin */
   keep (aside);
   caml_alloc_string (8);                                    /* BUG movsw gc */
   return Val_long (caml_string_length (aside[3]));          /* BUG movsw use UnregisteredRoot */
}

value good_movsw (value v)
{
   CAMLparam1 (v);
   value aside[4];
   caml_alloc_string (8);
   const void *from = (void *) v; void *to = aside; size_t n = 16;
   __asm__ volatile ("rep movsw" : "+S" (from), "+D" (to), "+c" (n) : : "memory");
   keep (aside);
   CAMLreturn (Val_long (caml_string_length (aside[3])));
}

/* rep movsl. */
value bad_movsl (value v)
{
   value aside[4];
   const void *from = (void *) v; void *to = aside; size_t n = 8; /* BUG movsl origin */
   __asm__ volatile ("rep movsl" : "+S" (from), "+D" (to), "+c" (n) : : "memory"); /* BUG movsl origin */
   keep (aside);
   caml_copy_double (1.0);                                   /* BUG movsl gc */
   return Val_long (caml_string_length (aside[3]));          /* BUG movsl use UnregisteredRoot */
}

value good_movsl (value v)
{
   CAMLparam1 (v);
   value aside[4];
   caml_copy_double (1.0);
   const void *from = (void *) v; void *to = aside; size_t n = 8;
   __asm__ volatile ("rep movsl" : "+S" (from), "+D" (to), "+c" (n) : : "memory");
   keep (aside);
   CAMLreturn (Val_long (caml_string_length (aside[3])));
}

/* rep movsq. */
value bad_movsq (value v)
{
   value aside[4];
   const void *from = (void *) v; void *to = aside; size_t n = 4; /* BUG movsq origin */
   __asm__ volatile ("rep movsq" : "+S" (from), "+D" (to), "+c" (n) : : "memory"); /* BUG movsq origin */
   keep (aside);
   caml_alloc (2, 0);                                        /* BUG movsq gc */
   return Val_long (caml_string_length (aside[3]));          /* BUG movsq use UnregisteredRoot */
}

value good_movsq (value v)
{
   CAMLparam1 (v);
   value aside[4];
   caml_alloc (2, 0);
   const void *from = (void *) v; void *to = aside; size_t n = 4;
   __asm__ volatile ("rep movsq" : "+S" (from), "+D" (to), "+c" (n) : : "memory");
   keep (aside);
   CAMLreturn (Val_long (caml_string_length (aside[3])));
}

/* Two 32-bit moves a word. */
value bad_halves (value v)
{
   value aside[4];
   const volatile int *from = (int *) v; volatile int *to = (int *) aside;
   for (int i = 0; i < 8; i++)
      to[i] = from[i];                                       /* BUG halves origin */
   keep (aside);
   caml_copy_string ("a");                                   /* BUG halves gc */
   return Val_long (caml_string_length (aside[3]));          /* BUG halves use UnregisteredRoot */
}

value good_halves (value v)
{
   CAMLparam1 (v);
   value aside[4];
   caml_copy_string ("a");
   const volatile int *from = (int *) v; volatile int *to = (int *) aside;
   for (int i = 0; i < 8; i++)
      to[i] = from[i];
   keep (aside);
   CAMLreturn (Val_long (caml_string_length (aside[3])));
}

/* Byte by byte. */
value bad_bytes (value v)
{
   value aside[4];
   const volatile char *from = (char *) v; volatile char *to = (char *) aside;
   for (int i = 0; i < 32; i++)
      to[i] = from[i];                                       /* BUG bytes origin */
   keep (aside);
   caml_alloc_string (8);                                    /* BUG bytes gc */
   return Val_long (caml_string_length (aside[3]));          /* BUG bytes use UnregisteredRoot */
}

value good_bytes (value v)
{
   CAMLparam1 (v);
   value aside[4];
   caml_alloc_string (8);
   const volatile char *from = (char *) v; volatile char *to = (char *) aside;
   for (int i = 0; i < 32; i++)
      to[i] = from[i];
   keep (aside);
   CAMLreturn (Val_long (caml_string_length (aside[3])));
}

/* SSE moves. */
value bad_sse (value v)
{
   value aside[4];
   __m128i low = _mm_loadu_si128 ((__m128i *) v), high = _mm_loadu_si128 ((__m128i *) v + 1); /* BUG sse origin */
   _mm_storeu_si128 ((__m128i *) aside, low);
   _mm_storeu_si128 ((__m128i *) aside + 1, high);
   keep (aside);
   caml_copy_double (1.0);                                   /* BUG sse gc */
   return Val_long (caml_string_length (aside[3]));          /* BUG sse use UnregisteredRoot */
}

value good_sse (value v)
{
   CAMLparam1 (v);
   value aside[4];
   caml_copy_double (1.0);
   __m128i low = _mm_loadu_si128 ((__m128i *) v), high = _mm_loadu_si128 ((__m128i *) v + 1);
   _mm_storeu_si128 ((__m128i *) aside, low);
   _mm_storeu_si128 ((__m128i *) aside + 1, high);
   keep (aside);
   CAMLreturn (Val_long (caml_string_length (aside[3])));
}

/* Words packed by punpcklqdq and punpckhqdq. */
value bad_unpack (value v)
{
   value aside[4];
   __m128i low = _mm_loadu_si128 ((__m128i *) v), high = _mm_loadu_si128 ((__m128i *) v + 1); /* BUG unpack origin */
   _mm_storeu_si128 ((__m128i *) aside, _mm_unpacklo_epi64 (low, high));
   _mm_storeu_si128 ((__m128i *) aside + 1, _mm_unpackhi_epi64 (low, high));
   keep (aside);
   caml_alloc (2, 0);                                        /* BUG unpack gc */
   return Val_long (caml_string_length (aside[3]));          /* BUG unpack use UnregisteredRoot */
}

value good_unpack (value v)
{
   CAMLparam1 (v);
   value aside[4];
   caml_alloc (2, 0);
   __m128i low = _mm_loadu_si128 ((__m128i *) v), high = _mm_loadu_si128 ((__m128i *) v + 1);
   _mm_storeu_si128 ((__m128i *) aside, _mm_unpacklo_epi64 (low, high));
   _mm_storeu_si128 ((__m128i *) aside + 1, _mm_unpackhi_epi64 (low, high));
   keep (aside);
   CAMLreturn (Val_long (caml_string_length (aside[3])));
}

/* Words exchanged by pshufd. */
value bad_shuffle (value v)
{
   value aside[4];
   __m128i high = _mm_loadu_si128 ((__m128i *) v + 1);       /* BUG shuffle origin */
   __asm__ volatile ("pshufd $0x4e, %0, %0" : "+x" (high));  /* BUG shuffle origin */
   _mm_storeu_si128 ((__m128i *) aside + 1, high);
   aside[3] = aside[2];
   keep (aside);
   caml_copy_string ("a");                                   /* BUG shuffle gc */
   return Val_long (caml_string_length (aside[3]));          /* BUG shuffle use UnregisteredRoot */
}

value good_shuffle (value v)
{
   CAMLparam1 (v);
   value aside[4];
   caml_copy_string ("a");
   __m128i high = _mm_loadu_si128 ((__m128i *) v + 1);
   __asm__ volatile ("pshufd $0x4e, %0, %0" : "+x" (high));
   _mm_storeu_si128 ((__m128i *) aside + 1, high);
   aside[3] = aside[2];
   keep (aside);
   CAMLreturn (Val_long (caml_string_length (aside[3])));
}

/* AVX moves. */
__attribute__ ((target ("avx")))
value bad_avx (value v)
{
   value aside[4];
   _mm256_storeu_si256 ((__m256i *) aside, _mm256_loadu_si256 ((__m256i *) v)); /* BUG avx origin */
   keep (aside);
   caml_alloc_string (8);                                    /* BUG avx gc */
   return Val_long (caml_string_length (aside[3]));          /* BUG avx use UnregisteredRoot */
}

__attribute__ ((target ("avx")))
value good_avx (value v)
{
   CAMLparam1 (v);
   value aside[4];
   caml_alloc_string (8);
   _mm256_storeu_si256 ((__m256i *) aside, _mm256_loadu_si256 ((__m256i *) v));
   keep (aside);
   CAMLreturn (Val_long (caml_string_length (aside[3])));
}

/* AVX2 lanes permuted. */
__attribute__ ((target ("avx2")))
value bad_permute (value v)
{
   value aside[4];
   __m256i all = _mm256_permute4x64_epi64 (_mm256_loadu_si256 ((__m256i *) v), 0x1b); /* BUG permute origin */
   _mm256_storeu_si256 ((__m256i *) aside, _mm256_permute4x64_epi64 (all, 0x1b));
   keep (aside);
   caml_copy_double (1.0);                                   /* BUG permute gc */
   return Val_long (caml_string_length (aside[3]));          /* BUG permute use UnregisteredRoot */
}

__attribute__ ((target ("avx2")))
value good_permute (value v)
{
   CAMLparam1 (v);
   value aside[4];
   caml_copy_double (1.0);
   __m256i all = _mm256_permute4x64_epi64 (_mm256_loadu_si256 ((__m256i *) v), 0x1b);
   _mm256_storeu_si256 ((__m256i *) aside, _mm256_permute4x64_epi64 (all, 0x1b));
   keep (aside);
   CAMLreturn (Val_long (caml_string_length (aside[3])));
}

/* The x87 unit: fild and fistp. */
value bad_x87 (value v)
{
   value aside[4];
   __asm__ volatile ("fildll %1\n\tfistpll %0" : "=m" (aside[3]) : "m" (Field (v, 3))); /* BUG x87 origin */
   keep (aside);
   caml_alloc (2, 0);                                        /* BUG x87 gc */
   return Val_long (caml_string_length (aside[3]));          /* BUG x87 use UnregisteredRoot */
}

value good_x87 (value v)
{
   CAMLparam1 (v);
   value aside[4];
   caml_alloc (2, 0);
   __asm__ volatile ("fildll %1\n\tfistpll %0" : "=m" (aside[3]) : "m" (Field (v, 3)));
   keep (aside);
   CAMLreturn (Val_long (caml_string_length (aside[3])));
}

/* Atomic exchange. */
value bad_exchange (value v)
{
   value aside[4];
   __atomic_exchange_n (&aside[3], Field (v, 3), __ATOMIC_SEQ_CST); /* BUG exchange origin */
   keep (aside);
   caml_copy_string ("a");                                   /* BUG exchange gc */
   return Val_long (caml_string_length (aside[3]));          /* BUG exchange use UnregisteredRoot */
}

value good_exchange (value v)
{
   CAMLparam1 (v);
   value aside[4];
   caml_copy_string ("a");
   __atomic_exchange_n (&aside[3], Field (v, 3), __ATOMIC_SEQ_CST);
   keep (aside);
   CAMLreturn (Val_long (caml_string_length (aside[3])));
}

/* Compare and swap. */
value bad_cas (value v)
{
   value aside[4];
   value expected = 0;
   aside[3] = 0;
   __atomic_compare_exchange_n (&aside[3], &expected, Field (v, 3), 0, /* BUG cas origin */
                                __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
   keep (aside);
   caml_alloc_string (8);                                    /* BUG cas gc */
   return Val_long (caml_string_length (aside[3]));          /* BUG cas use UnregisteredRoot */
}

value good_cas (value v)
{
   CAMLparam1 (v);
   value aside[4];
   caml_alloc_string (8);
   value expected = 0;
   aside[3] = 0;
   __atomic_compare_exchange_n (&aside[3], &expected, Field (v, 3), 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
   keep (aside);
   CAMLreturn (Val_long (caml_string_length (aside[3])));
}

/* push and pop. */
value bad_push (value v)
{
   value aside[4];
   value popped;
   __asm__ volatile ("sub $128, %%rsp\n\tpush %1\n\tpop %0\n\tadd $128, %%rsp" : "=r" (popped) : "r" (Field (v, 3)));
   aside[3] = popped;
   keep (aside);
   caml_copy_double (1.0);                                   /* BUG push gc */
   return Val_long (caml_string_length (aside[3]));          /* BUG push use UnregisteredRoot */
}

value good_push (value v)
{
   CAMLparam1 (v);
   value aside[4];
   caml_copy_double (1.0);
   value popped;
   __asm__ volatile ("sub $128, %%rsp\n\tpush %1\n\tpop %0\n\tadd $128, %%rsp" : "=r" (popped) : "r" (Field (v, 3)));
   aside[3] = popped;
   keep (aside);
   CAMLreturn (Val_long (caml_string_length (aside[3])));
}
