package api

// Merge overwrites the fields of a call that the JSON object names, as if Aircall had sent them so. Whoever keeps copies
// of calls puts back what Aircall has forgotten.
func (c *Call) Merge(document []byte) error { return decode(document, c) }
