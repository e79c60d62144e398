# WWW::OAuth: method, URL, headers and body, as its `Basic` request takes them.
use strict;
use warnings;
my ($now, $nonce);
BEGIN { *CORE::GLOBAL::time = sub () { defined $now ? $now : CORE::time() } }
use JSON::PP;
use WWW::OAuth;
{
    no warnings 'redefine';
    *WWW::OAuth::_nonce = sub { $nonce };
}
$| = 1;
my $json = JSON::PP->new->utf8->canonical;

sub sign {
    my ($request) = @_;
    my %given = map { $_->[0] => $_->[1] } @{ $request->{oauth} };
    ($now, $nonce) = ($given{oauth_timestamp} // 0, $given{oauth_nonce} // 'n');
    my %settings = (
        client_id => $request->{consumer_key},
        client_secret => $request->{consumer_secret} // '',
        signature_method => $request->{signature_method},
    );
    if (defined $request->{token}) {
        $settings{token} = $request->{token};
        $settings{token_secret} = $request->{token_secret} // '';
    }
    my %extra;
    for (qw(oauth_callback oauth_verifier)) { $extra{$_} = $given{$_} if exists $given{$_} }
    my $base;
    no warnings 'redefine';
    my $original = \&WWW::OAuth::_signature_base_string;
    local *WWW::OAuth::_signature_base_string = sub { $base = $original->(@_) };
    my %message = (method => $request->{method}, url => $request->{url});
    $message{content} = $request->{body} if defined $request->{body};
    $message{headers} = { map { @$_ } @{ $request->{headers} } } if @{ $request->{headers} };
    require WWW::OAuth::Util;
    my $made = WWW::OAuth->new(%settings)->authorization_header(
        WWW::OAuth::Util::oauth_request(Basic => \%message), \%extra);
    return { base_string => $base, authorization => $made };
}

while (my $line = <STDIN>) {
    my $answer = eval { sign($json->decode($line)) };
    $answer = { error => "$@" } unless $answer;
    print $json->encode($answer), "\n";
}
