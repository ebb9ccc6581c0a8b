package localsql

import (
	"sync"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql/plan"
)

// rowBuffer is how many rows are buffered between the plugin and the engine before the plugin has to wait.
const rowBuffer = 64

// A rowQueue hands rows from list functions to the engine, which takes all that are waiting at once: one by one through a
// channel, a row would cost more than the engine takes to make it.
type rowQueue struct {
	mu      sync.Mutex
	waiting []plan.Row
	arrived chan struct{} // tells the engine that rows may be waiting
	room    chan struct{} // tells a list function that there may be room
}

func newRowQueue() *rowQueue {
	return &rowQueue{arrived: make(chan struct{}, 1), room: make(chan struct{}, 1)}
}

// put adds a row, once there is room for it; after stopped is closed the row may be thrown away.
func (q *rowQueue) put(row plan.Row, stopped <-chan struct{}) {
	for !q.add(row) {
		select {
		case <-q.room:
		case <-stopped:
			return
		}
	}
	tell(q.arrived)
}

func (q *rowQueue) add(row plan.Row) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting) == rowBuffer {
		return false
	}
	q.waiting = append(q.waiting, row)
	return true
}

// take returns the rows that are waiting, and takes the memory of those that it returned before.
func (q *rowQueue) take(before []plan.Row) []plan.Row {
	clear(before)
	q.mu.Lock()
	rows := q.waiting
	q.waiting = before[:0]
	q.mu.Unlock()
	tell(q.room)
	return rows
}

// tell wakes up who waits for the channel, or keeps the next one from waiting.
func tell(channel chan<- struct{}) {
	select {
	case channel <- struct{}{}:
	default:
	}
}
