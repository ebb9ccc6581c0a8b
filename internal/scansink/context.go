package scansink

import (
	"encoding/json"
	"os"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"
	"github.com/turbot/steampipe-plugin-sdk/v5/version"
)

// The columns that the SDK adds to each table, whose values are those of the connection.
const (
	connectionName    = "sp_connection_name"
	contextColumn     = "sp_ctx"
	deprecatedContext = "_ctx"
)

// IsContext reports whether a column is one that the SDK adds to each table.
func IsContext(column string) bool {
	return column == connectionName || column == contextColumn || column == deprecatedContext
}

// contextDiffers reports whether the context is to say what each row took: then only the SDK knows it.
func contextDiffers() bool {
	return os.Getenv(plugin.EnvDiagnosticsLevel) != "" || os.Getenv(plugin.EnvLegacyDiagnosticsLevel) != ""
}

// contextCell is a cell of a column that the SDK adds, which all rows have.
type contextCell struct {
	Column
	text string
}

// contextOf returns the cells of those columns that the SDK adds.
func contextOf(connection string, columns []string) (cells []contextCell) {
	for _, name := range columns {
		switch name {
		case connectionName:
			cells = append(cells, contextCell{Column{name, proto.ColumnType_STRING}, connection})
		case contextColumn, deprecatedContext:
			var document struct {
				Connection string `json:"connection_name"`
				Steampipe  struct {
					SDKVersion string `json:"sdk_version"`
				} `json:"steampipe"`
			}
			document.Connection, document.Steampipe.SDKVersion = connection, version.String()
			text, _ := json.Marshal(document) // it is texts, which always can be
			cells = append(cells, contextCell{Column{name, proto.ColumnType_JSON}, string(text)})
		}
	}
	return cells
}
