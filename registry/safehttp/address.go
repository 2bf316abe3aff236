package safehttp

import "net/netip"

// globalUnicast6 is the only part of IPv6 that is handed out to hosts of the internet (RFC 4291 section 2.4, IANA
// "Internet Protocol Version 6 Address Space"). Everything outside it is inside, or means another address: loopback
// ::1, unspecified ::, IPv4-mapped ::ffff:0:0/96, NAT64 64:ff9b::/96 and 64:ff9b:1::/48, unique-local fc00::/7,
// link-local fe80::/10, multicast ff00::/8.
var globalUnicast6 = netip.MustParsePrefix("2000::/3")

// special are the blocks of the IANA special-purpose address registries (RFC 6890 and its successors) that are not
// hosts of the internet, for IPv6 only those within globalUnicast6.
var special = prefixes(
	"0.0.0.0/8",       // this network, RFC 791
	"10.0.0.0/8",      // private, RFC 1918
	"100.64.0.0/10",   // carrier-grade NAT, RFC 6598
	"127.0.0.0/8",     // loopback, RFC 1122
	"169.254.0.0/16",  // link-local, RFC 3927; cloud metadata services answer here
	"172.16.0.0/12",   // private, RFC 1918
	"192.0.0.0/24",    // IETF protocol assignments, RFC 6890
	"192.0.2.0/24",    // documentation, RFC 5737
	"192.88.99.0/24",  // 6to4 relay, RFC 7526
	"192.168.0.0/16",  // private, RFC 1918
	"198.18.0.0/15",   // benchmarking, RFC 2544
	"198.51.100.0/24", // documentation, RFC 5737
	"203.0.113.0/24",  // documentation, RFC 5737
	"224.0.0.0/4",     // multicast, RFC 5771
	"240.0.0.0/4",     // reserved, RFC 1112; with limited broadcast, RFC 919
	"2001::/23",       // IETF protocol assignments, RFC 2928: Teredo, benchmarking, ORCHID
	"2001:db8::/32",   // documentation, RFC 3849
	"2002::/16",       // 6to4, RFC 3056: carries any IPv4 address
	"3fff::/20",       // documentation, RFC 9637
)

func prefixes(texts ...string) []netip.Prefix {
	ps := make([]netip.Prefix, len(texts))
	for i, t := range texts {
		ps[i] = netip.MustParsePrefix(t)
	}
	return ps
}

// isPublic says whether an address is a host of the internet.
func isPublic(a netip.Addr) bool {
	if !a.IsValid() || a.Zone() != "" || a.Is6() && !globalUnicast6.Contains(a) {
		return false
	}
	for _, p := range special {
		if p.Contains(a) {
			return false
		}
	}
	return true
}
