package api

import "hash/maphash"

// sharedValues are what rows of a page have in common: most of them say the same of a number or a user as one before them.
type sharedValues struct {
	objects map[string]any // by their JSON
	texts   [128]string    // by their hashes
}

var textSeed = maphash.MakeSeed()

// text returns a text that rows may share.
func (d *objectDecoder) text(b []byte) string {
	const longest = 32 // a longer one hardly comes twice
	if d.shared == nil || len(b) > longest {
		return string(b)
	}
	known := &d.shared.texts[maphash.Bytes(textSeed, b)%uint64(len(d.shared.texts))]
	if *known != string(b) {
		*known = string(b)
	}
	return *known
}
