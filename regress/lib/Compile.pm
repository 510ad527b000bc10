# SPDX-License-Identifier: GPL-2.0-or-later
# Compiles the program of a test in its scratch folder. Each function returns undef
# when it worked, or a verdict ('fail' or 'skip') and its reason.
package Compile;
use strict;
use warnings;
use File::Basename qw(basename);
use File::Copy qw(copy);
use Command;

# The sources of `case` are copied to its scratch folder: reports then show plain
# file names, wherever the source folder is.
sub program {
   my ($case, $site) = @_;
   my $key = $case->{key};
   for my $file (map { split ' ', $key->{$_} // '' } qw(ocaml cc files)) {
      copy("$case->{dir}/$file", "$case->{scratch}/" . basename($file))
         or return ('fail', "$case->{file} names $file: $!\n");
   }
   return c_program($case, $site) if defined $key->{cc};
   return ocaml_program($case, $site) if defined $key->{ocaml};
   return;
}

# A flag set may begin with the name of a compiler, as `clang -O2'.
sub compiler_and_flags {
   my ($case, $site) = @_;
   return ($1, $2 // '') if $case->{flags} =~ /^([^-\s]\S*)\s*(.*)$/;
   return ($site->{CC}, $case->{flags});
}

sub installed {
   my ($program) = @_;
   my ($name) = split ' ', $program;
   return scalar grep { -x "$_/$name" } $name =~ m{/} ? '' : split /:/, $ENV{PATH};
}

# -gdwarf-4: Valgrind 3.19 cannot read what clang 14 writes by default.
sub c_flags {
   my ($site, $flags) = @_;
   return "$flags -gdwarf-4 -Wall -fno-strict-aliasing -fwrapv -pthread -fPIC -I$site->{src}/include";
}

sub c_program {
   my ($case, $site) = @_;
   my ($cc, $flags) = compiler_and_flags($case, $site);
   return ('skip', "no $cc") unless installed($cc);
   my @sources = map { basename($_) } grep { !/\.h$/ } split ' ', $case->{key}{cc};
   my $libs = $case->{key}{libs} // '';
   return step($case, "$cc " . c_flags($site, $flags) . " @sources $libs -o " . $case->program_name);
}

sub ocaml_program {
   my ($case, $site) = @_;
   my ($cc, $flags) = compiler_and_flags($case, $site);
   return ('skip', "no $cc") unless installed($cc);
   return ('skip', 'no ocamlfind') unless $site->{OCAMLFIND};
   my $key = $case->{key};
   my @packages = split /[\s,]+/, $key->{packages} // '';
   for (@packages) {
      return ('skip', "no OCaml package $_") if system("$site->{OCAMLFIND} query $_ >/dev/null 2>&1") != 0;
   }
   my @files = map { basename($_) } grep { !/\.h$/ } split ' ', $key->{ocaml};
   for (grep { /\.c$/ } @files) {
      my $where = "-I \$($site->{OCAMLFIND} ocamlc -where)";
      my @bad = step($case, "$cc " . c_flags($site, $flags) . " $where -c $_");
      return @bad if @bad;
      s/\.c$/.o/;
   }
   my $packages = @packages ? '-package ' . join(',', @packages) . ' -linkpkg' : '';
   my ($flags_ml, $libs) = map { $key->{$_} // '' } qw(ocamlflags libs);
   return bytecode_program($case, $site, "$packages $flags_ml", $libs, @files) if defined $site->{bytecode};
   return step($case, "$site->{OCAMLFIND} ocamlopt -g $packages $flags_ml @files $libs -o " . $case->program_name);
}

# -custom, or with the stubs in a DLL that ocamlrun loads, or with the bytecode in the executable, too.
sub bytecode_program {
   my ($case, $site, $flags, $libs, @files) = @_;
   my $way = $site->{bytecode};
   my $link = $way eq 'custom' ? '-custom' : $way eq 'complete' ? '-output-complete-exe' : '';
   my @objects = grep { /\.o$/ } @files;
   if ($way eq 'dll' && @objects) {
      my $for_c = $libs =~ s/-cclib //gr;
      my @bad = step($case, "ocamlmklib -o test_stubs @objects $for_c");
      return @bad if @bad;
      @files = grep { !/\.o$/ } @files;
      $libs = "-dllib -ltest_stubs -dllpath $case->{scratch}";
   }
   return step($case, "$site->{OCAMLFIND} ocamlc -g $link $flags @files $libs -o " . $case->program_name);
}

sub step {
   my ($case, $command) = @_;
   my $log = "$case->{scratch}/compile.log";
   my $status = Command::run($command, dir => $case->{scratch}, stdout => $log, timeout => $case->{timeout});
   return if defined $status && $status == 0;
   my $why = defined $status ? Command::describe($status) : 'time was up';
   return ('fail', "cannot compile ($why): $command\n" . Case::slurp($log));
}

1;
