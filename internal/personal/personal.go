// Package personal says of what kind the personal data in a column is. Each column's definition has a verdict, from which
// docs/personal-data.md is made, and by which internal/pseudonym replaces values.
package personal

// A Kind is what a column, or a field of a JSON column, holds.
type Kind string

// The kinds. The zero Kind is no verdict, and an error of the column's definition.
const (
	KindNone      Kind = "none"       // no personal data
	KindLine      Kind = "line"       // the number of one of the company's own lines, which is not a person's
	KindPhone     Kind = "phone"      // the phone number of an outsider
	KindName      Kind = "name"       // the name of an outsider, or of the company that an outsider works for
	KindEmail     Kind = "email"      // the e-mail address of an outsider
	KindText      Kind = "text"       // free text: what somebody wrote or said, or what was made of it
	KindLink      Kind = "link"       // an address on the web: of a recording, of an object, of another system
	KindUser      Kind = "user"       // the name or the extension of a user of the company
	KindUserEmail Kind = "user email" // the e-mail address of a user of the company
	KindVaries    Kind = "varies"     // the kind depends on another column of the row
	KindDocument  Kind = "document"   // JSON, of whose fields each has a verdict
)

// A Verdict says what a column holds.
type Verdict struct {
	Kind Kind
	// Beside names a column of the same row, or a field of the same object: of a phone number its E.164 form, where the number
	// may be written as within its country; of what varies the column that decides.
	Beside string
	// Of has the kind for each value of Beside, where the kind varies. Any other value makes it free text.
	Of map[string]Kind
	// Words are values of a free text that are Aircall's own, and stay.
	Words []string
	// Inside has the fields of a document, of the objects in its lists too.
	Inside Fields
}

// Fields are the fields of a JSON object by name. A field that is not among them has the verdict of Other, and without one
// counts as free text: Aircall may add fields at any time.
type Fields map[string]Verdict

// Other is the name, in Fields, of all fields that are not named.
const Other = "*"

// Of finds the verdict of a field.
func (f Fields) Of(name string) Verdict {
	for _, n := range []string{name, Other} {
		if v, known := f[n]; known {
			return v
		}
	}
	return Text()
}

// None is the verdict of a column without personal data.
func None() Verdict { return Verdict{Kind: KindNone} }

// Line is the verdict of a number of the company's own.
func Line() Verdict { return Verdict{Kind: KindLine} }

// Phone is the verdict of an outsider's phone number in E.164 form.
func Phone() Verdict { return Verdict{Kind: KindPhone} }

// PhoneAs is the verdict of an outsider's phone number in any notation; the column beside it has it in E.164 form.
func PhoneAs(beside string) Verdict { return Verdict{Kind: KindPhone, Beside: beside} }

// Name is the verdict of an outsider's name.
func Name() Verdict { return Verdict{Kind: KindName} }

// Email is the verdict of an outsider's e-mail address.
func Email() Verdict { return Verdict{Kind: KindEmail} }

// Text is the verdict of free text, but for the words.
func Text(words ...string) Verdict { return Verdict{Kind: KindText, Words: words} }

// Link is the verdict of an address on the web.
func Link() Verdict { return Verdict{Kind: KindLink} }

// User is the verdict of a user's name.
func User() Verdict { return Verdict{Kind: KindUser} }

// UserEmail is the verdict of a user's e-mail address.
func UserEmail() Verdict { return Verdict{Kind: KindUserEmail} }

// Varies is the verdict of a column whose kind depends on the column beside it.
func Varies(beside string, of map[string]Kind) Verdict {
	return Verdict{Kind: KindVaries, Beside: beside, Of: of}
}

// Document is the verdict of JSON.
func Document(inside Fields) Verdict { return Verdict{Kind: KindDocument, Inside: inside} }

// By is the verdict for a row, or an object, in which the column beside has a value.
func (v Verdict) By(beside any) Verdict {
	if v.Kind != KindVaries {
		return v
	}
	if text, ok := beside.(string); ok && v.Of[text] != "" {
		return Verdict{Kind: v.Of[text]}
	}
	return Text()
}
