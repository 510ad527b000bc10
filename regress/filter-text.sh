#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The filter, on a text with all that it must take out and must leave.
dir=$SRC/regress/fixtures/filter
sed "s|@SCRATCH@|$SCRATCH|g; s|@BUILD@|$BUILD|g; s|@SRC@|$SRC|g" "$dir/input" | "$SRC/regress/filter" >output
diff -u "$dir/output.exp" output
