#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
# values.pl [--native] WAY [CASE...]: the cases of this folder (Cases.pm).
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Cases;

exit Cases::run(\@ARGV,
   stubs => [qw(storage library registry copying derived roots lock transitions inlined moved published operations)],
   dynamic => [qw(loader loaded plugin_stubs)]);
