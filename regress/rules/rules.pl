#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
# rules.pl [--native] exe|shared|static [CASE...]: the cases of this folder (../provenance/Cases.pm).
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../provenance";
use Cases;

exit Cases::run(\@ARGV, stubs => [grep { !/_stubs$/ } map { s{^.*/(\w+)\.c$}{$1}r } glob "$FindBin::RealBin/*.c"]);
