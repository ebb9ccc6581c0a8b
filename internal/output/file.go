package output

import (
	"fmt"
	"os"
	"path/filepath"
)

// A File is written beside its place, and takes it when it is complete: nobody finds half an answer there, and what was
// there before stays until then. Its user alone can read it.
type File struct {
	*os.File
	name string
}

// NewFile begins a file of that name.
func NewFile(name string) (*File, error) {
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a file that rows could be written to", name)
	}
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*") // mode 0600
	if err != nil {
		return nil, fmt.Errorf("the rows cannot be written to %s: %w", name, err)
	}
	return &File{File: f, name: name}, nil
}

// Keep ends the file and puts it in its place.
func (f *File) Keep() error {
	err := f.Sync()
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), f.name)
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return fmt.Errorf("the rows cannot be written to %s: %w", f.name, err)
	}
	return nil
}

// Drop gives the file up. After Keep it does nothing.
func (f *File) Drop() {
	if f.Close() == nil {
		_ = os.Remove(f.Name())
	}
}
