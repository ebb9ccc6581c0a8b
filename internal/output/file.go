package output

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// A File is written beside its place, and takes it when it is complete: nobody finds half an answer there, and what was
// there before stays until then. Its user alone can read it.
type File struct {
	*os.File
	name  string // as it is given
	place string // what the name leads to
}

// NewFile begins a file of that name. Where that is a link to a file, the file is replaced and not the link.
func NewFile(name string) (*File, error) {
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a file that rows could be written to", name)
	}
	place := name
	if target, err := filepath.EvalSymlinks(name); err == nil {
		place = target
	}
	f, err := os.CreateTemp(filepath.Dir(place), "."+filepath.Base(place)+".*") // mode 0600
	if err != nil {
		return nil, unwritable(name, err)
	}
	return &File{File: f, name: name, place: place}, nil
}

// Write writes to the file beside the place.
func (f *File) Write(b []byte) (int, error) {
	n, err := f.File.Write(b)
	if err != nil {
		err = unwritable(f.name, err)
	}
	return n, err
}

// Keep ends the file and puts it in its place.
func (f *File) Keep() error {
	err := f.Sync()
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), f.place)
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return unwritable(f.name, err)
	}
	return nil
}

// Drop gives the file up. After Keep it does nothing.
func (f *File) Drop() {
	if f.Close() == nil {
		_ = os.Remove(f.Name())
	}
}

// unwritable is the error of a file that cannot be written. It does not speak of the file beside the place.
func unwritable(name string, err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		err = path.Err
	case errors.As(err, &link):
		err = link.Err
	}
	return fmt.Errorf("the rows cannot be written to %s: %w", name, err)
}
