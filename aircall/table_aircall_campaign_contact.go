package aircall

import (
	"context"
	"strings"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/personal"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

func tableAircallCampaignContact() table.Definition {
	return table.Filtered(campaignContacts(), &plugin.Table{
		Name:        "aircall_campaign_contact",
		Description: "Contacts whom an outbound campaign is to call. Aircall lists no campaigns: campaign_id must be compared with a value. Costs one request for each campaign.",
		List:        &plugin.ListConfig{Hydrate: listCampaignContacts, KeyColumns: plugin.KeyColumnSlice{campaignKey.KeyColumn()}},
		Columns: []*plugin.Column{
			table.Text("campaign_id", personal.None(), "Id of the outbound campaign, a UUID. Aircall's webhooks name it.", func(c *campaignContact) *string { return &c.Parent }),
			table.Text("phone_number", personal.Phone(), "The number to call in E.164 form, such as +33123456789. Personal data.", campaignPhoneNumber),
			table.Text("digits", personal.PhoneAs("phone_number"), "The number to call as Aircall sent it, without a plus. Personal data.", func(c *campaignContact) *string { return c.Item.PhoneNumber.Ptr() }),
			table.Text("first_name", personal.Name(), "First name of the contact. Personal data.", func(c *campaignContact) *string { return c.Item.FirstName.Ptr() }),
			table.Text("last_name", personal.Name(), "Last name of the contact. Personal data.", func(c *campaignContact) *string { return c.Item.LastName.Ptr() }),
			table.Text("email", personal.Email(), "E-mail address of the contact. Personal data.", func(c *campaignContact) *string { return c.Item.Email.Ptr() }),
			table.Text("contact_company_name", personal.Name(), "Company that the contact works for.", func(c *campaignContact) *string { return c.Item.CompanyName.Ptr() }),
			table.Text("note", personal.Text(), "Note on the contact. Personal data.", func(c *campaignContact) *string { return c.Item.Note.Ptr() }),
			table.Company(),
		},
	})
}

// campaignContact is a row of a campaign, by whose id it has to be requested.
type campaignContact = table.Child[string, api.CampaignContact]

var campaignKey = table.ParentKey{
	Column:        "campaign_id",
	Valid:         func(id any) bool { text, ok := id.(string); return ok && isUUID(text) },
	Required:      true,
	Declared:      true,
	IfUnevaluated: "and Aircall lists the contacts of one campaign at a time. Write the value in, or campaign_id in (select …)",
}

func campaignContacts() table.ListSpec[campaignContact] {
	s := table.Children(table.ParentSpec[string, api.CampaignContact]{
		ParentKey: campaignKey,
		Request: func(ctx context.Context, c *api.Client, q *table.ListQuery, campaign string) ([]*api.CampaignContact, error) {
			return c.CampaignContacts(ctx, campaign, q.Text("phone_number"))
		},
	})
	s.Filters = []table.Filter[campaignContact]{
		table.WhereText("phone_number", isE164, func(c *campaignContact, number string) bool { return equals(campaignPhoneNumber(c), number) }),
	}
	return s
}

func listCampaignContacts(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return list(ctx, d, campaignContacts())
}

// campaignPhoneNumber puts back the plus that Aircall leaves out.
func campaignPhoneNumber(c *campaignContact) *string {
	digits := c.Item.PhoneNumber.Ptr()
	if digits == nil {
		return nil
	}
	return e164(new("+"+strings.TrimPrefix(*digits, "+")), nil)
}
