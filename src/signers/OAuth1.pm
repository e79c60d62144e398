# Signs a request with OAuth 1.0a as RFC 5849 says: HMAC-SHA1, HMAC-SHA256 or HMAC-SHA512. Core modules only.
# SPDX-License-Identifier: MIT OR Apache-2.0
#
#     use utf8;
#     my $url = 'https://api.example.com/1/statuses/update.json?lang=en';
#     my @form = (['status', 'Hello Ladies + Gentlemen']);
#     my %keys = (consumer_key => '…', consumer_secret => '…', token => '…', token_secret => '…');
#     my $header = OAuth1::header('POST', $url, \@form, \%keys);
#     HTTP::Tiny->new->post_form($url, [map { map { encode_utf8($_) } @$_ } @form], { headers => { Authorization => $header } });
#
# The URL is the one that is sent, with its query. The form holds the decoded fields of a form body
# (application/x-www-form-urlencoded) as pairs of character strings (decoded from UTF-8), since a name may be
# repeated; a JSON or multipart body is not signed, so it stays empty there. Leave the token out where there is
# none. Further protocol parameters go behind, and replace the defaults:
# OAuth1::header(…, oauth_callback => 'oob', oauth_signature_method => 'HMAC-SHA256'); realm is sent and not signed.
package OAuth1;
use strict;
use warnings;
use Digest::SHA qw(hmac_sha1 hmac_sha256 hmac_sha512);
use Encode qw(decode_utf8 encode_utf8);
use MIME::Base64 qw(encode_base64);

sub encode {
    my $bytes = encode_utf8(shift);
    $bytes =~ s/([^A-Za-z0-9\-._~])/sprintf '%%%02X', ord $1/ge;
    return $bytes;
}

sub decode {
    my $bytes = encode_utf8(shift);
    $bytes =~ tr/+/ /;
    $bytes =~ s/%([0-9A-Fa-f]{2})/chr hex $1/ge;
    return decode_utf8($bytes);
}

sub nonce {
    open my $random, '<:raw', '/dev/urandom' or return join '', map { sprintf '%04x', rand 65536 } 1 .. 8;
    read $random, my $bytes, 16;
    return unpack 'H*', $bytes;
}

sub header {
    my ($method, $url, $form, $keys, %more) = @_;
    my %oauth = (
        oauth_consumer_key => $keys->{consumer_key},
        oauth_nonce => nonce(),
        oauth_signature_method => 'HMAC-SHA1',
        oauth_timestamp => time,
        oauth_version => '1.0',
        (length($keys->{token} // '') ? (oauth_token => $keys->{token}) : ()),
        %more,
    );
    my $realm = delete $oauth{realm};
    my %hmac = ('HMAC-SHA1' => \&hmac_sha1, 'HMAC-SHA256' => \&hmac_sha256, 'HMAC-SHA512' => \&hmac_sha512);
    my $hmac = $hmac{$oauth{oauth_signature_method}} or die "the signature method must be an HMAC\n";
    my ($scheme, $host, $path, $query) = $url =~ m{^([a-z][a-z0-9+.-]*)://(?:[^/?#]*@)?([^/?#]*)([^?#]*)(?:\?([^#]*))?}i
        or die "the URL must begin with a scheme and a host\n";

    # Query, form and protocol parameters: decoded, encoded anew, and only then sorted (section 3.4.1.3).
    my @pairs = (@$form, map { [$_, $oauth{$_}] } keys %oauth);
    for my $segment (grep { length } split /&/, $query // '') {
        my ($name, $value) = split /=/, $segment, 2;
        push @pairs, [decode($name), decode($value // '')];
    }
    my @encoded = map { [encode($_->[0]), encode($_->[1])] } grep { $_->[0] ne 'oauth_signature' } @pairs;
    my $parameters = join '&', map { "$_->[0]=$_->[1]" } sort { $a->[0] cmp $b->[0] || $a->[1] cmp $b->[1] } @encoded;

    # Scheme and host in lower case, no default port, no query (section 3.4.1.2).
    ($scheme, $host) = (lc $scheme, lc $host);
    $host =~ s/:80$// if $scheme eq 'http';
    $host =~ s/:443$// if $scheme eq 'https';
    my $uri = "$scheme://$host" . (length $path ? $path : '/');

    my $base = join '&', map { encode($_) } uc $method, $uri, $parameters;
    my $key = join '&', map { encode($_ // '') } $keys->{consumer_secret}, $keys->{token_secret};
    $oauth{oauth_signature} = encode_base64($hmac->($base, $key), '');
    my @sent = ((defined $realm ? ['realm', $realm] : ()), map { [$_, $oauth{$_}] } sort keys %oauth);
    return 'OAuth ' . join ', ', map { $_->[0] . '="' . encode($_->[1]) . '"' } @sent;
}

1;
