# SPDX-License-Identifier: GPL-2.0-or-later
# Where things are: the source, the build, the programs that tests need. Read from
# the build's Makefile, so that tests use what configure found.
package Site;
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(basename);

# regress: the folder of the runner; root: of the tests; build: or undef; ocaml: a
# folder whose bin/ is used instead of the OCaml that configure found, or undef;
# bytecode: how to link programs in bytecode, or undef; brief: whether reports are compared briefly.
sub new {
   my ($class, %self) = @_;
   my $self = bless \%self, $class;
   $self->{src} = abs_path("$self->{regress}/..");
   $self->{build} = $self->find_build;
   my $make = read_variables("$self->{build}/Makefile");
   $self->{$_} = $make->{$_} // '' for qw(CC VALGRIND OCAMLFIND PERL);
   $self->{scratch} = "$self->{build}/scratch";
   $self->use_ocaml if defined $self->{ocaml};
   $self->use_bytecode if defined $self->{bytecode};
   $ENV{STUBCHECK_TEST_BRIEF} = $self->{brief} ? 1 : '';
   return $self;
}

# Scripts find ocamlfind and ocamlopt in the search path. The scratch folders are
# others: a test may run with several versions at a time.
sub use_ocaml {
   my ($self) = @_;
   my $bin = "$self->{ocaml}/bin";
   die "regress/run: no $bin/ocamlfind: see regress/ocaml-versions\n" unless -x "$bin/ocamlfind";
   $self->{OCAMLFIND} = abs_path("$bin/ocamlfind");
   $ENV{PATH} = abs_path($bin) . ":$ENV{PATH}";
   $self->{scratch} .= '-' . basename(abs_path($self->{ocaml}));
}

# Scripts that compile know nothing of it.
sub use_bytecode {
   my ($self) = @_;
   die "regress/run: --bytecode is custom, dll or complete\n" unless $self->{bytecode} =~ /^(custom|dll|complete)$/;
   $self->{scratch} .= "-$self->{bytecode}";
   $ENV{STUBCHECK_TEST_BYTECODE} = $self->{bytecode};
}

# The version of --ocaml, and the way of --bytecode, as part of the name of an expected file: `-4.14'. What is so of any
# way is so of `custom': its files are called `-bytecode'.
sub version_in_name {
   my ($self) = @_;
   my $way = $self->{bytecode} // '';
   my $mode = $way eq '' ? '' : $way eq 'custom' ? '-bytecode' : "-$way";
   return $mode unless defined $self->{ocaml};
   return (`$self->{OCAMLFIND} ocamlopt -version` =~ /^(\d+\.\d+)/ ? "-$1" : '') . $mode;
}

sub find_build {
   my ($self) = @_;
   for my $dir (defined $self->{build} ? $self->{build} : ('.', "$self->{src}/build")) {
      return abs_path($dir) if -d "$dir/.in_place" && -f "$dir/Makefile";
   }
   my $where = $self->{build} // 'here or in build/';
   die "regress/run: no finished build in $where: run make first, or name its folder with --build\n";
}

sub read_variables {
   my ($file) = @_;
   my %value;
   open my $in, '<', $file or die "$file: $!\n";
   while (<$in>) {
      $value{$1} = $2 if /^(\w+) = (.*?)\s*$/;
   }
   return \%value;
}

# What a test sees. HOME is its scratch folder: no ~/.valgrindrc can interfere.
sub environment {
   my ($self, $case) = @_;
   delete @ENV{qw(VALGRIND_OPTS STUBCHECK_LIBEXECDIR OCAMLRUNPARAM CAMLRUNPARAM MAKEFLAGS MAKELEVEL MFLAGS)};
   $ENV{LC_ALL} = 'C';
   $ENV{VALGRIND_LIB} = "$self->{build}/.in_place";
   $ENV{VALGRIND} = $self->{VALGRIND};
   $ENV{OCAMLFIND} = $self->{OCAMLFIND};
   $ENV{STUBCHECK} = "$self->{build}/stubcheck";
   $ENV{STUBCHECK_REPORT} = "$self->{build}/stubcheck-report";
   $ENV{STUBCHECK_SCAN} = "$self->{build}/stubcheck-scan";
   $ENV{SRC} = $self->{src};
   $ENV{BUILD} = $ENV{STUBCHECK_BUILDDIR} = $self->{build};
   $ENV{TESTDIR} = $ENV{srcdir} = $case->{dir};
   $ENV{SCRATCH} = $ENV{HOME} = $case->{scratch};
}

1;
