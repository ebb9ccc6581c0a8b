package table

import (
	"context"
	"fmt"
	"iter"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/guard"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin/quals"
)

// Child is a row that belongs to a parent: to a row of another table, or to no more than the id of one.
type Child[P, T any] struct {
	Parent   P
	Item     *T
	Position int64 // among the children of the parent, from 1
}

// ParentSpec says how rows are found through their parents.
type ParentSpec[P, T any] struct {
	ParentKey

	// List reads all parents that may have children; nil when Aircall does not list them.
	List func(context.Context, *api.Client, *ListQuery) iter.Seq2[P, error]
	// Get makes a parent from an id that the query names, ID the id from a parent. Both are nil when a parent is its id.
	Get func(ctx context.Context, c *api.Client, id any) (P, error)
	ID  func(P) any

	// Exactly one of these is set: what lies inside a parent, or what has to be requested for each.
	Inside  func(P) []T
	Request func(context.Context, *api.Client, *ListQuery, P) ([]*T, error)

	// ProbeFirst holds the requests for other parents back until one has succeeded: where one is refused, all are.
	ProbeFirst bool
}

// ParentKey is the column that names parents by their ids.
type ParentKey struct {
	Column string
	Valid  func(id any) bool // whether a parent can have the id; nil: whether it is a positive number

	Required bool // parents are not listed: the query has to name them

	// Declared says that the column is a key column of the table, for equality, so that a join asks parent by parent.
	Declared bool
	// IfUnevaluated is what the error says when the id of a declared key is not known yet. Without it all parents are read.
	IfUnevaluated string
	// NamedOfAnyAge says that the connection's start date excludes no child of a parent that the query names.
	NamedOfAnyAge bool
}

func (k ParentKey) valid(id any) bool {
	if k.Valid != nil {
		return k.Valid(id)
	}
	n, ok := id.(int64)
	return ok && n > 0
}

// KeyColumn declares the key to the SDK.
func (k ParentKey) KeyColumn() *plugin.KeyColumn {
	key := &plugin.KeyColumn{Name: k.Column, Require: plugin.Optional, Operators: []string{quals.QualOperatorEqual}}
	if k.Required {
		key.Require = plugin.Required
	}
	return key
}

// Children lists the children of the parents that a query names, or else of all. A LIMIT counts children and a parent may
// have none, so it is not passed on: parents are read until there are enough children.
func Children[P, T any](p ParentSpec[P, T]) ListSpec[Child[P, T]] {
	return ListSpec[Child[P, T]]{
		Parents: p.ParentKey,
		Read:    p.read,
		ID:      func(r *Child[P, T]) any { return r }, // no two list queries have a row in common
	}
}

func (p ParentSpec[P, T]) read(ctx context.Context, c *api.Client, q *ListQuery) iter.Seq2[*Child[P, T], error] {
	children := func(ctx context.Context, parent P) ([]*Child[P, T], error) { return p.children(ctx, c, q, parent) }
	if p.ProbeFirst {
		children = probeFirst(children)
	}
	switch {
	case q.parents != nil:
		return FanOut(ctx, Each(q.parents), func(ctx context.Context, id any) ([]*Child[P, T], error) {
			parent, err := p.get(ctx, c, id)
			if api.IsNotFound(err) || err == nil && p.id(parent) != id {
				return nil, nil
			}
			if err != nil {
				return nil, err
			}
			return children(ctx, parent)
		})
	case p.Inside != nil:
		return InTurn(ctx, p.List(ctx, c, q), children)
	default:
		return FanOut(ctx, p.List(ctx, c, q), children)
	}
}

func (p ParentSpec[P, T]) get(ctx context.Context, c *api.Client, id any) (P, error) {
	if p.Get == nil {
		return id.(P), nil
	}
	return p.Get(ctx, c, id)
}

func (p ParentSpec[P, T]) id(parent P) any {
	if p.ID == nil {
		return parent
	}
	return p.ID(parent)
}

// children reads the children of one parent. A parent without any, and one that Aircall does not have, is no error.
func (p ParentSpec[P, T]) children(ctx context.Context, c *api.Client, q *ListQuery, parent P) ([]*Child[P, T], error) {
	items, err := p.items(ctx, c, q, parent)
	if api.IsNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	children := make([]*Child[P, T], len(items))
	for i, item := range items {
		children[i] = &Child[P, T]{parent, item, int64(i) + 1}
	}
	return children, nil
}

// items names the parent in an error of what it holds.
func (p ParentSpec[P, T]) items(ctx context.Context, c *api.Client, q *ListQuery, parent P) (items []*T, err error) {
	var unreadable error
	func() {
		defer guard.Recover(&unreadable, "")
		if p.Inside != nil {
			items = PointersTo(p.Inside(parent))
			return
		}
		items, err = p.Request(ctx, c, q, parent)
	}()
	if unreadable != nil {
		return nil, fmt.Errorf("%s %v: %w", p.Column, p.id(parent), unreadable)
	}
	return items, err
}

// PointersTo points to each of some values.
func PointersTo[T any](values []T) []*T {
	pointers := make([]*T, len(values))
	for i := range values {
		pointers[i] = &values[i]
	}
	return pointers
}
