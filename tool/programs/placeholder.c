/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stands for a companion program that is not written yet, so that the build and
   the installation are whole. See sources.am. */
#include <stdio.h>

int main(int argc, char** argv)
{
   fprintf(stderr, "%s: not written yet\n", argc > 0 ? argv[0] : "stubcheck");
   return 2;
}
