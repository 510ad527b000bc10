#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
# table.pl [--build DIR] [VERSION...]: the table of docs/versions.md, kinds by versions of OCaml: for each kind how many buggy
# cases were found as they must be, of how many. Versions: those that ocaml-versions knows, and `installed'; those that
# are not in the cache are left out. Takes some minutes for each.
#
# Kinds of single cases come from values.pl, rules.pl and owners.pl (gcc, -O2), which also hold each twin silent; those of whole
# programs from `regress/run --brief ownership'.
use strict;
use warnings;
use FindBin;
use Cwd qw(abs_path getcwd);
use File::Temp qw(tempdir);
use Getopt::Long;

my $regress = abs_path("$FindBin::RealBin/..");
my $build = "$regress/../build";
GetOptions('build=s' => \$build) or die "usage: table.pl [--build DIR] [VERSION...]\n";
$build = abs_path($build);
my %name = kinds();
my @versions = @ARGV ? @ARGV : ('installed', qw(4.14.1 5.1.0 5.3.0));
my (@columns, %cell, %reasons, @failures);
for my $version (@versions) {
   my $bin = bin_of($version) // next;
   for my $way ('exe', 'custom') {
      my $column = version_in($bin) . ($way eq 'exe' ? ' native' : ' bytecode');
      push @columns, $column;
      cases($column, $bin, $way, $_) for 'provenance/values.pl', 'rules/rules.pl', 'owners/owners.pl';
      programs($column, $version, $way);
   }
}
print_table();
exit(@failures ? 1 : 0);

# Kinds by identifier, from the tool's own table.
sub kinds {
   my %of;
   open my $in, '<', "$regress/../tool/check/kind.c" or die "kind.c: $!\n";
   while (<$in>) { $of{$1} = $2 if /\{ "(SC\d+)", "(\w+)"/; }
   return %of;
}

sub bin_of {
   my ($version) = @_;
   return '' if $version eq 'installed';
   chomp(my $dir = `$regress/ocaml-versions --cached $version 2>/dev/null`);
   print STDERR "table.pl: no $version in the cache\n" unless $dir;
   return $dir ? "$dir/bin" : undef;
}

sub with { return $_[0] ? "PATH=$_[0]:\$PATH " : ''; }
sub version_in { return (`@{[with($_[0])]}ocamlopt -version` =~ /^(\d+\.\d+)/)[0]; }

# Single cases: the comments at the end of what the script prints.
sub cases {
   my ($column, $bin, $way, $script) = @_;
   my $scratch = tempdir(CLEANUP => 1);
   my $environment = "VALGRIND_LIB=$build/.in_place STUBCHECK=$build/stubcheck CFLAGS=-O2";
   for (`cd $scratch && @{[with($bin)]} $environment $regress/$script $way 2>/dev/null`) {
      if (/^# (\w+): (\d+) of (\d+)$/) { count($column, $1, $2, $3); }
      elsif (/^# bad_(\w+) and good_\w+: skipped, (.*)/) { $reasons{$2}{$1} = 1; }
      elsif (/^not ok \d+ - (.*)/) { push @failures, "$column, $script: $1"; }
   }
}

# Whole programs: a test counts for each kind that its report must have.
sub programs {
   my ($column, $version, $way) = @_;
   my $ocaml = $version eq 'installed' ? '' : '--ocaml ' . (bin_of($version) =~ s{/bin$}{}r);
   $ocaml .= ' --bytecode custom' if $way eq 'custom';
   my $brief = $ocaml ? '--brief' : '';
   for (`$regress/run --build $build $ocaml $brief --jobs 1 --flags=-O2 ownership 2>/dev/null`) {
      my ($not, $test) = /^(not )?ok \d+ - (\S+)/ or next;
      push @failures, "$column: $test" if $not;
      count($column, $name{$_}, $not ? 0 : 1, 1) for kinds_of($test);
   }
}

sub kinds_of {
   my ($test) = @_;
   my %has;
   open my $in, '<', "$regress/$test.stderr.exp" or return;
   while (<$in>) { $has{$1} = 1 if /\[(SC30[1245])\]$/; }
   return keys %has;
}

sub count {
   my ($column, $kind, $right, $all) = @_;
   $cell{$kind}{$column}[0] += $right;
   $cell{$kind}{$column}[1] += $all;
}

sub print_table {
   print '| kind | | ', join(' | ', @columns), " |\n", '|---' x (2 + @columns), "|\n";
   for my $id (sort keys %name) {
      my @cells = map { $cell{ $name{$id} }{$_} } @columns;
      print "| $id | $name{$id} | ", join(' | ', map { $_ ? "$_->[0] of $_->[1]" : 'none' } @cells), " |\n";
   }
   print "\n";
   print "- `", join('`, `', sort keys %{ $reasons{$_} }), "`: $_\n" for sort keys %reasons;
   print "\nnot as it must be: $_\n" for @failures;
}
