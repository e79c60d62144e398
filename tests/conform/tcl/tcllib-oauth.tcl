# tcllib's oauth: a GET has its query in the URL, a POST hands the form over as text.
package require Tcl 8.5
package require json
package require json::write
package require oauth
fconfigure stdin -encoding utf-8
fconfigure stdout -encoding utf-8 -buffering line

# Inside the package alone: its clock, the hash that makes its nonce, and its debug output.
namespace eval ::oauth {
    variable given
    variable said {}
    proc clock {args} { variable given; return [dict get $given oauth_timestamp] }
    proc puts {text} { variable said; append said $text \n }
    namespace eval sha1 {
        proc sha1 {args} { return [dict get $::oauth::given oauth_nonce] }
    }
}

proc sign {request} {
    set method [dict get $request method]
    set body [dict get $request body]
    if {$body eq "null"} { set body {} }
    if {[dict get $request signature_method] ne "HMAC-SHA1"} { error "signature method not supported" }
    if {$method ni {GET POST}} { error "method not supported" }
    if {($method eq "POST") != ($body ne {})} { error "GET without a body and POST with one only" }
    if {[llength [dict get $request form]] == 0 && $body ne {}} { error "form bodies only" }
    set ::oauth::given {}
    foreach pair [dict get $request oauth] { dict set ::oauth::given {*}$pair }
    if {[dict exists $::oauth::given oauth_callback] || [dict exists $::oauth::given oauth_verifier]} {
        error "takes no further protocol parameters"
    }
    ::oauth::config -consumerkey [dict get $request consumer_key] -consumersecret [dict get $request consumer_secret] \
        -accesstoken [dict get $request token] -accesstokensecret [dict get $request token_secret] -debug 1
    if {[dict get $request token] eq "null"} { ::oauth::config -accesstoken {} -accesstokensecret {} }
    set ::oauth::said {}
    set header [lindex [::oauth::header [dict get $request url] $body] 1]
    regexp {BaseString: (.*)\n$} $::oauth::said -> base
    return [json::write object base_string [json::write string $base] authorization [json::write string $header]]
}

while {[gets stdin line] >= 0} {
    if {[catch {sign [json::json2dict $line]} answer]} {
        set answer [json::write object error [json::write string $answer]]
    }
    puts [string map {\n {}} $answer]
}
