# Signs OAuth 1.0a requests by hand with Tcl's encoder, right and wrong.
# Run: tclsh sign.tcl requests.txt   (Debian: tcllib, for sha1)
package require http
package require sha1

fconfigure stdout -encoding utf-8
set runtime "Tcl [info patchlevel], http [package require http]"
set encoders [dict create \
    "tcl http::formatQuery" [list {http::formatQuery k $s} {{s} {string range [http::formatQuery k $s] 2 end}}] \
    "tcl http::quoteString" [list {http::quoteString $s} {{s} {http::quoteString $s}}] \
    "tcl http::formatQuery iso8859-1" [list {http::config -urlencoding iso8859-1; http::formatQuery k $s} {{s} {
        http::config -urlencoding iso8859-1
        set made [string range [http::formatQuery k $s] 2 end]
        http::config -urlencoding utf-8
        return $made
    }}]]

proc hexed {s} {
    binary scan [encoding convertto utf-8 $s] H* made
    return $made
}

proc read_request {id text} {
    set in [open [lindex $::argv 0]]
    fconfigure $in -encoding utf-8
    set r [dict create query {} form {} oauth {} token_secret {}]
    set inside 0
    foreach line [split [read $in] \n] {
        set f [split $line \t]
        lassign $f word name value
        if {$word eq "text"} {
            dict set texts $name $value
        } elseif {$word eq "request"} {
            set inside [expr {$name eq $id}]
        } elseif {$inside && [llength $f] == 3} {
            dict lappend r $word [list $name [string map [list "{text}" [dict get $texts $text]] $value]]
        } elseif {$inside && [llength $f] == 2} {
            dict set r $word $name
        }
    }
    close $in
    return $r
}

proc sign {id request text encoder scope {mistakes ""} {note ""}} {
    set r [read_request $request $text]
    set has [split $mistakes ,]
    lassign [dict get $::encoders $encoder] function wrong
    set right {{s} {string range [http::formatQuery k $s] 2 end}}
    set inner [expr {[string match *parameters* $scope] ? $wrong : $right}]
    set outer [expr {[string match "*base string*" $scope] ? $wrong : $right}]

    set pairs {}
    foreach p [concat [dict get $r query] [dict get $r form] [dict get $r oauth]] {
        lassign $p name value
        lappend pairs [list [apply $inner $name] [apply $inner $value]]
    }
    if {"sort-case-insensitive" in $has} {
        set pairs [lsort -nocase -index 0 [lsort -index 1 $pairs]]
    } else {
        set pairs [lsort -index 0 [lsort -index 1 $pairs]]
    }
    set joined [join [lmap p $pairs {join $p =}] &]
    set base [dict get $r method]&[apply $outer [dict get $r uri]]&[apply $outer $joined]
    set key [apply $right [dict get $r consumer_secret]]&[apply $right [dict get $r token_secret]]
    set digest [sha1::hmac -bin -key $key $base]
    if {"sig-base64-of-hex" in $has} {
        set digest [sha1::hmac -hex -key $key $base]
    }
    puts [join [list case $id $request $text $encoder $scope $mistakes "$function on $::runtime, sha1::hmac" \
        [hexed $base] [hexed $key] [binary encode base64 $digest] $note] \t]
}

set samples {}
for {set c 0x20} {$c < 0x7F} {incr c} {
    lappend samples [format %c $c]
}
# Tcl 8.6 cannot hold the pile of poo as one character, so it is left out.
lappend samples \u00e9 \u20ac \u3042 \n \r\n
dict for {name entry} $encoders {
    lassign $entry function encode
    foreach s $samples {
        if {[catch {apply $encode $s} made]} {
            puts [join [list refuses $name $function $runtime [hexed $s] [hexed $made]] \t]
        } else {
            puts [join [list table $name $function $runtime [hexed $s] [hexed $made]] \t]
        }
    }
}

sign tcl-latin1-accent search accent "tcl http::formatQuery iso8859-1" parameters
sign tcl-sorted-nocase-hex contact space "tcl http::formatQuery" none sort-case-insensitive,sig-base64-of-hex
sign tcl-right-formatquery status marks "tcl http::formatQuery" "parameters and base string"
