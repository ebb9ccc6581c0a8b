package democompany

import (
	"math/rand/v2"
	"strings"
)

// people are first and last names by language, so that a drawn name is believable.
var people = []struct{ first, last []string }{
	{[]string{"Priya", "Arjun", "Meera", "Rohan", "Kavya"}, []string{"Nair", "Iyer", "Menon", "Sharma", "Kulkarni"}},
	{[]string{"Tom", "Alice", "Owen", "Grace", "Harry"}, []string{"Vale", "Bexley", "Thornton", "Marsh", "Penrose"}},
	{[]string{"Ada", "Chidi", "Ngozi", "Emeka", "Amara"}, []string{"Okafor", "Eze", "Nwosu", "Adeyemi", "Balogun"}},
	{[]string{"Camille", "Théo", "Inès", "Luc", "Zoé"}, []string{"Moreau", "Lefèvre", "Garnier", "Roussel", "Chevalier"}},
	{[]string{"Jürgen", "Anke", "Lena", "Matthias", "Svenja"}, []string{"Brandt", "Köhler", "Vogt", "Schröder", "Lindner"}},
	{[]string{"Lucía", "Mateo", "Elena", "Diego", "Carmen"}, []string{"Herrera", "Navarro", "Ibáñez", "Castaño", "Vidal"}},
	{[]string{"Yuki", "Haruto", "Aoi", "Ren", "Emi"}, []string{"Tanabe", "Morita", "Okada", "Hayashi", "Kondo"}},
	{[]string{"Layla", "Omar", "Nour", "Karim", "Salma"}, []string{"Haddad", "Mansour", "Khoury", "Saleh", "Aziz"}},
	{[]string{"Wei", "Mei", "Jun", "Li Na", "Hao"}, []string{"Zhang", "Lin", "Xu", "Huang", "Guo"}},
	{[]string{"Ewa", "Łukasz", "Zofia", "Piotr", "Hanna"}, []string{"Zając", "Wrona", "Kowal", "Maj", "Sikora"}},
	{[]string{"Grace", "Marcus", "Denise", "Caleb", "Tasha"}, []string{"Whitfield", "Boone", "Carver", "Ellison", "Mayfield"}},
	{[]string{"Aroha", "Tane", "Maia", "Wiremu", "Hana"}, []string{"Parata", "Ngata", "Rewi", "Tamihana", "Kereama"}},
}

var (
	companyNames = []string{"Larkfield Supplies", "Brindle & Moss", "Harrow Bay Tools", "Quillon Parts", "Tern Street Trading"}
	customers    = []string{"Florists", "Joinery", "Garage", "Bakery", "Dental", "Roofing", "Print Works", "Cycles",
		"Kitchens", "Farm Shop", "Logistics", "Electric", "Nurseries", "Interiors", "Catering"}
	remarks = []string{"Prefers calls before noon", "Account on hold until invoice is paid", "Ask for the yard, not the shop",
		"Orders every second Tuesday", "Speaks French"}
	teamNames = []string{"Dispatch", "Orders", "Returns", "Key accounts", "Accounts", "Field service", "Trade desk", "Night desk"}
	tagNames  = []struct{ name, color, description string }{
		{"order-issue", "#E4572E", ""}, {"Callback Request", "#29C8FF", "queue_callback"}, {"new-customer", "#17B890", ""},
		{"complaint", "#D7263D", ""}, {"invoice", "#F6AE2D", ""},
		{"delivery", "#2E86AB", ""}, {"price-request", "#7E52A0", ""}, {"return", "#8D6A9F", ""},
		{"Voicemail Drop", "#FCBB26", "voicemail_drop"}, {"vip", "#FFB30F", ""},
		{"wrong-number", "#9AA5B1", ""}, {"spam", "#495057", ""},
	}
	tagVariants = []string{"north", "south", "trade", "retail", "web", "spring", "autumn"}
)

// name draws a person.
func name(r *rand.Rand) (first, last string) {
	p := people[r.IntN(len(people))]
	return p.first[r.IntN(len(p.first))], p.last[r.IntN(len(p.last))]
}

var plain = strings.NewReplacer("é", "e", "è", "e", "ü", "u", "ö", "o", "í", "i", "á", "a", "ñ", "n", "ą", "a", "ł", "l", "&", "", " ", "")

// address is a name as part of an e-mail address: lower case, without accents.
func address(name string) string { return plain.Replace(strings.ToLower(name)) }
