package safehttp

import (
	"encoding/binary"
	"net/netip"
	"testing"

	"pgregory.net/rapid"
)

// Both ends of each block are refused and their neighbours are not, so that no mask is off by one.
func TestIsPublicEdges(t *testing.T) {
	for text, want := range map[string]bool{
		"0.0.0.0": false, "0.255.255.255": false, "1.0.0.0": true,
		"9.255.255.255": true, "10.0.0.0": false, "10.255.255.255": false, "11.0.0.0": true,
		"100.63.255.255": true, "100.64.0.0": false, "100.127.255.255": false, "100.128.0.0": true,
		"126.255.255.255": true, "127.0.0.1": false, "127.255.255.255": false, "128.0.0.0": true,
		"169.253.255.255": true, "169.254.169.254": false, "169.255.0.0": true,
		"172.15.255.255": true, "172.16.0.0": false, "172.31.255.255": false, "172.32.0.0": true,
		"191.255.255.255": true, "192.0.0.1": false, "192.0.1.0": true, "192.0.2.1": false, "192.0.3.0": true,
		"192.88.99.1": false, "192.167.255.255": true, "192.168.1.1": false, "192.169.0.0": true,
		"198.17.255.255": true, "198.18.0.0": false, "198.19.255.255": false, "198.20.0.0": true,
		"198.51.100.7": false, "203.0.113.7": false, "203.0.114.0": true,
		"223.255.255.255": true, "224.0.0.1": false, "239.255.255.255": false, "240.0.0.0": false, "255.255.255.255": false,
		"::": false, "::1": false, "::7f00:1": false, "::ffff:127.0.0.1": false, "::ffff:8.8.8.8": false,
		"64:ff9b::7f00:1": false, "64:ff9b:1::1": false, "100::1": false, "1fff:ffff::": false,
		"2000::": true, "2001::1": false, "2001:1ff:ffff::": false, "2001:200::": true, "2001:db8::1": false, "2001:db9::": true,
		"2001:4860:4860::8888": true, "2002:7f00:1::": false, "2003::": true, "2a00:1450::1": true,
		"3ffe::1": true, "3fff::1": false, "3fff:fff:ffff::": false, "3fff:1000::": true, "4000::": false,
		"fc00::1": false, "fd12:3456::1": false, "fe80::1": false, "fe80::1%eth0": false, "fec0::1": false, "ff02::1": false,
	} {
		if got := isPublic(netip.MustParseAddr(text)); got != want {
			t.Errorf("isPublic(%s) = %t, want %t", text, got, want)
		}
	}
	if isPublic(netip.Addr{}) {
		t.Error("the invalid address is public")
	}
}

// What net/netip itself calls inside is never public, and an IPv6 address that carries an IPv4 one never is.
func TestIsPublicProperties(t *testing.T) {
	v4 := rapid.Custom(func(t *rapid.T) netip.Addr {
		var b [4]byte
		binary.BigEndian.PutUint32(b[:], rapid.Uint32().Draw(t, "v4"))
		return netip.AddrFrom4(b)
	})
	v6 := rapid.Custom(func(t *rapid.T) netip.Addr {
		var b [16]byte
		binary.BigEndian.PutUint64(b[:8], rapid.Uint64().Draw(t, "high"))
		binary.BigEndian.PutUint64(b[8:], rapid.Uint64().Draw(t, "low"))
		return netip.AddrFrom16(b)
	})
	t.Run("inside", rapid.MakeCheck(func(t *rapid.T) {
		a := rapid.OneOf(v4, v6).Draw(t, "address")
		inside := a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() || a.IsMulticast() || a.IsUnspecified() || !a.IsGlobalUnicast()
		if inside && isPublic(a) {
			t.Fatalf("%s is inside and passes for public", a)
		}
	}))
	t.Run("in a block", rapid.MakeCheck(func(t *rapid.T) {
		block := rapid.SampledFrom(append([]netip.Prefix{
			netip.MustParsePrefix("::/8"), netip.MustParsePrefix("64:ff9b::/32"), netip.MustParsePrefix("fc00::/7"),
			netip.MustParsePrefix("fe80::/10"), netip.MustParsePrefix("ff00::/8"),
		}, special...)).Draw(t, "block")
		address := block.Addr().AsSlice()
		for i, noise := range rapid.SliceOfN(rapid.Byte(), len(address), len(address)).Draw(t, "noise") {
			keep := max(0, min(8, block.Bits()-8*i))
			address[i] |= noise & byte(0xff>>keep)
		}
		a, _ := netip.AddrFromSlice(address)
		if !block.Contains(a) {
			t.Fatalf("the test's own address %s is not in %s", a, block)
		}
		if isPublic(a) {
			t.Fatalf("%s of %s passes for public", a, block)
		}
	}))
	t.Run("carries IPv4", rapid.MakeCheck(func(t *rapid.T) {
		carried := v4.Draw(t, "carried").As4()
		for _, prefix := range []string{"::ffff:0:0", "::", "64:ff9b::"} {
			b := netip.MustParseAddr(prefix).As16()
			copy(b[12:], carried[:])
			if isPublic(netip.AddrFrom16(b)) {
				t.Fatalf("%s passes for public", netip.AddrFrom16(b))
			}
		}
		b := netip.MustParseAddr("2002::").As16() // 6to4, RFC 3056
		copy(b[2:], carried[:])
		if isPublic(netip.AddrFrom16(b)) {
			t.Fatalf("%s passes for public", netip.AddrFrom16(b))
		}
	}))
}
