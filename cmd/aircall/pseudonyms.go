package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/turbot/steampipe-plugin-aircall/internal/embedded"
	"github.com/turbot/steampipe-plugin-aircall/internal/pseudonym"
)

// pseudonymFlags say whether personal data is shown.
type pseudonymFlags struct {
	mode    string // "": none is named
	show    bool
	keyFile string
	always  bool // pseudonyms stand in its place unless --personal-data says otherwise
}

// addPseudonymFlags is for a command that shows rows, or keeps them. Always makes pseudonyms the default.
func addPseudonymFlags(cmd *cobra.Command, always bool) *pseudonymFlags {
	f := &pseudonymFlags{always: always}
	about, show := "show pseudonyms in the place of personal data: of outsiders, or with =all of the company's users too", "show personal data as it is"
	if always {
		about += " (the default is outsiders)"
	} else {
		show += ", as is the default"
	}
	cmd.Flags().StringVar(&f.mode, "pseudonyms", "", about)
	cmd.Flags().Lookup("pseudonyms").NoOptDefVal = string(pseudonym.Outsiders)
	cmd.Flags().BoolVar(&f.show, "personal-data", false, show)
	cmd.Flags().StringVar(&f.keyFile, "pseudonym-key", "", "make the pseudonyms under the key in this `file`, which is made where there is none (default: the machine's own)")
	return f
}

// open gives what stands in the place of personal data; nil where it is shown.
func (f *pseudonymFlags) open(tell func(string)) (*pseudonym.Pseudonyms, error) {
	mode := pseudonym.Mode(f.mode)
	switch {
	case f.show && f.mode != "":
		return nil, errors.New("--pseudonyms and --personal-data exclude each other")
	case mode != "" && mode != pseudonym.Outsiders && mode != pseudonym.All:
		return nil, fmt.Errorf("--pseudonyms is %q: write --pseudonyms, or --pseudonyms=all to hide the company's users too", f.mode)
	case f.show || mode == "" && !f.always && f.keyFile == "":
		return nil, nil
	case mode == "" && !f.always:
		return nil, errors.New("--pseudonym-key is for --pseudonyms: name that too")
	case mode == "":
		mode = pseudonym.Outsiders
	}
	p, err := embedded.Pseudonyms(mode, f.keyFile)
	if err != nil {
		return nil, err
	}
	if key := p.Key(); key.Made && f.keyFile != "" {
		tell(fmt.Sprintf("There was no %s: a new key for pseudonyms is in it.", key.File))
	}
	return p, nil
}

// saved keeps what an answer has given out, and says where that fails.
func saved(ctx context.Context, p *pseudonym.Pseudonyms, tell func(string)) {
	if p == nil {
		return
	}
	if err := p.Save(context.WithoutCancel(ctx)); err != nil {
		tell(err.Error())
	}
}
