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

// contextOf returns those of the columns that the SDK adds, with their values.
func contextOf(connection string, columns []string) (header []Column, values []any, err error) {
	for _, name := range columns {
		switch name {
		case connectionName:
			header, values = append(header, Column{name, proto.ColumnType_STRING}), append(values, connection)
		case contextColumn, deprecatedContext:
			var document struct {
				Connection string `json:"connection_name"`
				Steampipe  struct {
					SDKVersion string `json:"sdk_version"`
				} `json:"steampipe"`
			}
			document.Connection, document.Steampipe.SDKVersion = connection, version.String()
			text, err := json.Marshal(document)
			if err != nil {
				return nil, nil, err
			}
			header, values = append(header, Column{name, proto.ColumnType_JSON}), append(values, json.RawMessage(text))
		}
	}
	return header, values, nil
}
