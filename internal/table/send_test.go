package table

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"testing"

	"github.com/turbot/steampipe-plugin-sdk/v5/grpc/proto"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/scansink"
)

// directScan is a scan whose rows do not go through the SDK.
type directScan struct {
	*memoryScan
	scansink.Values // of the row under way
	header          []scansink.Column
	cells           [][]any
	err             error // of each row
}

func (s *directScan) Direct(_ context.Context, header []scansink.Column) scansink.RowWriter {
	s.header = header
	return s
}

func (s *directScan) EndRow() error {
	s.cells, s.Values = append(s.cells, s.Values), nil
	return s.err
}

func TestCellsOfAskedColumnsAreSentDirectly(t *testing.T) {
	t.Parallel()
	s := sixItems()
	scan := &directScan{memoryScan: where(equal("group", 1)).limit(2)}
	scan.query.Columns = []string{"name", "_ctx", "group", "id"}
	scan.query.Table = append(slices.Clone(itemColumns), QualColumn("group", personal.None(), proto.ColumnType_INT, ""))
	if err := List(t.Context(), noConnection, scan, s.spec()); err != nil {
		t.Fatal(err)
	}
	header := []scansink.Column{{Name: "name", Type: proto.ColumnType_STRING}, {Name: "group", Type: proto.ColumnType_INT}, {Name: "id", Type: proto.ColumnType_INT}}
	if !reflect.DeepEqual(scan.header, header) {
		t.Errorf("the header is %v", scan.header)
	}
	if want := [][]any{{"item 1", int64(1), int64(1)}, {"item 3", int64(1), int64(3)}}; !reflect.DeepEqual(scan.cells, want) || len(scan.rows) != 0 {
		t.Errorf("sent %v, want %v, and %d rows through the SDK", scan.cells, want, len(scan.rows))
	}
}

func TestRowThatIsNotTakenEndsTheList(t *testing.T) {
	t.Parallel()
	s, gone := sixItems(), errors.New("gone")
	scan := &directScan{memoryScan: where(), err: gone}
	if err := List(t.Context(), noConnection, scan, s.spec()); !errors.Is(err, gone) || len(scan.cells) != 1 {
		t.Errorf("after %d rows: %v", len(scan.cells), err)
	}
}

func TestColumnWithItsOwnRequestSendsRowsThroughTheSDK(t *testing.T) {
	t.Parallel()
	s := sixItems()
	scan := &directScan{memoryScan: where()}
	scan.query.Columns = []string{"id", "detail"}
	scan.query.Table = append(slices.Clone(itemColumns), PerRow("detail", personal.None(), "", func(context.Context, *plugin.QueryData, *plugin.HydrateData) (any, error) { return nil, nil }))
	if err := List(t.Context(), noConnection, scan, s.spec()); err != nil || len(scan.rows) != 6 || len(scan.cells) != 0 {
		t.Errorf("%d rows through the SDK and %d beside it, error %v", len(scan.rows), len(scan.cells), err)
	}
}
