package aircall

import (
	"context"
	"iter"
	"strings"

	"github.com/turbot/steampipe-plugin-sdk/v5/plugin"
	"github.com/turbot/steampipe-plugin-sdk/v5/plugin/quals"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
	"github.com/turbot/steampipe-plugin-aircall/internal/table"
)

func tableAircallCampaignContact() table.Definition {
	return table.Filtered(campaignContacts(""), &plugin.Table{
		Name:        "aircall_campaign_contact",
		Description: "Contacts whom an outbound campaign is to call. Aircall lists no campaigns: campaign_id must be compared with a value. Costs one request for each campaign.",
		List: &plugin.ListConfig{Hydrate: listCampaignContacts, KeyColumns: plugin.KeyColumnSlice{
			{Name: "campaign_id", Require: plugin.Required, Operators: []string{quals.QualOperatorEqual}},
		}},
		Columns: []*plugin.Column{
			table.Text("campaign_id", "Id of the outbound campaign, a UUID. Aircall's webhooks name it.", func(c *campaignContact) *string { return &c.campaign }),
			table.Text("phone_number", "The number to call in E.164 form, such as +33123456789. Personal data.", campaignPhoneNumber),
			table.Text("digits", "The number to call as Aircall sent it, without a plus. Personal data.", func(c *campaignContact) *string { return c.item.PhoneNumber.Ptr() }),
			table.Text("first_name", "First name of the contact. Personal data.", func(c *campaignContact) *string { return c.item.FirstName.Ptr() }),
			table.Text("last_name", "Last name of the contact. Personal data.", func(c *campaignContact) *string { return c.item.LastName.Ptr() }),
			table.Text("email", "E-mail address of the contact. Personal data.", func(c *campaignContact) *string { return c.item.Email.Ptr() }),
			table.Text("contact_company_name", "Company that the contact works for.", func(c *campaignContact) *string { return c.item.CompanyName.Ptr() }),
			table.Text("note", "Note on the contact. Personal data.", func(c *campaignContact) *string { return c.item.Note.Ptr() }),
			table.Company(),
		},
	})
}

// campaignContact is a row of a campaign, which has to be asked for it.
type campaignContact struct {
	campaign string
	item     *api.CampaignContact
}

func campaignContacts(campaign string) table.ListSpec[campaignContact] {
	return table.ListSpec[campaignContact]{
		Read: func(ctx context.Context, c *api.Client, q *table.ListQuery) iter.Seq2[*campaignContact, error] {
			return func(yield func(*campaignContact, error) bool) {
				contacts, err := c.CampaignContacts(ctx, campaign, q.Text("phone_number"))
				if api.IsNotFound(err) {
					return
				}
				if err != nil {
					yield(nil, err)
					return
				}
				for _, contact := range contacts {
					if !yield(&campaignContact{campaign, contact}, nil) {
						return
					}
				}
			}
		},
		Filters: []table.Filter[campaignContact]{
			table.WhereText("phone_number", isE164, func(c *campaignContact, number string) bool { return equals(campaignPhoneNumber(c), number) }),
		},
		ID: func(c *campaignContact) any { return c }, // lists by different numbers have no row in common
	}
}

func listCampaignContacts(ctx context.Context, d *plugin.QueryData, _ *plugin.HydrateData) (any, error) {
	return run(ctx, d, func(ctx context.Context, c *connection) (any, error) {
		scan := table.ScanOf(d)
		key, named, err := table.ListKey(ctx, scan.Query(), "campaign_id")
		if err == nil && !named {
			err = table.UnevaluatedError("campaign_id", "and Aircall lists the contacts of one campaign at a time. Write the value in, or campaign_id in (select …)")
		}
		campaign, _ := key.(string)
		if err != nil || !isUUID(campaign) {
			return nil, err
		}
		return nil, table.List(ctx, c.Connection, scan, campaignContacts(campaign))
	})
}

// campaignPhoneNumber puts back the plus that Aircall leaves out.
func campaignPhoneNumber(c *campaignContact) *string {
	digits := c.item.PhoneNumber.Ptr()
	if digits == nil {
		return nil
	}
	return e164(new("+"+strings.TrimPrefix(*digits, "+")), nil)
}
