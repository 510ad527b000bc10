# SPDX-License-Identifier: GPL-2.0-or-later
# A test: a .vgtest file, or a unit test program, with one set of C flags.
package Case;
use strict;
use warnings;
use File::Basename qw(basename dirname);
use File::Find ();
use File::Path qw(make_path remove_tree);
use Command;
use Compile;
use Expected;

# Keys of a .vgtest file; the value tells what a second line of the key does.
my %KEYS = (
   (map { $_ => 'once' } qw(prog run script ocaml cc packages ocamlflags libs exit expect-signal timeout prereq
         stdout_filter stdout_filter_args stderr_filter stderr_filter_args post cleanup)),
   (map { $_ => 'append' } qw(args vgopts files)),
   (map { $_ => 'list' } qw(env cflags)),
);

# ------------------------------------------------------------------ discovery

# All tests below the root, by name. Folders named `fixtures' hold tests that only
# tests run.
sub find {
   my ($class, $site) = @_;
   my @cases;
   my $visit = sub {
      $File::Find::prune = 1, return if -d && $_ eq 'fixtures' && $File::Find::name ne $site->{root};
      push @cases, $class->from_file($site, $File::Find::name) if /\.vgtest$/;
      push @cases, $class->from_unit($site, $File::Find::name) if $File::Find::name =~ m{/unit/(?!native|tap)\w+\.c$};
   };
   File::Find::find({ wanted => $visit }, $site->{root});
   return sort { $a->{name} cmp $b->{name} } @cases;
}

sub from_file {
   my ($class, $site, $file) = @_;
   my $name = substr $file, length("$site->{root}/");
   $name =~ s/\.vgtest$//;
   my $self = bless { name => $name, file => $file, dir => dirname($file), flags => '' }, $class;
   $self->{key} = eval { read_keys($file) };
   $self->{bad} = $@ unless $self->{key};
   $self->{timeout} = ($self->{key} || {})->{timeout} // 120;
   return $self;
}

# unit/NAME.c: its program stands at the same place in the build.
sub from_unit {
   my ($class, $site, $file) = @_;
   my $name = substr $file, length("$site->{root}/");
   $name =~ s/\.c$//;
   return bless { name => $name, file => $file, dir => dirname($file), flags => '', timeout => 120,
                  key => { run => 'unit' } }, $class;
}

sub read_keys {
   my ($file) = @_;
   my %key;
   for (split /\n/, slurp($file)) {
      next if /^\s*(#|$)/;
      my ($name, $value) = /^\s*([\w-]+)\s*:\s*(.*?)\s*$/ or die "$file: not `key: value': $_\n";
      my $how = $KEYS{$name} or die "$file: unknown key: $name\n";
      if ($how eq 'list') { push @{ $key{$name} }, $value; }
      elsif ($how eq 'append' && defined $key{$name}) { $key{$name} .= " $value"; }
      elsif (defined $key{$name}) { die "$file: two lines of $name\n"; }
      else { $key{$name} = $value; }
   }
   $key{run} //= 'tool';
   die "$file: run: is tool, stubcheck or script, not $key{run}\n" unless $key{run} =~ /^(tool|stubcheck|script)$/;
   die "$file: names no program: prog, ocaml or cc\n"
      unless $key{run} eq 'script' || grep { defined $key{$_} } qw(prog ocaml cc);
   return \%key;
}

# A test that compiles C runs once for each of its flag sets.
sub per_flag_set {
   my ($self) = @_;
   my $key = $self->{key} or return $self;
   my $compiles_c = defined $key->{cc} || ($key->{ocaml} // '') =~ /\.c\b/;
   my @sets = @{ $key->{cflags} || ($compiles_c ? [qw(-O0 -O2 -O3)] : ['']) };
   return map { bless { %$self, flags => $_, first => $_ eq $sets[0] }, ref $self } @sets;
}

sub label {
   my ($self) = @_;
   return $self->{flags} eq '' ? $self->{name} : "$self->{name} [$self->{flags}]";
}

# Flags as part of a file's name.
sub flags_in_name {
   my ($self) = @_;
   return $self->{flags} =~ s/[^\w.=-]+/_/gr =~ s/^(?=\w)/-/r;
}

# What the program is called: as `prog' says, or like the test.
sub program_name {
   my ($self) = @_;
   return $self->{key}{prog} // basename($self->{name});
}

# -------------------------------------------------------------------- running

# Returns 'ok', 'fail' or 'skip', and what there is to say.
sub run {
   my ($self, $site) = @_;
   return ('fail', $self->{bad}) if $self->{bad};
   $self->{scratch} = "$site->{scratch}/$self->{name}" . $self->flags_in_name;
   remove_tree($self->{scratch});
   make_path($self->{scratch});
   $site->environment($self);
   my ($verdict, $text) = $self->run_in_scratch($site);
   if (my $cleanup = $self->{key}{cleanup}) { $self->shell($cleanup, 'cleanup.log'); }
   if ($verdict eq 'fail') { $text .= $self->how_to_rerun($site); }
   elsif (!$site->{keep}) { remove_tree($self->{scratch}); }
   return ($verdict, $text);
}

sub run_in_scratch {
   my ($self, $site) = @_;
   my $key = $self->{key};
   for (@{ $key->{env} || [] }) {
      my ($name, $value) = /^([^=]+)=(.*)$/ or return ('fail', "env: not NAME=VALUE: $_\n");
      $ENV{$name} = $value;
   }
   my @bad = $self->prerequisite;
   @bad = Compile::program($self, $site) unless @bad;
   return @bad if @bad;
   $ENV{PROG} = $self->program($site);
   ($ENV{CC}, $ENV{CFLAGS}) = Compile::compiler_and_flags($self, $site);
   $self->{command} = eval { $self->command($site) } // return ('fail', $@);
   my $status = $self->shell($self->{command}, 'stdout', 'stderr');
   return ('fail', "time was up after $self->{timeout} s\n") unless defined $status;
   return $self->script_verdict($status) if $key->{run} =~ /^(script|unit)$/;
   return $self->verdict($site, $status);
}

sub shell {
   my ($self, $command, $stdout, $stderr) = @_;
   return Command::run($command, dir => $self->{scratch}, stdout => "$self->{scratch}/$stdout",
                       stderr => $stderr && "$self->{scratch}/$stderr", timeout => $self->{timeout});
}

# prereq: 0 lets the test run, 1 skips it, anything else is a fault of the test.
sub prerequisite {
   my ($self) = @_;
   my $prereq = $self->{key}{prereq} // return;
   my $status = $self->shell("sh -c " . quote($prereq), 'prereq.log');
   return if defined $status && $status == 0;
   return ('skip', "prereq: $prereq") if defined $status && $status == 256;
   return ('fail', "prereq failed: $prereq\n" . slurp("$self->{scratch}/prereq.log"));
}

# The program under test: compiled, beside the test, or in the search path; empty
# for a script without one.
sub program {
   my ($self, $site) = @_;
   return '' unless grep { defined $self->{key}{$_} } qw(prog ocaml cc);
   my $name = $self->program_name;
   return "./$name" if -x "$self->{scratch}/$name";
   return "$self->{dir}/$name" if $name !~ m{^/} && -x "$self->{dir}/$name";
   return $name;
}

sub command {
   my ($self, $site) = @_;
   my ($key, $prog) = ($self->{key}, $ENV{PROG});
   return $self->script if $key->{run} eq 'script';
   return $self->unit_program($site) if $key->{run} eq 'unit';
   my $start = $key->{run} eq 'tool' ? "$site->{VALGRIND} --command-line-only=yes --tool=stubcheck" : $ENV{STUBCHECK};
   return join ' ', $start, $key->{vgopts} // (), $prog, $key->{args} // ();
}

sub script {
   my ($self) = @_;
   my $base = $self->{file} =~ s/\.vgtest$//r;
   my @candidates = defined $self->{key}{script} ? "$self->{dir}/$self->{key}{script}" : ($base, "$base.sh");
   my ($script) = grep { -f && -x } @candidates;
   die "no executable " . join(' or ', @candidates) . "\n" unless defined $script;
   return join ' ', quote($script), $self->{key}{args} // ();
}

sub unit_program {
   my ($self, $site) = @_;
   my $program = "$site->{build}/regress/$self->{name}";
   -x $program or die "not built: a line in regress/unit/tests.am, then `make check', builds it\n";
   return quote($program);
}

# ------------------------------------------------------------------- verdicts

# Scripts and unit tests judge themselves: 0 passes, 77 skips.
sub script_verdict {
   my ($self, $status) = @_;
   my $said = slurp("$self->{scratch}/stdout") . slurp("$self->{scratch}/stderr");
   my ($last) = $said =~ /([^\n]*)\n*\z/;
   return ('skip', $last) if $status == 77 << 8;
   return ('fail', $said . Command::describe($status) . "\n") if $status != 0;
   return 'ok' if $self->{key}{run} eq 'script';
   my $wrong = tap_is_wrong($said);
   return $wrong ? ('fail', "$said$wrong\n") : 'ok';
}

# A unit test must announce its checks, make them all, and pass them all.
sub tap_is_wrong {
   my ($said) = @_;
   my ($plan) = $said =~ /^1\.\.(\d+)$/m or return 'no plan (1..N): it ended too early';
   my $passed = () = $said =~ /^ok\b/mg;
   return $plan > 0 && $passed == $plan ? undef : "$passed of $plan checks passed";
}

sub verdict {
   my ($self, $site, $status) = @_;
   my $said = $self->wrong_status($status) // '';
   my $refused = $said ne '';
   for my $stream (qw(stdout stderr)) {
      my $text = Expected::filtered($self, $site, $stream);
      if ($site->{accept} && !$refused) { $said .= Expected::write_accepted($self, $site, $stream, $text); }
      else { $said .= Expected::difference($self, $stream, $text); }
   }
   $said .= Expected::post($self, $site, $refused) if defined $self->{key}{post};
   return ('ok', $said) if $site->{accept} && !$refused;
   return $said eq '' ? 'ok' : ('fail', $said);
}

# undef, or how the end of the program differs from what the test expects.
sub wrong_status {
   my ($self, $status) = @_;
   my $key = $self->{key};
   my $real = Command::describe($status);
   my $signal = $key->{'expect-signal'};
   my $want = defined $signal ? 'signal ' . signal($signal) : 'exit status ' . ($key->{exit} // 0);
   return $real eq $want ? undef : "ended with $real, not $want\n" . tail("$self->{scratch}/stderr");
}

sub signal {
   my ($name) = @_;
   return $name =~ /^\d+$/ ? Command::signal_name($name) : $name =~ s/^SIG//r;
}

sub how_to_rerun {
   my ($self, $site) = @_;
   my $flags = $self->{flags} eq '' ? '' : ' --flags=' . quote($self->{flags});
   my $ocaml = defined $site->{ocaml} ? ' --ocaml ' . quote($site->{ocaml}) : '';
   $ocaml .= " --bytecode $site->{bytecode}" if defined $site->{bytecode};
   my $text = "scratch folder: $self->{scratch}\n"
      . "run again: $site->{regress}/run --build $site->{build} --root $site->{root}$ocaml$flags $self->{name}\n";
   return $text unless defined $self->{command};
   my @names = ('VALGRIND_LIB', 'HOME', map { /^([^=]+)/ } @{ $self->{key}{env} || [] });
   push @names, qw(VALGRIND OCAMLFIND STUBCHECK STUBCHECK_REPORT STUBCHECK_SCAN SRC BUILD TESTDIR SCRATCH PROG CC CFLAGS)
      if $self->{key}{run} eq 'script';
   push @names, 'PATH' if defined $site->{ocaml};
   my @env = map { quote("$_=" . ($ENV{$_} // '')) } @names;
   return $text . "by hand: cd $self->{scratch} && env @env $self->{command}\n";
}

# -------------------------------------------------------------------- helpers

sub slurp {
   my ($file) = @_;
   open my $in, '<:raw', $file or return '';
   local $/;
   return scalar(<$in>) // '';
}

sub tail {
   my ($file) = @_;
   my @lines = split /^/, slurp($file);
   return join '', @lines > 20 ? @lines[-20 .. -1] : @lines;
}

# As one word of the shell.
sub quote {
   my ($word) = @_;
   return $word =~ m{^[\w./=:,+-]+$} ? $word : "'" . $word =~ s/'/'\\''/gr . "'";
}

1;
