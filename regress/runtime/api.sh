#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
# The table of arguments agrees with the prototypes in the headers of the installed OCaml, whatever its version: results,
# values, addresses of values, addresses of data.
use strict;
use warnings;

my $caml = `$ENV{OCAMLFIND} ocamlopt -where`;
chomp $caml;
my %row;
open my $table, '<', "$ENV{SRC}/tool/runtime/api_table.h" or die "$!";
while (<$table>) { $row{$1} = $2 while /\{ "(\w+)", "([^"]+)" \}/g; }

my @headers = grep { !m{/(instrtrace|jumptbl|opnames|prims|reverse|ui|unixsupport|socketaddr|m|s)\.h$} } glob "$caml/caml/*.h";
my $includes = join '', map { s{.*/}{}r =~ s/(.*)/#include <caml\/$1>\n/r } @headers;
open my $c, '>', 'all.c' or die "$!";
print $c "#define CAML_INTERNALS\n#define NATIVE_CODE\n#define TARGET_amd64\n#define MODEL_default\n#define SYS_linux\n", $includes;
close $c;
my $text = `$ENV{CC} -E -P -I$caml all.c` or die "the headers do not compile\n";

# value f (value, char const * s, value args[], ...);
my ($compared, $failed) = (0, 0);
while ($text =~ /([\w \t\n*]+?)\b(caml_\w+)\s*\(((?:[^()]|\([^()]*\))*)\)\s*(?:__attribute__\s*\(\(.*?\)\)\s*)?;/g) {
   my ($type, $name, $args) = ($1, $2, $3);
   my $row = $row{$name} or next;
   next if $type =~ /typedef|return|else/ || $type !~ /\w/;
   $compared++;
   my ($result, @letters) = split //, $row;
   # void may come with an attribute; `.` claims nothing.
   complain($name, "result `$result', declared $type")
      if $result eq 'v' && $type !~ /\bvalue\s*$/ || $result eq '-' && $type !~ /\bvoid\b\s*(?:__attribute__.*)?$/s
      || $result eq '.' && $type =~ /(^|\s)value\s*$/;
   my @args = split /,(?![^(]*\))/, $args;
   for my $i (0 .. 5) {
      my $arg = ($args[$i] // '') =~ s/\s+/ /gr;
      my $letter = $letters[$i] // '.';
      my $is = $arg =~ /^ ?value( \w+)? ?$/ ? 'v' : $arg =~ /^ ?value ?(\*|\w+ ?\[)/ ? 'rw.' : $arg =~ /\*|\[/ ? 'sl.' : '.';
      complain($name, 'argument ' . ($i + 1) . " `$letter', declared$arg") unless index($is, $letter) >= 0;
   }
}
print "$compared prototypes compared\n";
exit($failed || $compared < 200 ? 1 : 0);

sub complain { print "$_[0]: $_[1]\n"; $failed++; }
