package embedded

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/turbot/steampipe-plugin-aircall/aircall"
	"github.com/turbot/steampipe-plugin-aircall/internal/pseudonym"
)

// Pseudonyms replace the personal data of the plugin's tables. The key is in a file, which is made where there is none; ""
// is the machine's own, in its state folder. Set as Options' Pseudonyms they are used; Save keeps what they have given out.
func Pseudonyms(mode pseudonym.Mode, keyFile string) (*pseudonym.Pseudonyms, error) {
	if keyFile == "" {
		if aircall.Clients.StateFolder == nil {
			return nil, errors.New("there is no folder for the pseudonyms' key: name a file with --pseudonym-key")
		}
		folder, err := aircall.Clients.StateFolder().Find()
		if err != nil {
			return nil, fmt.Errorf("there is no folder for the pseudonyms' key: %w; name a file with --pseudonym-key", err)
		}
		keyFile = filepath.Join(folder, pseudonym.KeyFile)
	}
	key, err := pseudonym.LoadKey(keyFile)
	if err != nil {
		return nil, err
	}
	return pseudonym.New(key, mode, aircall.Verdicts()), nil
}
