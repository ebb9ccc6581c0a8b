# End-to-end tests: the real Steampipe, its Postgres and Powerpipe, the plugin's binary, and an invented Aircall behind it.
# make e2e                                runs them
# make e2e E2E='-run Joins'               runs some of them
# make bench-postgres                     measures rows through Steampipe's Postgres: beside the SDK, then through it
#
# The mods, on a Steampipe of their own with an invented company behind it, or yours when a key is set:
# make compliance                         checks it
# make compliance RUN='benchmark run cheap --output csv'
# make insights                           serves its pages on http://localhost:9033
# make pictures                           draws its pages for the documents, with Chromium and Node
# make insights RUN='dashboard run agent_dashboard --arg days=7 --arg company=all --arg team_id=all --output snapshot'

STACK_BINARIES := bin/aircall.plugin bin/fakeaircall

.PHONY: e2e bench-postgres compliance insights pictures stack
e2e: stack
	test/steampipe/run.sh bin/aircall.plugin -timeout 20m $(E2E)

bench-postgres: stack
	$(BUILD) -tags netgo -o bin/throughsdk.plugin ./test/steampipe/throughsdk
	for plugin in aircall throughsdk; do test/steampipe/run.sh bin/$$plugin.plugin -timeout 20m -run '^$$' -bench Rows -benchtime 3s || exit 1; done

stack:
	test/steampipe/stack.sh >/dev/null
	$(BUILD) -tags netgo -o bin/aircall.plugin .
	go build -o bin/fakeaircall ./cmd/fakeaircall

# Alarms are no failure of the target.
compliance: RUN ?= benchmark run aircall_compliance --progress=false
compliance: stack
	test/steampipe/mod.sh $(STACK_BINARIES) aircall-compliance $(RUN) || test $$? = 1

# The pages need web assets, which a released Powerpipe has; POWERPIPE_ASSETS names the folder of others.
insights: RUN ?= server
insights: stack
	test/steampipe/mod.sh $(STACK_BINARIES) aircall-insights $(RUN)

pictures: stack
	test/steampipe/pictures.sh $(STACK_BINARIES)
