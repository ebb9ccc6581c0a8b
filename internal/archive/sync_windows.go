package archive

// syncFolder has nothing to do: Windows makes names last by itself.
func syncFolder(string) error { return nil }
