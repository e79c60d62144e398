#!/usr/bin/perl
# Signs OAuth 1.0a requests by hand with Perl's encoders, right and wrong.
# Run: perl sign.pl requests.txt   (Debian: liburi-perl)
use strict;
use warnings;
use utf8;
use Digest::SHA qw(hmac_sha1 hmac_sha256 hmac_sha512 hmac_sha1_hex);
use Encode qw(encode_utf8);
use HTTP::Tiny;
use MIME::Base64 qw(encode_base64);
use URI;
use URI::Escape qw(uri_escape uri_escape_utf8);

my $runtime = sprintf 'Perl %vd', $^V;
my $uri_runtime = "$runtime, URI $URI::VERSION";
my $http = HTTP::Tiny->new;
my $rfc3986 = sub { uri_escape_utf8($_[0], '^A-Za-z0-9\-._~') };

my %encoders = (
    'perl uri_escape' => ['uri_escape($s)', $uri_runtime, sub { uri_escape($_[0]) }],
    'perl uri_escape_utf8' => ['uri_escape_utf8($s)', $uri_runtime, sub { uri_escape_utf8($_[0]) }],
    # The set that older releases took by default, still written out in much code.
    'perl uri_escape RFC 2396 set' => [q{uri_escape_utf8($s, "^A-Za-z0-9\-_.!~*'()")}, $uri_runtime, sub { uri_escape_utf8($_[0], "^A-Za-z0-9\\-_.!~*'()") }],
    'perl uri_escape rfc3986' => [q{uri_escape_utf8($s, '^A-Za-z0-9\-._~')}, $uri_runtime, $rfc3986],
    'perl HTTP::Tiny' => ['HTTP::Tiny->www_form_urlencode({k => $s})', "$runtime, HTTP::Tiny $HTTP::Tiny::VERSION",
        sub { substr $http->www_form_urlencode({ k => $_[0] }), 2 }],
    'perl URI query_form' => ['URI->query_form(k => $s)', $uri_runtime,
        sub { my $u = URI->new('http://h/'); $u->query_form(k => $_[0]); substr $u->query, 2 }],
    # The one-liner of countless CGI scripts.
    'perl sprintf %02x' => [q{s/([^A-Za-z0-9\-._~])/sprintf '%%%02x', ord $1/ge on UTF-8 bytes}, $runtime,
        sub { my $s = encode_utf8($_[0]); $s =~ s/([^A-Za-z0-9\-._~])/sprintf '%%%02x', ord $1/ge; $s }],
    'perl sprintf %X' => [q{s/(\W)/sprintf '%%%X', ord $1/ge on UTF-8 bytes}, $runtime,
        sub { my $s = encode_utf8($_[0]); $s =~ s/([^A-Za-z0-9_])/sprintf '%%%X', ord $1/ge; $s }],
    'perl sprintf %X characters' => [q{s/([^A-Za-z0-9\-._~])/sprintf '%%%X', ord $1/ge on characters}, $runtime,
        sub { my $s = $_[0]; $s =~ s/([^A-Za-z0-9\-._~])/sprintf '%%%X', ord $1/ge; $s }],
);

sub hexed { unpack 'H*', encode_utf8($_[0]) }
sub emit { print join("\t", @_), "\n" }

for my $name (sort keys %encoders) {
    my ($function, $version, $encode) = @{ $encoders{$name} };
    for my $s ((map { chr } 0x20 .. 0x7E), 'é', '€', 'あ', '💩', "\n", "\r\n") {
        my $made = eval { $encode->($s) };
        if (defined $made) { emit('table', $name, $function, $version, hexed($s), hexed($made)) }
        else { my $why = $@; $why =~ s/ at \S+ line.*//s; emit('refuses', $name, $function, $version, hexed($s), hexed($why)) }
    }
}

sub read_request {
    my ($id, $text) = @_;
    my (%texts, $inside);
    my $r = { query => [], form => [], oauth => [], token_secret => '' };
    open my $in, '<:encoding(UTF-8)', $ARGV[0] or die "$ARGV[0]: $!";
    while (my $line = <$in>) {
        chomp $line;
        my ($word, $name, $value) = split /\t/, $line, -1;
        next unless defined $word;
        if ($word eq 'text') { $texts{$name} = $value }
        elsif ($word eq 'request') { $inside = $name eq $id }
        elsif ($inside && defined $value) { $value =~ s/\{text\}/$texts{$text}/; push @{ $r->{$word} }, [$name, $value] }
        elsif ($inside && defined $name) { $r->{$word} = $name }
    }
    return $r;
}

sub sign {
    my ($id, $request, $text, $encoder, $scope, $mistakes, $note) = @_;
    my $r = read_request($request, $text);
    my %has = map { $_ => 1 } split /,/, $mistakes // '';
    my ($function, $version, $wrong) = @{ $encoders{$encoder} };
    my $inner = $scope =~ /parameters/ ? $wrong : $rfc3986;
    my $outer = $scope =~ /base string/ ? $wrong : $rfc3986;
    my $for_key = $scope =~ /key/ ? $wrong : $rfc3986;

    my @params = @{ $r->{oauth} };
    unshift @params, @{ $r->{form} } unless $has{'body-form-omitted'};
    unshift @params, @{ $r->{query} } unless $has{'query-omitted'};
    if ($has{'dup-keys-collapsed'}) {
        my %map = map { @$_ } @params;
        @params = map { [$_, $map{$_}] } keys %map;
    }
    my @pairs = map { [$inner->($_->[0]), $inner->($_->[1])] } @params;
    @pairs = sort { $a->[0] cmp $b->[0] || $a->[1] cmp $b->[1] } @pairs;
    my @joined = map { "$_->[0]=$_->[1]" } @pairs;
    @joined = sort @joined if $has{'sort-whole-pair'};
    my $joined = join '&', @joined;
    my $base = join '&', $r->{method}, $outer->($r->{uri}), $outer->($joined);

    my $key = join '&', map { $has{'key-secrets-not-encoded'} ? $_ : $for_key->($_) } $r->{consumer_secret}, $r->{token_secret};
    $key = $for_key->($r->{consumer_secret}) . '&' if $has{'key-token-secret-missing'};
    $key =~ s/&$// if $has{'key-no-ampersand'};
    my %hmac = (SHA1 => \&hmac_sha1, SHA256 => \&hmac_sha256, SHA512 => \&hmac_sha512);
    my $digest = $has{'sig-base64-of-hex'} ? hmac_sha1_hex($base, $key) : $hmac{ $r->{hash} }->($base, $key);
    emit('case', $id, $request, $text, $encoder, $scope, $mistakes // '', "$function on $version, Digest::SHA hmac_" . lc $r->{hash},
        hexed($base), hexed($key), encode_base64($digest, ''), $note // '');
}

my $both = 'parameters and base string';
sign('perl-uri-escape-latin', 'search', 'accent', 'perl uri_escape', 'parameters', '', 'characters up to U+00FF are taken for bytes');
sign('perl-uri-escape-2396-marks', 'status', 'marks', 'perl uri_escape RFC 2396 set', $both);
sign('perl-uri-escape-2396-wish', 'lookup', 'wish', 'perl uri_escape RFC 2396 set', 'parameters');
sign('perl-http-tiny-space', 'launch', 'space', 'perl HTTP::Tiny', 'parameters');
sign('perl-query-form-twitter', 'search', 'twitter', 'perl URI query_form', 'parameters');
sign('perl-lower-hex-twitter', 'status', 'twitter', 'perl sprintf %02x', $both);
sign('perl-lower-hex-parameters-only', 'search', 'euro', 'perl sprintf %02x', 'parameters');
sign('perl-lower-hex-base-string-only', 'search', 'twitter', 'perl sprintf %02x', 'base string');
sign('perl-code-point-kana', 'search', 'kana', 'perl sprintf %X characters', 'parameters', '', 'code points written as one number');
sign('perl-nonword-escaped', 'search', 'plain', 'perl sprintf %X', 'parameters', '', 'the dot of 1.0, the hyphen of HMAC-SHA1 and every other one escaped');
# Several at once.
sign('perl-http-tiny-hex-digest', 'search', 'space', 'perl HTTP::Tiny', 'parameters', 'sig-base64-of-hex');
sign('perl-lower-hex-secrets-raw', 'accounts', 'twitter', 'perl sprintf %02x', $both, 'key-secrets-not-encoded');
sign('perl-http-tiny-pairs-sorted', 'contact', 'space', 'perl HTTP::Tiny', 'parameters', 'sort-whole-pair');
sign('perl-latin-token-secret-missing', 'search', 'latin', 'perl uri_escape', 'parameters', 'key-token-secret-missing');
sign('perl-hash-lower-hex', 'contact', 'path', 'perl sprintf %02x', 'parameters', 'dup-keys-collapsed');
sign('perl-lower-hex-no-ampersand', 'tag', 'euro', 'perl sprintf %02x', $both, 'key-no-ampersand');
# Right.
sign('perl-right-uri-escape-utf8', 'status', 'marks', 'perl uri_escape rfc3986', $both);
