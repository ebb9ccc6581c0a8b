package plan

// An Op is a comparison, or a bound on the number of rows, that a statement puts on a table.
type Op uint8

// The operators that a plugin may be able to take over. Other stands for all the rest.
const (
	Other Op = iota
	Eq
	Ne
	Gt
	Ge
	Lt
	Le
	Like
	Is
	IsNull
	IsNotNull
	Limit
	Offset
)

// String is the operator as a plugin declares it. LIKE ignores case in SQLite, and so is Postgres's ~~*.
func (o Op) String() string {
	return [...]string{"?", "=", "<>", ">", ">=", "<", "<=", "~~*", "is", "is null", "is not null", "limit", "offset"}[o]
}

// A Constraint is one term that restricts a table.
type Constraint struct {
	Column int // negative: the row id
	Op     Op
	// Usable is false while the right-hand side belongs to a table that comes later in the join.
	Usable bool
	// In says that the term is an IN list that can be had as a whole.
	In bool
	// Fixed says that the right-hand side is a constant, the same for every scan of the statement.
	Fixed bool
	// CollationFits says that the collation of the comparison is that of the column.
	CollationFits bool
}

func (c Constraint) equality() bool { return c.Op == Eq || c.Op == Is }
