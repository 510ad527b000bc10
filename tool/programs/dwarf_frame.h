/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Frames of C code: where they are, what is where in them, and who called them. */
#ifndef DWARF_FRAME_H
#define DWARF_FRAME_H

#include "dwarf_file.h"

#include <stdint.h>

/* Registers by DWARF's numbers. */
enum { REG_RBX = 3, REG_RBP = 6, REG_RSP = 7, REG_R12 = 12, REG_R13, REG_R14, REG_R15, REG_COUNT };

typedef struct {
   const DwarfFile* file;
   Dwarf_Addr       addr; /* as the file has it; of a caller one less than the return address */
   uint64_t         regs[REG_COUNT];
   unsigned         known; /* bits: registers that are */
} Frame;

void frame_set(Frame* f, unsigned reg, uint64_t word);

/* Words of the stack at one moment, from `start` on. */
typedef struct {
   uint64_t        start;
   const uint64_t* words;
   size_t          count;
} StackWords;

bool stack_word(const StackWords* s, uint64_t addr, uint64_t* word);

typedef enum {
   PLACE_NONE,  /* nowhere, or in a way that is not understood */
   PLACE_VALUE, /* `word` is the value itself */
   PLACE_MEMORY /* at address `word` */
} PlaceKind;

typedef struct {
   PlaceKind kind;
   uint64_t  word;
} Place;

/* A frame of one function. */
typedef struct {
   Frame  frame;
   Scopes scopes;
   Place  cfa;  /* PLACE_MEMORY when known */
   Place  base; /* what offsets of variables are from; the same */
} Moment;

Moment moment_of(const Frame* frame);
void   moment_free(Moment* m);

/* The function that holds its code. */
Dwarf_Die* moment_function(const Moment* m);

/* Where the variable is at that moment. */
Place place_of_variable(const Moment* m, Dwarf_Die* variable);

/* Its caller at the same moment, in the same file, which was loaded `bias` higher than it is
   linked. False when the stack is not known. */
bool caller_of(const Moment* m, const StackWords* stack, uint64_t bias, Frame* caller);

#endif
