#!/usr/bin/perl
# A signer for OAuth 1.0a as it is written by hand in Perl, and the mistakes that are made in it.
#
# Each case is the right signer with one step written otherwise, by Perl's own functions.
# Run: perl sign.pl requests.tsv
use strict;
use warnings;
use Digest::MD5 qw(md5_hex);
use Digest::SHA qw(hmac_sha1 hmac_sha1_base64 hmac_sha1_hex hmac_sha256 sha1);
use Encode qw(decode_utf8 encode encode_utf8);
use MIME::Base64 qw(encode_base64);

my (%requests, $r);
open my $lines, '<', $ARGV[0] or die $!;
while (my $line = <$lines>) {
    chomp $line;
    my ($kind, @fields) = split /\t/, $line, -1;
    if ($kind eq 'request') { $r = $requests{$fields[0]} = {oauth => [], others => []}; next }
    my @values = map { decode_utf8(pack 'H*', substr $_, 1) } @fields;
    if ($kind eq 'oauth') { push @{$r->{oauth}}, \@values }
    elsif ($kind eq 'other') { push @{$r->{others}}, $values[0] }
    else { $r->{$kind} = $values[0] }
}

# Escapes all bytes that the set does not hold, by that format.
sub escaped {
    my ($bytes, $literal, $format) = @_;
    $bytes =~ s/([^A-Za-z0-9$literal])/sprintf $format, ord $1/ge;
    return $bytes;
}

sub encoded { escaped(encode_utf8(shift), '\-._~', '%%%02X') }

sub unescape {
    my $bytes = encode_utf8(shift);
    $bytes =~ tr/+/ /;
    $bytes =~ s/%([0-9A-Fa-f]{2})/chr hex $1/ge;
    return decode_utf8($bytes);
}

# The right one. A case replaces some of its steps.
my %right = (
    encode => sub { encoded($_[1]) },
    parse => sub { map { my ($n, $v) = split /=/, $_, 2; [unescape($n), unescape($v // '')] } grep { length } split /&/, $_[1] },
    query => sub { my ($s, $r) = @_; $s->{parse}->($s, $r->{url} =~ /\?(.*)/s ? $1 : '') },
    form => sub { my ($s, $r) = @_; $r->{type} eq 'application/x-www-form-urlencoded' ? $s->{parse}->($s, $r->{body}) : () },
    change => sub { $_[1] },
    oauth => sub { @{$_[1]{oauth}} },
    pairs => sub { my ($s, $r) = @_; ((map { [$_->[0], $s->{change}->($s, $_->[1])] } $s->{query}->($s, $r), $s->{form}->($s, $r)), $s->{oauth}->($s, $r)) },
    sort => sub { my $s = shift; sort { $a->[0] cmp $b->[0] || $a->[1] cmp $b->[1] } @_ },
    join => sub { my $s = shift; join '&', map { "$_->[0]=$_->[1]" } @_ },
    parameters => sub { my ($s, $r) = @_; $s->{join}->($s, $s->{sort}->($s, map { [map { $s->{encode}->($s, $_) } @$_] } $s->{pairs}->($s, $r))) },
    method => sub { uc $_[1]{method} },
    uri => sub { $_[1]{url} =~ /^([^?]*)/; $1 },
    parts => sub { my ($s, $r) = @_; map { encoded($s->{$_}->($s, $r)) } qw(method uri parameters) },
    assemble => sub { my ($s, $r) = @_; join '&', $s->{parts}->($s, $r) },
    secret => sub { encoded($_[1]) },
    key => sub { my ($s, $r) = @_; join '&', map { $s->{secret}->($s, $_) } $r->{consumer_secret}, length $r->{token} ? $r->{token_secret} : '' },
    mac => sub { hmac_sha1($_[2], $_[1]) },
    text => sub { encode_base64($_[1], '') },
);

my @cases = (
    # Parameters.
    ['slashes-stripped', 'text', change => sub { my $v = $_[1]; $v =~ s/\\//g; $v }],
    ['value-trimmed', 'text', change => sub { my $v = $_[1]; $v =~ s/^\s+|\s+$//g; $v }],
    ['dup-keys-collapsed', 'lists', query => sub { my %last = map { @$_ } $right{query}->(@_); map { [$_, $last{$_}] } keys %last }],
    ['param-omitted', 'status', form => sub { my @pairs = $right{form}->(@_); shift @pairs; @pairs }],
    ['body-form-omitted', 'status', form => sub { () }],
    # Encoding.
    ['plus-not-decoded', 'plusquery', parse => sub { map { my ($n, $v) = split /=/; s/%([0-9A-Fa-f]{2})/chr hex $1/ge for $n, $v; [$n, $v] } split /&/, $_[1] }],
    ['enc-hex-lowercase', 'status', encode => sub { escaped(encode_utf8($_[1]), '\-._~', '%%%02x') }],
    ['enc-hex-no-zero-pad', 'lower', encode => sub { escaped(encode_utf8($_[1]), '\-._~', '%%%X') }],
    ['enc-underscore-escaped', 'lower', encode => sub { escaped(encode_utf8($_[1]), '\-.~', '%%%02X') }],
    ['enc-dot-or-dash-escaped', 'plainpath', encode => sub { escaped(encode_utf8($_[1]), '\-_~', '%%%02X') }],
    ['enc-tilde-escaped', 'every', encode => sub { escaped(encode_utf8($_[1]), '\-._', '%%%02X') }],
    ['enc-space-raw', 'status', encode => sub { escaped(encode_utf8($_[1]), '\-._~ ', '%%%02X') }],
    ['charset-latin1', 'french', encode => sub { escaped(encode('latin1', $_[1]), '\-._~', '%%%02X') }],
    ['charset-windows1252', 'euro', encode => sub { escaped(encode('cp1252', $_[1]), '\-._~', '%%%02X') }],
    ['charset-koi8-r', 'russian', encode => sub { escaped(encode('koi8-r', $_[1]), '\-._~', '%%%02X') }],
    ['charset-codepoint-hex', 'euro', encode => sub { escaped($_[1], '\-._~', '%%%02X') }],
    ['charset-utf8-twice', 'french', encode => sub { encoded(encode_utf8($_[1])) }],
    ['charset-non-ascii-dropped', 'french', encode => sub { my $t = $_[1]; $t =~ s/[^\x00-\x7f]//g; encoded($t) }],
    # Order.
    ['sort-none', 'status', sort => sub { my $s = shift; @_ }],
    ['sort-reverse', 'plainpath', sort => sub { my $s = shift; sort { $b->[0] cmp $a->[0] } @_ }],
    ['sort-case-insensitive', 'lists', sort => sub { my $s = shift; sort { lc $a->[0] cmp lc $b->[0] || $a->[1] cmp $b->[1] } @_ }],
    ['sort-numeric-keys', 'lists', sort => sub { my $s = shift; no warnings 'numeric'; sort { $a->[0] cmp $b->[0] || $a->[1] <=> $b->[1] || $a->[1] cmp $b->[1] } @_ }],
    # The base string URI and the method.
    ['uri-scheme-proxy', 'https', uri => sub { my $uri = $right{uri}->(@_); $uri =~ s/^https/http/; $uri }],
    ['uri-host-alias', 'https', uri => sub { my $uri = $right{uri}->(@_); $uri =~ s{//www\.}{//}; $uri }],
    ['uri-double-slash', 'path', uri => sub { my $uri = $right{uri}->(@_); $uri =~ s{(?<!:)//+}{/}g; $uri }],
    ['uri-trailing-slash-dropped', 'slash', uri => sub { my $uri = $right{uri}->(@_); $uri =~ s{/$}{}; $uri }],
    ['uri-path-decoded', 'path', uri => sub { unescape($right{uri}->(@_)) }],
    ['method-lowercase', 'status', method => sub { lc $_[1]{method} }],
    # The base string.
    ['assembly-trailing-nul', 'status', assemble => sub { pack 'Z*', $right{assemble}->(@_) }],
    ['assembly-trailing-newline', 'plainpath', assemble => sub { $right{assemble}->(@_) . "\n" }],
    ['assembly-truncated', 'status', assemble => sub { substr $right{assemble}->(@_), 0, 255 }],
    ['assembly-params-not-encoded', 'status', parts => sub { my ($s, $r) = @_; encoded($s->{method}->($s, $r)), encoded($s->{uri}->($s, $r)), $s->{parameters}->($s, $r) }],
    ['assembly-newline-joined', 'plainpath', assemble => sub { my ($s, $r) = @_; join "\n", $s->{parts}->($s, $r) }],
    # The key.
    ['key-concat-no-sep', 'plainpath', key => sub { encoded($_[1]{consumer_secret}) . encoded($_[1]{token_secret}) }],
    ['key-token-secret-missing', 'plainpath', key => sub { encoded($_[1]{consumer_secret}) . '&' }],
    ['key-hashed', 'plainpath', secret => sub { md5_hex($_[1]) }],
    ['key-whitespace', 'plainpath', key => sub { encoded($_[1]{consumer_secret}) . '&' . encoded("$_[1]{token_secret}\n") }],
    ['key-ampersand-encoded', 'plainpath', key => sub { encoded("$_[1]{consumer_secret}&$_[1]{token_secret}") }],
    # Digest and signature.
    ['sig-newline', 'plainpath', text => sub { encode_base64($_[1]) }],
    ['sig-padding-missing', 'status', mac => sub { hmac_sha1_base64($_[2], $_[1]) }, text => sub { $_[1] }],
    ['sig-hex', 'status', mac => sub { hmac_sha1_hex($_[2], $_[1]) }, text => sub { $_[1] }],
    ['sig-key-text-swapped', 'status', mac => sub { hmac_sha1($_[1], $_[2]) }],
    ['sig-sha1-no-hmac', 'plainpath', mac => sub { sha1("$_[1]$_[2]") }],
    ['sig-wrong-alg', 'plainpath', mac => sub { hmac_sha256($_[2], $_[1]) }],
);

my %names = map { $_->[1] => 1 } @cases;
for my $case (@cases, map { ['right', $_] } sort keys %names) {
    my ($mistake, $name, %steps) = @$case;
    my ($signer, $request) = ({%right, %steps}, $requests{$name});
    my $base = encode_utf8($signer->{assemble}->($signer, $request));
    my $key = $signer->{key}->($signer, $request);
    my $signature = $signer->{text}->($signer, $signer->{mac}->($signer, $key, $base));
    print join("\t", 'perl', 'sign.pl', sprintf('Perl %vd', $^V), $mistake, $name, map { unpack 'H*', $_ } $base, $key, $signature), "\n";
}
