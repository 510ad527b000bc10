# SPDX-License-Identifier: GPL-2.0-or-later
# Mutants of a C source: in the twins (and in their helpers), each registration of a root is taken away in turn.
package Mutants;
use strict;
use warnings;

# Each mutant is {file, line, what, function, text}; the first of a file is the file as it is.
sub of_file {
   my ($file) = @_;
   open my $in, '<', $file or die "$file: $!\n";
   my @lines = <$in>;
   my @mutants = ({ file => $file, line => 0, what => 'unchanged', function => '', text => join '', @lines });
   for my $f (functions(@lines)) {
      for my $i ($f->{first} .. $f->{last}) {
         push @mutants, map { { %$_, file => $file, function => $f->{name} } } one_line(\@lines, $f, $i);
      }
      push @mutants, map { { %$_, file => $file, function => $f->{name} } } whole_function(\@lines, $f);
   }
   return @mutants;
}

# The functions that use the macros and are no buggy stubs: {name, first, last}, lines counted from 0.
sub functions {
   my (@lines) = @_;
   my (@found, $name, $start);
   for my $i (0 .. $#lines) {
      ($name, $start) = ($1, $i) if $lines[$i] =~ /^\S.*?(\w+) \(/;
      next unless $lines[$i] =~ /^\}/ && defined $name;
      push @found, { name => $name, first => $start, last => $i }
         if $name !~ /^bad_/ && grep { /CAMLparam|CAMLlocal|Begin_roots|caml_register_\w*root/ } @lines[$start .. $i];
      undef $name;
   }
   return @found;
}

sub one_line {
   my ($lines, $f, $i) = @_;
   my $line = $lines->[$i];
   my @mutants;
   my $mutate = sub {
      my ($what, $new, %others) = @_;
      my @copy = @$lines;
      $copy[$i] = $new;
      $copy[$_] = $others{$_} for keys %others;
      push @mutants, { line => $i + 1, what => $what, text => join '', @copy };
   };
   if ($line =~ /CAMLparam[1-5] \((.*?)\);/) {
      $mutate->("no CAMLparam ($1)", $line =~ s/CAMLparam[1-5] \(.*?\)/CAMLparam0 ()/r);
   }
   if ($line =~ /CAMLparam([2-5]) \((.*?)\);/) {
      my @args = split /, /, $2;
      for my $out (0 .. $#args) {
         my $others = join ', ', @args[grep { $_ != $out } 0 .. $#args];
         my $macro = 'CAMLparam' . $#args;
         $mutate->("no $args[$out] in CAMLparam", $line =~ s/CAMLparam\d \(.*?\)/$macro ($others)/r);
      }
   }
   if ($line =~ /CAMLxparam\d \((.*?)\);/) {
      $mutate->("no CAMLxparam ($1)", $line =~ s/CAMLxparam\d \(.*?\);//r);
   }
   if ($line =~ /CAMLlocal/) {
      $mutate->('no ' . trim($line), plain_locals($line));
   }
   if ($line =~ /Begin_roots/) {
      my ($end) = grep { $lines->[$_] =~ /End_roots/ } $i .. $f->{last};
      $mutate->('no ' . trim($line), "\n", $end => "\n");
   }
   if ($line =~ /caml_register_\w*global_root/) {
      $mutate->('no ' . trim($line), $line =~ s/caml_register_\w*global_root \(.*?\);/;/r);
   }
   if ($line =~ /CAMLreturn/) {
      $mutate->('return for ' . trim($line), plain_return($line));
   }
   if ($line =~ /CAMLdrop/) {
      $mutate->('no CAMLdrop', $line =~ s/CAMLdrop;/;/r);
   }
   return @mutants;
}

# All macros of a function at once, as when its author did not know of them.
sub whole_function {
   my ($lines, $f) = @_;
   my @copy = @$lines;
   return unless grep { /CAMLparam/ } @copy[$f->{first} .. $f->{last}];
   for (@copy[$f->{first} .. $f->{last}]) {
      s/CAMLx?param\d \(.*?\);//;
      $_ = plain_locals($_) if /CAMLlocal/;
      $_ = plain_return($_) if /CAMLreturn/;
      s/CAMLdrop;//;
   }
   return { line => $f->{first} + 1, what => "no macros in $f->{name}", text => join '', @copy };
}

sub trim {
   my ($line) = @_;
   return $line =~ s/^\s+|\s+$//gr;
}

sub plain_return {
   my ($line) = @_;
   $line =~ s/CAMLreturnT \(\w+, (.*)\);/return $1;/ or $line =~ s/CAMLreturn \((.*)\);/return $1;/
      or $line =~ s/CAMLreturn(T? \(\w+,)? \(/return (/;
   return $line;
}

sub plain_locals {
   my ($line) = @_;
   $line =~ s/CAMLlocalN \((\w+), (\d+)\);/value $1\[$2] = { 0 };/;
   $line =~ s/CAMLlocal\d \((.*?)\);/"value " . join (", ", map { "$_ = Val_unit" } split m{, }, $1) . ";"/e;
   return $line;
}

1;
