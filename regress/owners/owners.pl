#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
# owners.pl [--native] WAY [CASE...]: the cases of this folder (../provenance/Cases.pm).
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../provenance";
use Cases;

# A wrong release does nothing under stubcheck: the run goes on.
exit Cases::run(\@ARGV, options => '--leaks=yes', goes_on => 1, stubs => [qw(gcblock twice family lost)]);
